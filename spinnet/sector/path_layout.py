r"""Path layouts: the place of every amplitude computed on the way, for states of any size.

A path of rank i is a prefix, its first half, followed by a suffix. Paths of one prefix are
consecutive, so that the prefix numbers of all paths and two tables of the square root of the
dimension give everything that a window needs to know about a path: the height before the window and
the step pattern in it. The state is read and written once, and nothing else of its size is; there
are no index arrays of windows. Height and pattern are in one number, the *key*,

.. math:: \text{key} = h_{in} 2^w + \text{pattern},

a sum of what the prefix and what the suffix contribute. Exchanging the pattern for another one of
the same class shifts the rank by a number that depends on the window and the key alone. Derived in
docs/explanation/sector-engine.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis, completions, path_heights
from spinnet.sector.sharding import n_padding, replicated
from spinnet.sector.window import window_classes


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PathHalves:
    """The prefix and the suffix of every path.

    Args:
        prefix: ``(dimension,)``: the number of the path's prefix.
        offset: ``(n_prefixes,)``: what is added to a rank to get the number of its suffix.
    """

    prefix: jax.Array
    offset: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PathLayout(AbstractLayout):
    """Tables of all windows of one width, from which the place of every amplitude is computed.

    Args:
        halves: Prefix and suffix of every path.
        prefix_key: ``(n_windows, n_prefixes)``: what a prefix contributes to the key.
        suffix_key: ``(n_windows, n_suffixes)``: what a suffix contributes.
        row: ``(n_keys,)``: the row of a key among the rows of all class matrices.
        shift: ``(n_windows, n_keys, M)``: how far, in rank, the pattern that belongs to each column
            of the class matrix is from the path's own.
        sharding: How states are spread over devices; None is a single device.
    """

    halves: PathHalves
    prefix_key: jax.Array
    suffix_key: jax.Array
    row: jax.Array
    shift: jax.Array
    sharding: NamedSharding | None = field(default=None, metadata={"static": True})

    def apply(self, state: jax.Array, matrices: jax.Array, window: jax.Array) -> jax.Array:
        """Return a window operation applied to a state, see `AbstractLayout`."""
        size = matrices.shape[1]
        rows = matrices.reshape(-1, size, *matrices.shape[3:])[self.row]  # (n_keys, M, *batch)
        rows, shifts = jax.lax.optimization_barrier((rows, self.shift[window]))
        ranks, keys = self.ranks_and_keys(window)
        terms = [
            _take(rows[:, m], keys)[:, None] * _take(state, ranks + _take(shifts[:, m], keys))
            for m in range(size)
        ]
        # The barrier keeps XLA from computing this sum anew wherever the next operation reads it.
        product = jax.lax.optimization_barrier(sum(terms[1:], terms[0]))
        if self.sharding is None:
            return product
        return jax.lax.with_sharding_constraint(product, self.sharding)

    def overlaps(
        self, left: jax.Array, right: jax.Array, table: jax.Array, window: jax.Array
    ) -> jax.Array:
        """Return what each entry takes from one state to another, see `AbstractLayout`."""
        size = table.shape[-1]
        rows = table.reshape(table.shape[0], -1, size)[:, self.row]  # (n_entries, n_keys, M)
        rows, shifts = jax.lax.optimization_barrier((rows, self.shift[window]))
        ranks, keys = self.ranks_and_keys(window)
        bra, batch = left.conj(), (1,) * (left.ndim - 1)
        products = [bra * _take(right, ranks + _take(shifts[:, m], keys)) for m in range(size)]
        totals = [
            sum(
                _take(entry[:, m], keys).reshape(-1, *batch) * product
                for m, product in enumerate(products)
            )
            for entry in rows
        ]
        wide = jnp.promote_types(left.dtype, jnp.float64)
        sums = [jnp.sum(total, axis=0, dtype=wide) for total in totals]
        return jnp.stack(sums).astype(left.dtype)

    def ranks_and_keys(self, window: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Return the rank and the key of every path.

        Args:
            window: First position of the window, a scalar index.
        """
        ranks = jnp.arange(self.halves.prefix.shape[0], dtype=self.halves.offset.dtype)
        prefix = self.halves.prefix.astype(jnp.int32)
        suffix = ranks + _take(self.halves.offset, prefix)
        parts = jax.lax.optimization_barrier((self.prefix_key[window], self.suffix_key[window]))
        return ranks, _take(parts[0], prefix) + _take(parts[1], suffix)


