"""Windows: how permutations of consecutive sites act on the steps of a path.

An operation on the sites ``[t, t + w)`` keeps the heights ``h_in`` before and ``h_out`` after the
window, and mixes the step patterns between them. Its blocks depend on ``(h_in, h_out)`` and not on
t. A permutation acts by Young's orthogonal form; gates are in `gate_table`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

Positions = tuple[int, ...]


@dataclass(frozen=True)
class WindowClasses:
    """All ``(h_in, h_out)`` of a window of given width, with the step patterns between them.

    Args:
        width: Number w of sites in the window.
        members: The heights ``(h_in, h_out)`` before and after the window of each class.
        patterns: For each class the step patterns in lexicographic order.
    """

    width: int
    members: tuple[tuple[int, int], ...]
    patterns: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        """The largest number M of patterns in a class; the binomial C(w, w // 2) if it fits."""
        return max(map(len, self.patterns))


@lru_cache(maxsize=256)
def window_classes(width: int, max_height: int) -> WindowClasses:
    """Return the classes of a window for heights before it up to ``max_height``.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
    """
    found = {
        (h_in, h_out): tuple(patterns)
        for h_in in range(max_height + 1)
        for h_out, patterns in sorted(_patterns_from(h_in, width).items())
    }
    return WindowClasses(width, tuple(found), tuple(found.values()))


def _patterns_from(h_in: int, width: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pattern in range(2**width):
        height = h_in
        for step in range(width):
            height += 2 * ((pattern >> (width - 1 - step)) & 1) - 1
            if height < 0:
                break
        else:
            found.setdefault(height, []).append(pattern)
    return found


@lru_cache(maxsize=512)
def adjacent_swap_table(width: int, max_height: int, left: int) -> np.ndarray:
    """Return the swap of window sites ``left`` and ``left + 1`` in every class.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        left: Position of the first site.

    Returns:
        An array ``(n_classes, M, M)``, padded with zeros.
    """
    classes = window_classes(width, max_height)
    table = np.zeros((len(classes.members), classes.size, classes.size))
    for block, (h_in, _), found in zip(table, classes.members, classes.patterns, strict=True):
        block[: len(found), : len(found)] = _swap_block(h_in, found, width, left)
    return table


def _swap_block(h_in: int, patterns: tuple[int, ...], width: int, left: int) -> np.ndarray:
    """Return Young's orthogonal form of one adjacent swap on the patterns of a class."""
    index = {pattern: number for number, pattern in enumerate(patterns)}
    block = np.zeros((len(patterns),) * 2)
    high, low = 1 << (width - 1 - left), 1 << (width - 2 - left)
    for pattern, row in index.items():
        up_first, up_second = bool(pattern & high), bool(pattern & low)
        if up_first == up_second:
            block[row, row] = 1
            continue
        before = h_in + sum(2 * ((pattern >> (width - 1 - step)) & 1) - 1 for step in range(left))
        distance = before + 1
        block[row, row] = -1 / distance if up_first else 1 / distance
        partner = index.get(pattern ^ high ^ low)
        if partner is not None:
            block[row, partner] = math.sqrt(1 - 1 / distance**2)
    return block


@lru_cache(maxsize=4096)
def permutation_table(width: int, max_height: int, images: Positions) -> np.ndarray:
    """Return the permutation that moves the spin at position p to position ``images[p]``.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        images: Where each position goes.

    Returns:
        An array ``(n_classes, M, M)``, padded with zeros.
    """
    classes = window_classes(width, max_height)
    sizes = np.array([len(found) for found in classes.patterns])
    table = np.eye(classes.size) * (np.arange(classes.size) < sizes[:, None])[:, None, :]
    for left in sorting_swaps(images):
        table = adjacent_swap_table(width, max_height, left) @ table
    return table


def sorting_swaps(images: Positions) -> tuple[int, ...]:
    """Return adjacent swaps, in time order, that move the item at p to ``images[p]``.

    Example:
        >>> sorting_swaps((2, 0, 1))
        (0, 1)
    """
    current, swaps = list(images), []
    for stop in range(len(current) - 1, 0, -1):
        for left in range(stop):
            if current[left] > current[left + 1]:
                current[left], current[left + 1] = current[left + 1], current[left]
                swaps.append(left)
    return tuple(swaps)


@lru_cache(maxsize=64)
def bond_table(width: int, max_height: int) -> np.ndarray:
    """Return the swap of every pair of window positions, in lexicographic order of the pairs.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.

    Returns:
        An array ``(w (w - 1) / 2, n_classes, M, M)``.
    """
    tables = []
    for i, j in itertools.combinations(range(width), 2):
        images = list(range(width))
        images[i], images[j] = j, i
        tables.append(permutation_table(width, max_height, tuple(images)))
    return np.stack(tables)
