"""Runs: where the amplitudes that a window operation mixes lie next to each other.

The paths of a sector are kept in one of two orders: compared from the left, paths that share all
steps up to some position lie together; compared from the right, those that share all steps after
it. A window in the left part of the line mixes long runs of neighbours in the first order, one in
the right part in the second: the run ``[i, i + L)`` of one step pattern mixes with the runs
``[j, j + L)`` of the others, all with the same coefficients. Runs too short for a vector loop are
cut into single amplitudes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.sector.basis import SectorBasis, completions
from spinnet.sector.window import WindowClasses, window_classes

LEFT, RIGHT = 0, 1
"""The two orders of paths: compared from the left, and from the right."""

SHORTEST = 8
"""Runs below this many amplitudes are cut into single ones."""

SHORTEST_OF_MANY = 32
"""The same where more than three paths mix."""


@dataclass(frozen=True, eq=False)
class WindowRuns:
    """The runs of one window in one order of paths.

    Args:
        rows: ``(n_classes, 6)``: for each class with paths its size m, the place of its matrix
            among the elements, first and number of its long runs, first and number of its single
            amplitudes.
        long: The long runs: for each the length and its m first places.
        single: For each set of single amplitudes its m places.
        n_elements: One past the last element that is used.
        price: About how long an operation takes, in amplitudes moved.
    """

    rows: np.ndarray
    long: np.ndarray
    single: np.ndarray
    n_elements: int
    price: float


def element_places(classes: WindowClasses) -> np.ndarray:
    """Return where the matrix of each class begins among the elements, and their number last.

    Elements are the matrices of all classes one after the other, each row by row, without padding.

    Args:
        classes: The classes of a window.
    """
    sizes = [len(patterns) ** 2 for patterns in classes.patterns]
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


@lru_cache(maxsize=4096)
def window_runs(basis: SectorBasis, width: int, start: int, order: int) -> WindowRuns:
    """Return the runs of the window ``[start, start + width)``.

    Args:
        basis: The sector.
        width: Number of sites in the window.
        start: Its first position.
        order: `LEFT` or `RIGHT`.
    """
    classes = window_classes(width, basis.max_height)
    first_element = element_places(classes)
    rows, long, single = [], [_NOTHING], [_NOTHING]
    n_long = n_single = n_elements = 0
    price = 0.0
    for number in range(len(classes.members)):
        firsts, length = _class_runs(basis, classes, number, start, order)
        if not firsts.size or not length:
            continue
        size = firsts.shape[1]
        is_long = length >= (SHORTEST if size <= 3 else SHORTEST_OF_MANY)
        n_runs, n_cut = (len(firsts), 0) if is_long else (0, length * len(firsts))
        rows.append((size, first_element[number], n_long, n_runs, n_single, n_cut))
        if is_long:
            lengths = np.full((len(firsts), 1), length)
            long.append(np.concatenate([lengths, firsts], axis=1).ravel())
        else:
            single.append((firsts[:, None] + np.arange(length)[:, None]).ravel())
        n_long, n_single = n_long + n_runs * (size + 1), n_single + n_cut * size
        n_elements = int(first_element[number + 1])
        price += size * (n_runs * (length + 4) + 4 * n_cut)
    return WindowRuns(
        np.array(rows, dtype=np.int64).reshape(-1, 6),
        np.concatenate(long).astype(np.uint32),
        np.concatenate(single).astype(np.uint32),
        n_elements,
        price,
    )


_NOTHING = np.zeros(0, dtype=np.int64)


def _class_runs(
    basis: SectorBasis, classes: WindowClasses, number: int, start: int, order: int
) -> tuple[np.ndarray, int]:
    """Return the first places ``(n_runs, m)`` of the runs of a class, and their length.

    A path's place is the number of paths below it: each step up skips those that go down there and
    agree with it before, or after. So it is a sum over the steps outside and inside the window.
    """
    h_in, h_out = classes.members[number]
    stop = start + classes.width
    on_left = order == LEFT
    after, before = completions(basis.n_sites, basis.two_total), arrivals(basis.n_sites)
    if h_out > basis.n_sites or not after[stop, h_out] or not before[start, h_in]:
        return _NOTHING, 0
    offsets = []
    for pattern in classes.patterns[number]:
        height, offset = h_in, 0
        for step in range(classes.width):
            is_up = (pattern >> (classes.width - 1 - step)) & 1
            if is_up and on_left:
                offset += after[start + step + 1, height - 1]
            elif is_up:
                offset += before[start + step, height + 2]
            height += 2 * is_up - 1
        offsets.append(offset)
    heights, places = _prefixes(basis, start) if on_left else _suffixes(basis, stop)
    outside = places[heights == (h_in if on_left else h_out)]
    length = after[stop, h_out] if on_left else before[start, h_in]
    return outside[:, None] + np.array(offsets), int(length)


@lru_cache(maxsize=64)
def arrivals(n_sites: int) -> np.ndarray:
    """Return in how many ways a path can begin: ``F[t, h]``, from height 0 to h after t steps.

    Args:
        n_sites: Number N of spins 1/2.

    Returns:
        Read-only integers ``(N + 1, N + 4)``; the last column is zero, so that ``h = -1`` reads
        zero.
    """
    counts = np.zeros((n_sites + 1, n_sites + 4), dtype=np.int64)
    counts[0, 0] = 1
    for t in range(n_sites):
        counts[t + 1, 1:-1] = counts[t, :-2]
        counts[t + 1, :-2] += counts[t, 1:-1]
    counts.flags.writeable = False
    return counts


@lru_cache(maxsize=64)
def _prefixes(basis: SectorBasis, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Return heights after, and places of, the first steps of all paths, from the left."""
    counts = completions(basis.n_sites, basis.two_total)
    heights = np.zeros(1, dtype=np.int64)
    for t in range(length):
        heights = (heights[:, None] + np.array([-1, 1])).ravel()
        heights = heights[counts[t + 1, heights] > 0]
    return heights, _counted(counts[length, heights])


@lru_cache(maxsize=64)
def _suffixes(basis: SectorBasis, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return heights before, and places of, the last steps of all paths, from the right."""
    counts = arrivals(basis.n_sites)
    heights = np.array([basis.two_total])
    for t in range(basis.n_sites - 1, first - 1, -1):
        heights = (heights[:, None] + np.array([1, -1])).ravel()
        heights = heights[counts[t, heights] > 0]
    return heights, _counted(counts[first, heights])


def _counted(sizes: np.ndarray) -> np.ndarray:
    """Return where blocks of the given sizes begin."""
    return np.cumsum(sizes) - sizes


@lru_cache(maxsize=16)
def turns(basis: SectorBasis) -> np.ndarray:
    """Return for each order where it keeps the amplitudes that the other has at 0, 1, ...

    Args:
        basis: The sector.

    Returns:
        ``(2, dimension)``.
    """
    backwards = np.zeros_like(basis.codes)
    for t in range(basis.n_sites):
        backwards |= ((basis.codes >> t) & 1) << (basis.n_sites - 1 - t)
    on_left = np.argsort(backwards)
    return np.stack([on_left, np.argsort(on_left)]).astype(np.uint32)