def _take(array: jax.Array, index: jax.Array) -> jax.Array:
    """Return ``array[index]`` along the first axis, without checking the bounds."""
    return array.at[index].get(mode="promise_in_bounds", wrap_negative_indices=False)


@lru_cache(maxsize=4)
def path_halves(basis: SectorBasis, sharding: NamedSharding | None = None) -> PathHalves:
    """Return prefix and suffix of every path, cut in the middle.

    Zeros at the end of a state belong to a prefix of their own, whose suffixes follow all others.

    Args:
        basis: The sector.
        sharding: How states are spread over devices; None is a single device.
    """
    heights = prefix_heights(basis)
    lengths = completions(basis.n_sites, basis.two_total)[_middle(basis), heights]
    firsts = np.cumsum(lengths) - lengths
    ranges = suffix_ranges(basis)
    offset = np.array([ranges[h][0] for h in heights.tolist()]) - firsts
    n_zeros = n_padding(basis, sharding)
    n_suffixes = max(stop for _, stop in ranges.values())
    offset = np.append(offset, n_suffixes - basis.dimension)
    lengths = np.append(lengths, n_zeros)
    number = jnp.arange(len(lengths), dtype=_smallest_unsigned(len(lengths)))
    total = basis.dimension + n_zeros
    prefix = jnp.repeat(number, jnp.asarray(lengths), total_repeat_length=total)
    halves = PathHalves(prefix, jnp.asarray(offset.astype(rank_type(basis))))
    if sharding is None:
        return halves
    places = PathHalves(sharding, replicated(sharding))  # type: ignore[arg-type]
    return jax.device_put(halves, places)


def prefix_heights(basis: SectorBasis) -> np.ndarray:
    """Return the height in the middle of every prefix ``(n_prefixes,)``.

    Args:
        basis: The sector.
    """
    return path_heights(basis.prefix_codes(_middle(basis)), _middle(basis))[:, -1]


def suffix_ranges(basis: SectorBasis) -> dict[int, tuple[int, int]]:
    """Return for each height in the middle its first suffix and one past its last.

    Args:
        basis: The sector.
    """
    return {h: (start, start + len(paths)) for h, (start, paths) in _suffixes(basis).items()}


def rank_type(basis: SectorBasis) -> np.dtype:
    """Return the type that holds a rank and the difference of two."""
    return np.dtype(np.int32 if basis.dimension < 2**31 else np.int64)


@lru_cache(maxsize=16)
def path_layout(
    basis: SectorBasis, width: int, sharding: NamedSharding | None = None
) -> PathLayout:
    """Return the path layout of every window of one width.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
        sharding: How states are spread over devices; None is a single device.
    """
    middle, n_sites = _middle(basis), basis.n_sites
    prefixes = path_heights(basis.prefix_codes(middle), middle)
    suffixes = np.concatenate([heights for _, heights in _suffixes(basis).values()])
    starts = range(n_sites - width + 1)
    # Key 0 steps below the ground: no path has it, and it leaves the zeros at the end alone.
    n_zeros = n_padding(basis, sharding)
    prefix_key = [np.append(_key_part(prefixes, 0, t, width), 0) for t in starts]
    suffix_key = [np.pad(_key_part(suffixes, middle, t, width), (0, n_zeros)) for t in starts]
    shift = [_shifts(basis, t, width) for t in starts]
    where = None if sharding is None else replicated(sharding)
    return PathLayout(
        path_halves(basis, sharding),
        prefix_key=jax.device_put(np.stack(prefix_key), where),
        suffix_key=jax.device_put(np.stack(suffix_key), where),
        row=jax.device_put(_rows(basis, width), where),
        shift=jax.device_put(np.stack(shift), where),
        sharding=sharding,
    )


