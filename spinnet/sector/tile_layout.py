"""Tile layouts: the state cut into tiles, a window operation as many small dense products.

For a window at t the paths are sorted into columns (everything outside the window fixed) of block
size M, columns of one class are gathered into tiles of equal width, and every tile is multiplied by
the matrix of its class. Index arrays are built once in NumPy, for all t of one width. They take
some ten bytes for each path and window, which pays on CPUs, where the state stays in the cache and
arithmetic on indices costs more than reading them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.window import WindowClasses, window_classes


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TileLayout(AbstractLayout):
    """Index arrays of all windows of one width.

    Classes are grouped by the number of their patterns, padded to a binomial coefficient M.

    Args:
        members: For each group the numbers of its classes.
        gather: For each group ``(n_windows, n_tiles, M, T)``: ranks that fill the tiles.
        tile_class: For each group ``(n_windows, n_tiles)``: which member each tile belongs to.
        is_column: For each group ``(n_windows, n_tiles, 1, T)``: 1 for a column, 0 for padding.
        scatter: ``(n_windows, dimension)``: where each rank lies in the concatenated tiles.
    """

    members: tuple[jax.Array, ...]
    gather: tuple[jax.Array, ...]
    tile_class: tuple[jax.Array, ...]
    is_column: tuple[jax.Array, ...]
    scatter: jax.Array

    def apply(self, state: jax.Array, matrices: jax.Array, window: jax.Array) -> jax.Array:
        """Return a window operation applied to a state, see `AbstractLayout`."""
        return self._paste(self._multiplied(self._cut(state, window), matrices, window), window)

    def overlaps(
        self, left: jax.Array, right: jax.Array, table: jax.Array, window: jax.Array
    ) -> jax.Array:
        """Return what each entry takes from one state to another, see `AbstractLayout`."""
        return self._contracted(self._cut(left, window), self._cut(right, window), table, window)

    def undo(
        self,
        columns: jax.Array,
        matrices: jax.Array,
        table: jax.Array,
        window: jax.Array,
        is_gate: jax.Array,
    ) -> tuple[jax.Array, jax.Array]:
        """Return what `AbstractLayout.undo` does, the state cut into tiles only once."""
        after = self._cut(columns, window)
        before = self._multiplied(after, matrices, window)

        def taken() -> jax.Array:
            """Return the overlaps of the tiles at hand."""
            left = [tiles[:, :, :, 1] for tiles in after]
            return self._contracted(left, [tiles[:, :, :, 0] for tiles in before], table, window)

        nothing = jnp.zeros((table.shape[0], *columns.shape[2:]), columns.dtype)
        return self._paste(before, window), jax.lax.cond(is_gate, taken, lambda: nothing)

    def _multiplied(
        self, tiles: Sequence[jax.Array], matrices: jax.Array, window: jax.Array
    ) -> list[jax.Array]:
        """Return the tiles of a window after an operation."""
        return [
            _multiply(_of_group(matrices, members, part.shape[1]), owner[window], part)
            for members, owner, part in zip(self.members, self.tile_class, tiles, strict=True)
        ]

    def _contracted(
        self,
        left: Sequence[jax.Array],
        right: Sequence[jax.Array],
        table: jax.Array,
        window: jax.Array,
    ) -> jax.Array:
        """Return the overlaps of two states given by their tiles."""
        by_class = jnp.moveaxis(table, 0, -1)
        parts = [
            _contract(
                _of_group(by_class, members, rows.shape[1]),
                _class_overlaps(rows.conj(), columns, mask[window], owner[window], len(members)),
            )
            for members, rows, columns, mask, owner in zip(
                self.members, left, right, self.is_column, self.tile_class, strict=True
            )
        ]
        return sum(parts[1:], parts[0])

    def _cut(self, state: jax.Array, window: jax.Array) -> list[jax.Array]:
        """Return the tiles of a window: for each group ``(n_tiles, M, T, n_columns, *batch)``."""
        return [state[gather[window]] for gather in self.gather]

    def _paste(self, tiles: Sequence[jax.Array], window: jax.Array) -> jax.Array:
        """Return the state that tiles hold."""
        flat = [tile.reshape(-1, *tile.shape[3:]) for tile in tiles]
        # The barrier keeps XLA from recomputing the products for every rank it gathers.
        joined = jax.lax.optimization_barrier(jnp.concatenate(flat))
        return joined[self.scatter[window]]


def _of_group(array: jax.Array, members: jax.Array, size: int) -> jax.Array:
    """Return the classes of a group of an array ``(n_classes, M, M, ...)`` without padding."""
    return array[members, :size, :size]


def _multiply(matrices: jax.Array, tile_class: jax.Array, tiles: jax.Array) -> jax.Array:
    """Return each tile multiplied by the matrix of its class.

    Args:
        matrices: ``(n_members, M, M, *batch)``.
        tile_class: ``(n_tiles,)``.
        tiles: ``(n_tiles, M, T, n_columns, *batch)``.
    """
    chosen = matrices[tile_class]  # (n_tiles, M, M, *batch)
    products = [chosen[:, :, k, None, None] * tiles[:, None, k] for k in range(tiles.shape[1])]
    return sum(products[1:], products[0])


def _class_overlaps(
    rows: jax.Array, columns: jax.Array, mask: jax.Array, owner: jax.Array, n_members: int
) -> jax.Array:
    """Return ``sum over columns of rows[a] * columns[b]``, ``(n_members, M, M, *batch)``."""
    # Padding columns hold copies of rank 0; the mask keeps them out.
    shaped = mask.astype(rows.real.dtype).reshape(*mask.shape, *(1,) * (rows.ndim - 3))
    masked = rows * shaped
    if rows.ndim == 3:
        products = (masked[:, :, None] * columns[:, None]).sum(axis=3)  # (n_tiles, M, M)
    else:
        # XLA's sum over an axis before that of the batch takes twice as long as the written one.
        masked, columns = jax.lax.optimization_barrier((masked, columns))
        width = range(rows.shape[2])
        products = sum(masked[:, :, None, t] * columns[:, None, :, t] for t in width)
    return jax.ops.segment_sum(products, owner, num_segments=n_members)


def _contract(table: jax.Array, by_class: jax.Array) -> jax.Array:
    """Return ``sum over classes and matrix elements of table[..., e] * by_class``."""
    flat = table.reshape(-1, table.shape[-1]).T.astype(by_class.real.dtype)
    parts = (by_class.real, by_class.imag) if jnp.iscomplexobj(by_class) else (by_class,)
    columns = [flat @ part.reshape(flat.shape[1], -1) for part in parts]
    mixed = columns[0] if len(parts) == 1 else jax.lax.complex(*columns)
    return mixed.reshape(flat.shape[0], *by_class.shape[3:])


def tile_width(dimension: int) -> int:
    """Return the number of columns in a tile: wide for large states, narrow for small ones."""
    return int(np.clip(2 ** round(np.log2(max(dimension, 1) / 256)), 4, 64))


@lru_cache(maxsize=16)
def tile_layout(basis: SectorBasis, width: int) -> TileLayout:
    """Return the tile layout of every window of one width.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
    """
    classes = window_classes(width, basis.max_height)
    groups = _groups(classes)
    tile = tile_width(basis.dimension)
    windows = [_window_columns(basis, t, classes, groups) for t in range(basis.n_sites - width + 1)]
    gathers, owners, masks = [], [], []
    for group, size in enumerate(groups):
        tiled = [_tiles(window[group], size, tile) for window in windows]
        n_tiles = max([len(owner) for _, owner, _ in tiled] + [1])
        gathers.append(np.stack([_padded(part, n_tiles) for part, _, _ in tiled]))
        owners.append(np.stack([_padded(part, n_tiles) for _, part, _ in tiled]))
        masks.append(np.stack([_padded(part, n_tiles) for _, _, part in tiled]))
    scatter = np.zeros((len(windows), basis.dimension), dtype=np.int32)
    for number, window in enumerate(windows):
        _fill_scatter(scatter[number], window, [gather[number] for gather in gathers])
    members = [np.array(numbers) for numbers in groups.values()]
    return TileLayout(
        members=tuple(map(jnp.asarray, members)),
        gather=tuple(map(jnp.asarray, gathers)),
        tile_class=tuple(map(jnp.asarray, owners)),
        is_column=tuple(map(jnp.asarray, masks)),
        scatter=jnp.asarray(scatter),
    )


def _groups(classes: WindowClasses) -> dict[int, list[int]]:
    """Return the numbers of the classes by padded size, ascending."""
    sizes = sorted({math.comb(classes.width, j) for j in range(classes.width + 1)})
    groups: dict[int, list[int]] = {min(size, classes.size): [] for size in sizes}
    for number, patterns in enumerate(classes.patterns):
        groups[next(size for size in groups if len(patterns) <= size)].append(number)
    return {size: members for size, members in groups.items() if members}


def _window_columns(
    basis: SectorBasis, t: int, classes: WindowClasses, groups: dict[int, list[int]]
) -> list[list[tuple[int, np.ndarray]]]:
    """Return for each group its ``(member, ranks (m, n_columns))``, members ascending."""
    width, n_sites = classes.width, basis.n_sites
    shift = n_sites - t - width
    outside = basis.codes & ~(((1 << width) - 1) << shift)
    h_in, h_out = basis.heights[:, t], basis.heights[:, t + width]
    columns: list[list[tuple[int, np.ndarray]]] = []
    for numbers in groups.values():
        found = []
        for member, number in enumerate(numbers):
            before, after = classes.members[number]
            chosen = (h_in == before) & (h_out == after)
            if not chosen.any():
                continue
            rest = np.unique(outside[chosen])
            codes = rest[None, :] | (np.array(classes.patterns[number])[:, None] << shift)
            found.append((member, basis.rank(codes)))
        columns.append(found)
    return columns


def _tiles(
    columns: list[tuple[int, np.ndarray]], size: int, tile: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut columns into tiles ``(n_tiles, size, tile)`` with their classes and column masks."""
    gathers, owners, masks = [np.zeros((0, size, tile), np.int32)], [], []
    for number, ranks in columns:
        rows, n_columns = ranks.shape
        n_tiles = -(-n_columns // tile)
        padded = np.zeros((size, n_tiles * tile), dtype=np.int32)
        padded[:rows, :n_columns] = ranks
        gathers.append(padded.reshape(size, n_tiles, tile).transpose(1, 0, 2))
        owners += [number] * n_tiles
        masks.append((np.arange(n_tiles * tile) < n_columns).reshape(n_tiles, 1, tile))
    mask = np.concatenate([np.zeros((0, 1, tile), bool), *masks])
    return np.concatenate(gathers), np.array(owners, dtype=np.int32), mask.astype(np.float32)


def _padded(array: np.ndarray, length: int) -> np.ndarray:
    return np.pad(array, [(0, length - len(array))] + [(0, 0)] * (array.ndim - 1))


def _fill_scatter(
    scatter: np.ndarray, groups: list[list[tuple[int, np.ndarray]]], gathers: list[np.ndarray]
) -> None:
    """Write where each rank lies in the concatenated tiles of one window."""
    offset = 0
    for columns, gather in zip(groups, gathers, strict=True):
        _, size, tile = gather.shape
        first = 0
        for _, ranks in columns:
            rows, n_columns = ranks.shape
            column = np.arange(n_columns)
            place = (first + column // tile) * size * tile + column % tile
            scatter[ranks] = offset + np.arange(rows)[:, None] * tile + place[None, :]
            first += -(-n_columns // tile)
        offset += gather.size
