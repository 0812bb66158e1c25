"""Where the sites and bonds of a lattice are drawn, copies across a torus included.

Only geometry is decided here; colours and lines are in ``lattice.py``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hamiltonians import Lattice
from hamiltonians.lattice import draw

Shift = tuple[int, int]
Place = tuple[int, Shift]
HOME: Shift = (0, 0)
_NEAR = tuple(itertools.product((-2, -1, 0, 1, 2), repeat=2))


@dataclass(frozen=True)
class Link:
    """A pair of places to be joined.

    Args:
        number: Index of the bond, pair or triangle this is a copy of.
        places: The sites, each with the cell of the torus it is drawn in.
    """

    number: int
    places: tuple[Place, ...]

    @property
    def is_home(self) -> bool:
        """Whether every place is in the cell itself."""
        return all(shift == HOME for _, shift in self.places)

    @property
    def touches_home(self) -> bool:
        """Whether some place is in the cell itself."""
        return any(shift == HOME for _, shift in self.places)


@dataclass(frozen=True)
class LatticeLayout:
    """The drawing plan of a lattice.

    Args:
        positions: Array ``(n_sites, 2)``, read-only: where each site is drawn.
        period: Array ``(2, 2)`` with the torus vectors as rows, or ``(0, 2)``; read-only.
        ghosts: Copies of sites in neighbouring cells that are bonded into the cell.
        bonds: All copies of bonds between drawn places.
        triangles: All copies of triangles between drawn places.
        centre: The middle of the cell.
    """

    positions: np.ndarray
    period: np.ndarray
    ghosts: tuple[Place, ...]
    bonds: tuple[Link, ...]
    triangles: tuple[Link, ...]
    centre: tuple[float, float]

    def point(self, place: Place) -> np.ndarray:
        """Return the point ``(2,)`` of a place."""
        site, shift = place
        return self.positions[site] + _moved(shift, self.period)

    @property
    def spacing(self) -> float:
        """The least distance between two sites, which sets the size of their discs."""
        distances = _pair_distances(self.positions, self.period)
        extent = float(np.ptp(self.positions, axis=0).max(initial=0.0)) or 1.0
        return max(float(distances.min(initial=extent)), 0.04 * extent)


def lattice_layout(lattice: Lattice) -> LatticeLayout:
    """Return where everything is drawn.

    Sites of a torus are moved by torus vectors into the cell of all points nearest to a centre,
    chosen so that the cell keeps as many bonds whole as possible; on kagome and triangular tori
    the hexagons then show. Open lattices keep their positions, but the sites of a ring of
    triangles step in and out in turn, as on a ribbon. Sites on top of each other are spread by a
    drawing algorithm.

    Args:
        lattice: The lattice.
    """
    positions = np.array(lattice.positions, dtype=float).reshape(-1, 2)
    period = np.array(lattice.period, dtype=float).reshape(-1, 2)
    if _pair_distances(positions, period).min(initial=1.0) < 1e-9:
        positions = np.array(draw(lattice.n_sites, lattice.edges))
        period = np.zeros((0, 2))
    centre = positions.mean(axis=0)
    if not len(period) and lattice.triangles and lattice.n_sites % 2 == 0:
        positions = _as_ribbon(positions, centre)
    if len(period):
        centre, positions = _compact_cell(lattice, positions, period)
    return _with_copies(lattice, positions, period, centre)


def nearest_shifts(start: np.ndarray, end: np.ndarray, period: np.ndarray, count: int) -> list[Shift]:
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
        (round(float(np.linalg.norm(end - start + _moved(shift, period))), 6), abs(shift[0]) + abs(shift[1]), shift)
        for shift in _NEAR
    ]
    return [shift for _, _, shift in sorted(lengths)[:count]]


def cell_outline(layout: LatticeLayout) -> np.ndarray:
    """Return the corners ``(n, 2)`` of the cell of points nearest to the centre, in order."""
    vectors = [_moved(shift, layout.period) for shift in _NEAR if shift != HOME]
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
    return np.array(kept) + layout.centre


def _as_ribbon(positions: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return the corners of a regular polygon moved in and out in turn; others are kept."""
    outward = positions - centre
    radii = np.linalg.norm(outward, axis=1)
    sides = np.linalg.norm(outward - np.roll(outward, 1, axis=0), axis=1)
    if np.ptp(radii) > 1e-6 or np.ptp(sides) > 1e-6 or len(radii) < 6:
        return positions
    turns = np.where(np.arange(len(radii)) % 2, -1, 1)
    return centre + outward * (1 + 0.4 * turns * sides / radii)[:, None]


def _moved(shift: Shift, period: np.ndarray) -> np.ndarray:
    return np.array(shift, dtype=float) @ period if len(period) else np.zeros(2)


