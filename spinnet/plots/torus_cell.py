"""The geometry of a torus on paper: nearest copies, and the most compact cell to show."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from hamiltonians import Lattice

Shift = tuple[int, int]
"""How many torus vectors of each kind a copy of the cell is moved by."""
HOME: Shift = (0, 0)
_NEAR: tuple[Shift, ...] = tuple((a, b) for a in range(-2, 3) for b in range(-2, 3))


def nearest_shifts(
    start: np.ndarray, end: np.ndarray, period: np.ndarray, count: int
) -> list[Shift]:
    """Return the cells of the copies of ``end`` that are nearest to ``start``, nearest first.

    Args:
        start: Point ``(2,)``.
        end: Point ``(2,)``.
        period: Torus vectors, ``(2, 2)`` or ``(0, 2)``.
        count: How many are wanted.
    """
    if not len(period):
        return [HOME]
    lengths = [
        (
            round(float(np.linalg.norm(end - start + displacement(shift, period))), 6),
            abs(shift[0]) + abs(shift[1]),
            shift,
        )
        for shift in _NEAR
    ]
    return [shift for _, _, shift in sorted(lengths)[:count]]


def displacement(shift: Shift, period: np.ndarray) -> np.ndarray:
    """Return the vector ``(2,)`` to a copy of the cell, zero on open lattices.

    Args:
        shift: How many torus vectors of each kind.
        period: Torus vectors, ``(2, 2)`` or ``(0, 2)``.
    """
    return np.array(shift, dtype=float) @ period if len(period) else np.zeros(2)


def pair_distances(positions: np.ndarray, period: np.ndarray) -> np.ndarray:
    """Return the distances of all pairs of different sites, across the torus too.

    Args:
        positions: Array ``(n, 2)``.
        period: Torus vectors, ``(2, 2)`` or ``(0, 2)``.

    Returns:
        Array ``(n (n - 1) / 2,)``.
    """
    first, second = np.triu_indices(len(positions), 1)
    shifts = [displacement(shift, period) for shift in _NEAR] if len(period) else [np.zeros(2)]
    differences = (positions[second] - positions[first])[:, None, :] + np.array(shifts)
    return np.linalg.norm(differences, axis=-1).min(axis=-1)


def compact_cell(
    lattice: Lattice, positions: np.ndarray, period: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell of nearest points that keeps most bonds whole.

    Args:
        lattice: The lattice.
        positions: Array ``(n, 2)``.
        period: Torus vectors, ``(2, 2)``.

    Returns:
        The middle of the cell, ``(2,)``, and every site's copy in it, ``(n, 2)``.
    """
    lengths = _bond_lengths(lattice, positions, period)

    def badness(centre: np.ndarray) -> tuple[int, float]:
        moved = _wrapped(positions, period, centre)
        whole = _bond_lengths(lattice, moved, np.zeros((0, 2))) < lengths + 1e-6
        return -int(whole.sum()), round(float(((moved - centre) ** 2).sum()), 4)

    centre = min(_centres(lattice, positions, period), key=badness)
    return centre, _wrapped(positions, period, centre)


def cell_outline(period: np.ndarray) -> np.ndarray:
    """Return the corners of the cell of points nearest to the origin.

    Args:
        period: Torus vectors, ``(2, 2)``.

    Returns:
        Array ``(4, 2)`` or ``(6, 2)``, counterclockwise.
    """
    vectors = [displacement(shift, period) for shift in _NEAR if shift != HOME]
    corners = []
    for first, second in itertools.combinations(vectors, 2):
        matrix = np.array([first, second])
        if abs(np.linalg.det(matrix)) < 1e-9:
            continue
        corner = np.linalg.solve(matrix, [first @ first / 2, second @ second / 2])
        if all(corner @ vector <= vector @ vector / 2 + 1e-9 for vector in vectors):
            corners.append(corner)
    corners = sorted(corners, key=lambda corner: float(np.arctan2(corner[1], corner[0])))
    kept = [
        corner
        for number, corner in enumerate(corners)
        if np.linalg.norm(corner - corners[number - 1]) > 1e-6
    ]
    return np.array(kept)


def _wrapped(positions: np.ndarray, period: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return each site's copy that is nearest to the centre."""
    turns = np.round((positions - centre) @ np.linalg.inv(period))
    reduced = positions - turns @ period
    copies = reduced[:, None, :] + np.array([displacement(shift, period) for shift in _NEAR])
    # Copies at equal distance are told apart by a fixed tiny tilt.
    tilt = (copies - centre) @ np.array([1e-6, 1.7e-6])
    nearest = (np.linalg.norm(copies - centre, axis=-1) + tilt).argmin(axis=1)
    return copies[np.arange(len(copies)), nearest]


def _bond_lengths(lattice: Lattice, positions: np.ndarray, period: np.ndarray) -> np.ndarray:
    edges = np.array(lattice.edges, dtype=int).reshape(-1, 2)
    shifts = [displacement(shift, period) for shift in _NEAR] if len(period) else [np.zeros(2)]
    differences = (positions[edges[:, 1]] - positions[edges[:, 0]])[:, None, :] + np.array(shifts)
    return np.linalg.norm(differences, axis=-1).min(axis=-1)


def _centres(lattice: Lattice, positions: np.ndarray, period: np.ndarray) -> Iterator[np.ndarray]:
    """Yield points a cell may be centred on: sites, and midpoints of near pairs of sites."""
    yield from positions
    reach = 2.1 * float(pair_distances(positions, period).min(initial=1.0))
    for first, second in itertools.combinations(range(lattice.n_sites), 2):
        for shift in nearest_shifts(positions[first], positions[second], period, 1):
            step = positions[second] + displacement(shift, period) - positions[first]
            if np.linalg.norm(step) <= reach:
                yield positions[first] + step / 2
