r"""Windows: how permutations and gates on consecutive sites act on the steps of a path.

An operation on the sites ``[t, t + w)`` keeps the heights ``h_in`` before and ``h_out`` after the
window, and mixes the step patterns between them. Its blocks depend on ``(h_in, h_out)`` and not on
t. A permutation acts by Young's orthogonal form; a gate is a combination of permutations,

.. math:: E^J_{ab} = \frac{m_J}{k!} \sum_{\sigma \in S_k} D^J_{ab}(\sigma)\, \sigma,

the matrix units of the algebra that the swaps generate. Derived in
docs/explanation/sector-engine.md.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits import block_sizes

Positions = tuple[int, ...]


@dataclass(frozen=True)
class WindowClasses:
    """All ``(h_in, h_out)`` of a window of given width, grouped by padded block size.

    Args:
        width: Number w of sites in the window.
        sizes: Padded block size M of each group, ascending: the binomials C(w, j).
        members: For each group the ``(h_in, h_out)`` in it.
        patterns: For each group and class the step patterns in lexicographic order.
    """

    width: int
    sizes: tuple[int, ...]
    members: tuple[tuple[tuple[int, int], ...], ...]
    patterns: tuple[tuple[tuple[int, ...], ...], ...]


@lru_cache(maxsize=256)
def window_classes(width: int, max_height: int) -> WindowClasses:
    """Return the classes of a window for heights before it up to ``max_height``."""
    sizes = sorted({math.comb(width, j) for j in range(width + 1)})
    members: list[list[tuple[int, int]]] = [[] for _ in sizes]
    patterns: list[list[tuple[int, ...]]] = [[] for _ in sizes]
    for h_in in range(max_height + 1):
        for h_out, found in sorted(_patterns_from(h_in, width).items()):
            group = next(g for g, size in enumerate(sizes) if len(found) <= size)
            members[group].append((h_in, h_out))
            patterns[group].append(tuple(found))
    used = [group for group, found in enumerate(members) if found]
    return WindowClasses(
        width,
        tuple(sizes[group] for group in used),
        tuple(tuple(members[group]) for group in used),
        tuple(tuple(patterns[group]) for group in used),
    )


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
def adjacent_swap_tables(width: int, max_height: int, left: int) -> tuple[np.ndarray, ...]:
    """Return the swap of window sites ``left`` and ``left + 1`` in every class.

    Returns:
        For each group an array ``(n_classes, M, M)``, padded with zeros.
    """
    classes = window_classes(width, max_height)
    tables = []
    for size, members, patterns in zip(
        classes.sizes, classes.members, classes.patterns, strict=True
    ):
        table = np.zeros((len(members), size, size))
        for number, ((h_in, _), found) in enumerate(zip(members, patterns, strict=True)):
            table[number, : len(found), : len(found)] = _swap_block(h_in, found, width, left)
        tables.append(table)
    return tuple(tables)


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
def permutation_tables(width: int, max_height: int, images: Positions) -> tuple[np.ndarray, ...]:
    """Return the permutation that moves the spin at position p to position ``images[p]``.

    Returns:
        For each group an array ``(n_classes, M, M)``.
    """
    tables = _identity_tables(width, max_height)
    for left in sorting_swaps(images):
        swaps = adjacent_swap_tables(width, max_height, left)
        tables = tuple(swap @ table for swap, table in zip(swaps, tables, strict=True))
    return tables


def _identity_tables(width: int, max_height: int) -> tuple[np.ndarray, ...]:
    """Return the identity in every class, zero where the table is padding."""
    classes = window_classes(width, max_height)
    return tuple(
        np.stack([np.diag((np.arange(size) < len(found)).astype(float)) for found in patterns])
        for size, patterns in zip(classes.sizes, classes.patterns, strict=True)
    )


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


@lru_cache(maxsize=16)
def _young_matrices(n_spins: int) -> tuple[tuple[Positions, tuple[np.ndarray, ...]], ...]:
    """Return each permutation of k spins with its matrix on each multiplicity space."""
    found = []
    for images in itertools.permutations(range(n_spins)):
        tables = permutation_tables(n_spins, 0, images)
        by_total = {}
        classes = window_classes(n_spins, 0)
        for members, patterns, table in zip(classes.members, classes.patterns, tables, strict=True):
            for number, (_, h_out) in enumerate(members):
                size = len(patterns[number])
                by_total[h_out] = table[number, :size, :size]
        found.append((images, tuple(by_total[two] for two, _ in block_sizes(n_spins))))
    return tuple(found)


@lru_cache(maxsize=1024)
def gate_tables(
    width: int, max_height: int, wires: Positions, after: Positions
) -> tuple[np.ndarray, ...]:
    """Return how each block entry of a gate acts in a window, followed by a permutation.

    Args:
        width: Number of sites in the window.
        max_height: Largest height before the window.
        wires: The window position of each wire of the gate.
        after: The permutation that follows, as in `permutation_tables`.

    Returns:
        For each group an array ``(n_entries, n_classes, M, M)``; entries run over total spins
        ascending, rows, then columns of the blocks in paths of the left-to-right tree.
    """
    n_spins = len(wires)
    moved = permutation_tables(width, max_height, after)
    totals = [
        [np.zeros((size, size, *table.shape)) for _, size in block_sizes(n_spins)]
        for table in moved
    ]
    for images, matrices in _young_matrices(n_spins):
        embedded = list(range(width))
        for wire, image in enumerate(images):
            embedded[wires[wire]] = wires[image]
        tables = permutation_tables(width, max_height, tuple(embedded))
        for total, table in zip(totals, tables, strict=True):
            for part, matrix in zip(total, matrices, strict=True):
                part += np.multiply.outer(matrix * len(matrix) / math.factorial(n_spins), table)
    return tuple(
        np.concatenate([moved_table @ part.reshape(-1, *moved_table.shape) for part in total])
        for moved_table, total in zip(moved, totals, strict=True)
    )


@lru_cache(maxsize=64)
def bond_tables(width: int, max_height: int) -> tuple[np.ndarray, ...]:
    """Return the swap of every pair of window positions, in lexicographic order of the pairs.

    Returns:
        For each group an array ``(w (w - 1) / 2, n_classes, M, M)``.
    """
    stacks = []
    for i, j in itertools.combinations(range(width), 2):
        images = list(range(width))
        images[i], images[j] = j, i
        stacks.append(permutation_tables(width, max_height, tuple(images)))
    return tuple(np.stack(tables) for tables in zip(*stacks, strict=True))