def _pair_distances(positions: np.ndarray, period: np.ndarray) -> np.ndarray:
    """Return the distances of all pairs of different sites, across the torus too."""
    first, second = np.triu_indices(len(positions), 1)
    shifts = [_moved(shift, period) for shift in _NEAR] if len(period) else [np.zeros(2)]
    differences = (positions[second] - positions[first])[:, None, :] + np.array(shifts)
    return np.linalg.norm(differences, axis=-1).min(axis=-1)


def _wrapped(positions: np.ndarray, period: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return each site's copy that is nearest to the centre."""
    turns = np.round((positions - centre) @ np.linalg.inv(period))
    reduced = positions - turns @ period
    copies = reduced[:, None, :] + np.array([_moved(shift, period) for shift in _NEAR])
    # Copies at equal distance are told apart by a fixed tiny tilt.
    tilt = (copies - centre) @ np.array([1e-6, 1.7e-6])
    nearest = (np.linalg.norm(copies - centre, axis=-1) + tilt).argmin(axis=1)
    return copies[np.arange(len(copies)), nearest]


def _compact_cell(
    lattice: Lattice, positions: np.ndarray, period: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the centre, and positions around it, that keep most bonds whole."""
    lengths = _bond_lengths(lattice, positions, period)

    def badness(centre: np.ndarray) -> tuple[int, float]:
        moved = _wrapped(positions, period, centre)
        whole = _bond_lengths(lattice, moved, np.zeros((0, 2))) < lengths + 1e-6
        return -int(whole.sum()), round(float(((moved - centre) ** 2).sum()), 4)

    centre = min(_centres(lattice, positions, period), key=badness)
    return centre, _wrapped(positions, period, centre)


def _bond_lengths(lattice: Lattice, positions: np.ndarray, period: np.ndarray) -> np.ndarray:
    edges = np.array(lattice.edges, dtype=int).reshape(-1, 2)
    shifts = [_moved(shift, period) for shift in _NEAR] if len(period) else [np.zeros(2)]
    differences = (positions[edges[:, 1]] - positions[edges[:, 0]])[:, None, :] + np.array(shifts)
    return np.linalg.norm(differences, axis=-1).min(axis=-1)


def _centres(lattice: Lattice, positions: np.ndarray, period: np.ndarray) -> Iterator[np.ndarray]:
    """Yield points a cell may be centred on: sites, and midpoints of near pairs of sites."""
    yield from positions
    reach = 2.1 * float(_pair_distances(positions, period).min(initial=1.0))
    for first, second in itertools.combinations(range(lattice.n_sites), 2):
        for shift in nearest_shifts(positions[first], positions[second], period, 1):
            step = positions[second] + _moved(shift, period) - positions[first]
            if np.linalg.norm(step) <= reach:
                yield positions[first] + step / 2


def _with_copies(
    lattice: Lattice, positions: np.ndarray, period: np.ndarray, centre: np.ndarray
) -> LatticeLayout:
    offsets = _bond_offsets(lattice, positions, period)
    ghosts: dict[Place, None] = {}
    for _, first, second, shift in offsets:
        if shift != HOME:
            ghosts[(second, shift)] = None
            ghosts[(first, (-shift[0], -shift[1]))] = None
    drawn = {(site, HOME): None for site in range(lattice.n_sites)} | ghosts
    cells = sorted({shift for _, shift in drawn})
    bonds = []
    for number, first, second, shift in offsets:
        for cell in cells:
            ends = ((first, cell), (second, (cell[0] + shift[0], cell[1] + shift[1])))
            if all(end in drawn for end in ends):
                bonds.append(Link(number, ends))
    for array in (positions, period):
        array.flags.writeable = False
    joined = {frozenset(bond.places) for bond in bonds}
    return LatticeLayout(
        positions,
        period,
        tuple(ghosts),
        tuple(bonds),
        tuple(_triangle_copies(lattice, drawn, joined)),
        (float(centre[0]), float(centre[1])),
    )


def _bond_offsets(
    lattice: Lattice, positions: np.ndarray, period: np.ndarray
) -> list[tuple[int, int, int, Shift]]:
    """Return (bond number, first, second, cell of the second as seen from the first)."""
    return [
        (number, bond.first, bond.second, shift)
        for number, bond in enumerate(lattice.bonds)
        for shift in nearest_shifts(
            positions[bond.first], positions[bond.second], period, bond.multiplicity
        )
    ]


def _triangle_copies(
    lattice: Lattice, drawn: dict[Place, None], joined: set[frozenset[Place]]
) -> Iterator[Link]:
    """Yield the copies of triangles whose three edges are all drawn."""
    cells_of: dict[int, list[Shift]] = {}
    for site, shift in drawn:
        cells_of.setdefault(site, []).append(shift)
    for number, triangle in enumerate(lattice.triangles):
        choices = [[(site, shift) for shift in cells_of[site]] for site in triangle.sites]
        for places in itertools.product(*choices):
            pairs = itertools.combinations(places, 2)
            if all(frozenset(pair) in joined for pair in pairs):
                yield Link(number, places)