def _middle(basis: SectorBasis) -> int:
    return basis.n_sites // 2


def _smallest_unsigned(count: int) -> np.dtype:
    return np.dtype(np.uint16 if count <= 2**16 else np.uint32)


def _suffixes(basis: SectorBasis) -> dict[int, tuple[int, np.ndarray]]:
    """Return for each height in the middle the number of its first suffix, and all heights."""
    middle, n_sites = _middle(basis), basis.n_sites
    counts = completions(n_sites, basis.two_total)
    found, start = {}, 0
    for h in range(middle % 2, middle + 1, 2):
        paths = np.full((1, 1), h)
        for t in range(middle, n_sites):
            steps = (paths[:, -1:] + np.array([-1, 1])).ravel()
            paths = np.column_stack([np.repeat(paths, 2, axis=0), steps])
            paths = paths[counts[t + 1, steps] > 0]
        if counts[middle, h]:
            found[h] = start, paths
            start += len(paths)
    return found


def _key_part(heights: np.ndarray, first: int, t: int, width: int) -> np.ndarray:
    """Return what parts of paths contribute to the keys of the window at t.

    Args:
        heights: ``(n_parts, n_steps + 1)``: heights of parts that begin after ``first`` steps.
        first: Number of steps before the parts.
        t: First position of the window.
        width: Its width.
    """
    n_steps = heights.shape[1] - 1
    # The part that holds the step before the window, or begins with it, knows the height.
    before = heights[:, t - first] if 0 <= t - first <= n_steps - (first == 0) else 0
    pattern = np.zeros(len(heights), dtype=np.int32)
    for step in range(max(t, first), min(t + width, first + n_steps)):
        up = heights[:, step - first + 1] > heights[:, step - first]
        pattern += up.astype(np.int32) << (t + width - 1 - step)
    return (before * 2**width + pattern).astype(np.int32)


def _rows(basis: SectorBasis, width: int) -> np.ndarray:
    """Return the row of every key among the rows of all class matrices."""
    classes = window_classes(width, basis.max_height)
    rows = np.zeros((basis.max_height + 1) * 2**width, dtype=np.int32)
    for number, ((h_in, _), patterns) in enumerate(
        zip(classes.members, classes.patterns, strict=True)
    ):
        own = h_in * 2**width + np.array(patterns)
        rows[own] = number * classes.size + np.arange(len(patterns))
    return rows


def _shifts(basis: SectorBasis, t: int, width: int) -> np.ndarray:
    """Return the shifts ``(n_keys, M)`` of the window at t."""
    classes = window_classes(width, basis.max_height)
    shifts = np.zeros(((basis.max_height + 1) * 2**width, classes.size), dtype=rank_type(basis))
    for (h_in, h_out), patterns in zip(classes.members, classes.patterns, strict=True):
        if h_in > t or h_out > basis.max_height:
            continue
        skipped = np.array([_skipped(basis, t, h_in, pattern, width) for pattern in patterns])
        own = h_in * 2**width + np.array(patterns)
        shifts[own, : len(patterns)] = skipped[None, :] - skipped[:, None]
    return shifts


def _skipped(basis: SectorBasis, t: int, h_in: int, pattern: int, width: int) -> int:
    """Return how many paths come before a pattern in the window: its part of the rank."""
    counts = completions(basis.n_sites, basis.two_total)
    skipped, height = 0, h_in
    for step in range(width):
        up = (pattern >> (width - 1 - step)) & 1
        skipped += int(up * counts[t + step + 1, height - 1])
        height += 2 * up - 1
    return skipped
