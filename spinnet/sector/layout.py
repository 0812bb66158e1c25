"""Layouts: the state cut into tiles so that a window operation is many small dense products.

For a window at t the paths are sorted into columns (everything outside the window fixed) of block
size M, columns of one class are gathered into tiles of equal width, and every tile is multiplied by
the matrix of its class. Index arrays are built once in NumPy, for all t of one width.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import jax
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.window import WindowClasses, window_classes


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Layout:
    """Index arrays of all windows of one width.

    Args:
        gather: For each group ``(n_windows, n_tiles, M, T)``: ranks that fill the tiles.
        tile_class: For each group ``(n_windows, n_tiles)``: the class of each tile.
        is_column: For each group ``(n_windows, n_tiles, 1, T)``: 1 for a column, 0 for padding.
        scatter: ``(n_windows, dimension)``: where each rank lies in the concatenated tiles.
    """

    gather: tuple[np.ndarray, ...]
    tile_class: tuple[np.ndarray, ...]
    is_column: tuple[np.ndarray, ...]
    scatter: np.ndarray


def max_height(basis: SectorBasis) -> int:
    """Return the largest height that a path of the sector reaches."""
    return (basis.n_sites + basis.two_total) // 2


def tile_width(dimension: int) -> int:
    """Return the number of columns in a tile: wide for large states, narrow for small ones."""
    return int(np.clip(2 ** round(np.log2(max(dimension, 1) / 256)), 4, 64))


@lru_cache(maxsize=32)
def layout(basis: SectorBasis, width: int) -> Layout:
    """Return the layout of every window of one width.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
    """
    classes = window_classes(width, max_height(basis))
    tile = tile_width(basis.dimension)
    windows = [_window_columns(basis, t, classes) for t in range(basis.n_sites - width + 1)]
    gathers, owners, masks = [], [], []
    for group, size in enumerate(classes.sizes):
        tiled = [_tiles(window[group], size, tile) for window in windows]
        n_tiles = max([len(owner) for _, owner, _ in tiled] + [1])
        gathers.append(np.stack([_padded(part, n_tiles) for part, _, _ in tiled]))
        owners.append(np.stack([_padded(part, n_tiles) for _, part, _ in tiled]))
        masks.append(np.stack([_padded(part, n_tiles) for _, _, part in tiled]))
    scatter = np.zeros((len(windows), basis.dimension), dtype=np.int32)
    for number in range(len(windows)):
        _fill_scatter(
            scatter[number],
            [columns for columns in windows[number]],
            [gather[number] for gather in gathers],
        )
    return Layout(tuple(gathers), tuple(owners), tuple(masks), scatter)


def _window_columns(
    basis: SectorBasis, t: int, classes: WindowClasses
) -> list[list[tuple[int, np.ndarray]]]:
    """Return for each group its ``(class number, ranks (m, n_columns))``, classes ascending."""
    width, n_sites = classes.width, basis.n_sites
    shift = n_sites - t - width
    outside = basis.codes & ~(((1 << width) - 1) << shift)
    h_in, h_out = basis.heights[:, t], basis.heights[:, t + width]
    groups = []
    for members, patterns in zip(classes.members, classes.patterns, strict=True):
        found = []
        for number, ((before, after), steps) in enumerate(zip(members, patterns, strict=True)):
            chosen = (h_in == before) & (h_out == after)
            if not chosen.any():
                continue
            rest = np.unique(outside[chosen])
            codes = rest[None, :] | (np.array(steps)[:, None] << shift)
            found.append((number, basis.rank(codes)))
        groups.append(found)
    return groups


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
