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
from spinnet.plots.torus_cell import (
    HOME,
    Shift,
    compact_cell,
    displacement,
    nearest_shifts,
    pair_distances,
)

Place = tuple[int, Shift]
"""A site, and the copy of the cell it is drawn in."""


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
        return self.positions[site] + displacement(shift, self.period)

    @property
    def spacing(self) -> float:
        """The least distance between two sites, which sets the size of their discs."""
        distances = pair_distances(self.positions, self.period)
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
    if pair_distances(positions, period).min(initial=1.0) < 1e-9:
        positions = np.array(draw(lattice.n_sites, lattice.edges))
        period = np.zeros((0, 2))
    centre = positions.mean(axis=0)
    if not len(period) and lattice.triangles and lattice.n_sites % 2 == 0:
        positions = _as_ribbon(positions, centre)
    if len(period):
        centre, positions = compact_cell(lattice, positions, period)
    return _with_copies(lattice, positions, period, centre)


def _as_ribbon(positions: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return the corners of a regular polygon moved in and out in turn; others are kept."""
    outward = positions - centre
    radii = np.linalg.norm(outward, axis=1)
    sides = np.linalg.norm(outward - np.roll(outward, 1, axis=0), axis=1)
    if np.ptp(radii) > 1e-6 or np.ptp(sides) > 1e-6 or len(radii) < 6:
        return positions
    turns = np.where(np.arange(len(radii)) % 2, -1, 1)
    return centre + outward * (1 + 0.4 * turns * sides / radii)[:, None]


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
