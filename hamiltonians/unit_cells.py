"""The unit cells of the two-dimensional lattices: where sites are and which are bonded.

Cells know primitive vectors, positions and neighbours, in nearest-neighbour distances. Repeating
them over a torus is the business of :mod:`hamiltonians.clusters`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hamiltonians.positions import Position
from hamiltonians.tori import Cell

Corner = tuple[int, Cell]  # (sublattice, offset of the unit cell)

_HEIGHT = math.sqrt(3) / 2  # of an equilateral triangle with sides of length one


@dataclass(frozen=True)
class UnitCell:
    """What is repeated to make a two-dimensional lattice.

    Attributes:
        name: Name of the lattice.
        vectors: The two primitive vectors, in nearest-neighbour distances.
        sites: Position of each sublattice inside the cell.
        bonds: Pairs of corners (sublattice, cell offset), each bond of the lattice once.
        triangles: Triples of corners with their kind, in the order in which kinds are listed.

    Each bond and triangle has a corner in cell (0, 0), so open patches miss none.
    """

    name: str
    vectors: tuple[Position, Position]
    sites: tuple[Position, ...]
    bonds: tuple[tuple[Corner, Corner], ...]
    triangles: tuple[tuple[str, tuple[Corner, Corner, Corner]], ...] = ()

    def position(self, corner: Corner) -> Position:
        """Return the point in the plane of one site.

        Args:
            corner: Sublattice and cell.

        Returns:
            Coordinates (x, y) in nearest-neighbour distances.
        """
        sublattice, cell = corner
        shift = self.displacement(cell)
        return self.sites[sublattice][0] + shift[0], self.sites[sublattice][1] + shift[1]

    def displacement(self, cell: Cell) -> Position:
        """Return the vector from cell (0, 0) to another cell.

        Args:
            cell: The other cell, in primitive vectors.

        Returns:
            The vector (x, y) in nearest-neighbour distances.
        """
        (ax, ay), (bx, by) = self.vectors
        return cell[0] * ax + cell[1] * bx, cell[0] * ay + cell[1] * by


TRIANGULAR = UnitCell(
    "triangular",
    ((1.0, 0.0), (0.5, _HEIGHT)),
    ((0.0, 0.0),),
    tuple(((0, (0, 0)), (0, offset)) for offset in ((1, 0), (0, 1), (-1, 1))),
    (
        ("up", ((0, (0, 0)), (0, (1, 0)), (0, (0, 1)))),
        ("down", ((0, (0, 0)), (0, (0, 1)), (0, (-1, 1)))),
    ),
)
KAGOME = UnitCell(
    "kagome",
    ((2.0, 0.0), (1.0, 2 * _HEIGHT)),
    ((0.0, 0.0), (1.0, 0.0), (0.5, _HEIGHT)),
    (
        ((0, (0, 0)), (1, (0, 0))),
        ((0, (0, 0)), (2, (0, 0))),
        ((1, (0, 0)), (2, (0, 0))),
        ((1, (0, 0)), (0, (1, 0))),
        ((1, (0, 0)), (2, (1, -1))),
        ((0, (0, 0)), (2, (0, -1))),
    ),
    (
        ("up", ((0, (0, 0)), (1, (0, 0)), (2, (0, 0)))),
        ("down", ((1, (0, 0)), (0, (1, 0)), (2, (1, -1)))),
    ),
)
SQUARE = UnitCell(
    "square",
    ((1.0, 0.0), (0.0, 1.0)),
    ((0.0, 0.0),),
    (((0, (0, 0)), (0, (1, 0))), ((0, (0, 0)), (0, (0, 1)))),
)
HONEYCOMB = UnitCell(
    "honeycomb",
    ((2 * _HEIGHT, 0.0), (_HEIGHT, 1.5)),
    ((0.0, 0.0), (_HEIGHT, 0.5)),
    tuple(((0, offset), (1, (0, 0))) for offset in ((0, 0), (1, 0), (0, 1))),
)
