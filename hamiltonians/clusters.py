"""Clusters of the common lattices: chains, and two-dimensional tori and open patches.

Every two-dimensional cluster is a :class:`UnitCell` repeated over a :class:`Torus`; all
arithmetic that could go wrong is in :func:`build_cluster`. Clusters known by name
(``"kagome-12"``) are in :mod:`hamiltonians.presets`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from hamiltonians.bonds import Bond, Triangle, whole_number
from hamiltonians.lattice import Lattice, Position, circle
from hamiltonians.tori import Cell, Matrix, Torus

Doubled = Literal["refuse", "keep"]
Corner = tuple[int, Cell]  # (sublattice, offset of the unit cell)

_HEIGHT = math.sqrt(3) / 2  # of an equilateral triangle with sides of length one


@dataclass(frozen=True)
class UnitCell:
    """What is repeated to make a two-dimensional lattice.

    Attributes:
        name: Name of the lattice.
        vectors: The two primitive vectors, in nearest-neighbour distances.
        sites: Position of each sublattice inside the cell.
        bonds: Pairs of corners (sublattice, cell offset); each bond of the lattice once,
            with its first corner in cell (0, 0) or its second one.
        triangles: Triples of corners with their kind, in the order in which kinds are listed.
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
        ("down", ((0, (1, 0)), (0, (1, 1)), (0, (0, 1)))),
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


def chain(
    n_sites: int, *, periodic: bool = False, doubled: Doubled = "refuse", name: str | None = None
) -> Lattice:
    """Return a chain, open or closed to a ring.

    Args:
        n_sites: Number of sites.
        periodic: Whether the last site is bonded to the first.
        doubled: What to do when closing the ring doubles a bond (two sites): ``"refuse"`` or
            ``"keep"`` it with multiplicity 2.
        name: Name of the lattice, by default ``ring-N`` or ``chain-N``.

    Returns:
        Bonds (i, i + 1) of kind ``"nearest"``. Open chains lie on a line, rings on a circle.

    Raises:
        ValueError: If there is no site, or a bond is doubled and that is refused.
    """
    count = _count(n_sites)
    if not periodic:
        line = tuple((float(site), 0.0) for site in range(count))
        bonds = tuple(Bond(site, site + 1) for site in range(count - 1))
        return Lattice(name or f"chain-{count}", count, bonds, line)
    pairs = [(site, (site + 1) % count, "nearest", 1.0) for site in range(count)]
    name = name or f"ring-{count}"
    return Lattice(name, count, _merge(pairs, doubled, name), circle(count))


def triangular_chain(
    n_sites: int,
    j2: float = 0.0,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Return the chain with first and second neighbours (J1-J2 chain), a strip of triangles.

    Args:
        n_sites: Number of sites.
        j2: Coupling of second neighbours; first neighbours have 1. With 0 the bonds stay in
            the lattice, so that its triangles remain.
        periodic: Whether the chain is closed to a ring.
        doubled: What to do when wrapping doubles a bond (four sites): ``"refuse"`` or
            ``"keep"`` it with multiplicity 2.
        name: Name of the lattice, by default ``triangular-chain-N``, with ``:j2=...`` added
            when ``j2`` is not zero.

    Returns:
        Bonds (i, i + 1) of kind ``"first"``, then (i, i + 2) of kind ``"second"``; triangles
        (i, i + 1, i + 2) for i = 0, 1, ..., alternately ``"up"`` and ``"down"`` where that closes.

    Raises:
        ValueError: If there are fewer than 3 sites (4 on a ring), or a bond is doubled and
            that is refused.

    Source: the one-dimensional triangular lattice of arXiv 2309.07250.
    """
    count = _count(n_sites)
    least = 4 if periodic else 3
    if count < least:
        raise ValueError(f"a triangular chain must have at least {least} sites, got {count}.")
    name = name or f"triangular-chain-{count}" + (f":j2={j2:g}" if j2 else "")
    ends = (count, count) if periodic else (count - 1, count - 2)
    pairs = [(site, (site + 1) % count, "first", 1.0) for site in range(ends[0])]
    pairs += [(site, (site + 2) % count, "second", j2) for site in range(ends[1])]
    kinds = ("up", "down") if count % 2 == 0 or not periodic else ("triangle", "triangle")
    triangles = tuple(
        Triangle((site, (site + 1) % count, (site + 2) % count), kinds[site % 2])
        for site in range(ends[1])
    )
    zigzag = tuple((site / 2, _HEIGHT * (site % 2)) for site in range(count))
    positions = circle(count) if periodic else zigzag
    return Lattice(name, count, _merge(pairs, doubled, name), positions, triangles)


def triangular(torus: Matrix | Cell, *, periodic: bool = True, doubled: Doubled = "refuse",
               name: str | None = None) -> Lattice:
    """x."""
    return build_cluster(TRIANGULAR, torus, periodic=periodic, doubled=doubled, name=name)


def kagome(torus: Matrix | Cell, *, periodic: bool = True, doubled: Doubled = "refuse",
               name: str | None = None) -> Lattice:
    """x."""
    return build_cluster(KAGOME, torus, periodic=periodic, doubled=doubled, name=name)


def square(torus: Matrix | Cell, *, periodic: bool = True, doubled: Doubled = "refuse",
               name: str | None = None) -> Lattice:
    """x."""
    return build_cluster(SQUARE, torus, periodic=periodic, doubled=doubled, name=name)


def honeycomb(torus: Matrix | Cell, *, periodic: bool = True, doubled: Doubled = "refuse",
               name: str | None = None) -> Lattice:
    """x."""
    return build_cluster(HONEYCOMB, torus, periodic=periodic, doubled=doubled, name=name)


def build_cluster(
    unit_cell: UnitCell,
    torus: Matrix | Cell,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Repeat a unit cell over a torus, or over the same parallelogram left open.

    Args:
        unit_cell: What to repeat.
        torus: Integer matrix ((a, b), (c, d)) whose rows are the closing vectors in primitive
            vectors, or (columns, rows) for ((columns, 0), (0, rows)).
        periodic: Whether opposite sides are joined; if not, bonds that leave are absent.
        doubled: What to do when wrapping joins the same two sites twice: ``"refuse"``, or
            ``"keep"`` the bond with its multiplicity.
        name: Name of the lattice.

    Returns:
        Sites ordered by cell (row by row), then sublattice; bonds ascending; triangles by kind
        in the unit cell's order, then by cell.

    Raises:
        ValueError: If the torus is flat, a site would be bonded to itself, or a bond is
            doubled and that is refused.
    """
    region = Torus(torus)  # type: ignore[arg-type]
    cells = region.cells()
    n_sublattices = len(unit_cell.sites)
    cell_number = {cell: number for number, cell in enumerate(cells)}

    def site(corner: Corner, cell: Cell) -> int | None:
        sublattice, offset = corner
        target = (cell[0] + offset[0], cell[1] + offset[1])
        if not periodic and target not in cell_number:
            return None
        return cell_number[region.wrap(target)] * n_sublattices + sublattice

    name = name or _cluster_name(unit_cell, region, periodic)
    pairs = []
    for cell in cells:
        for first, second in unit_cell.bonds:
            ends = site(first, cell), site(second, cell)
            if None not in ends:
                pairs.append((*ends, "nearest", 1.0))
    triangles = []
    for kind, corners in unit_cell.triangles:
        for cell in cells:
            sites = tuple(site(corner, cell) for corner in corners)
            if None not in sites and len(set(sites)) == 3:
                triangles.append(Triangle(sites, kind))
    return Lattice(
        name,
        len(cells) * n_sublattices,
        tuple(sorted(_merge(pairs, doubled, name))),
        tuple(unit_cell.position((s, cell)) for cell in cells for s in range(n_sublattices)),
        tuple(triangles),
        tuple(unit_cell.displacement(row) for row in region.matrix) if periodic else (),
    )


def _cluster_name(unit_cell: UnitCell, region: Torus, periodic: bool) -> str:
    (a, b), (c, d) = region.matrix
    size = f"{a}x{d}" if (b, c) == (0, 0) else f"[{a},{b};{c},{d}]"
    return f"{unit_cell.name}-{'' if periodic else 'open-'}{size}"


def _merge(pairs: list[tuple], doubled: Doubled, name: str) -> tuple[Bond, ...]:
    if doubled not in ("refuse", "keep"):
        raise ValueError(f'doubled must be "refuse" or "keep", got {doubled!r}.')
    counts = Counter(Bond(*pair) for pair in pairs)
    twice = [bond.sites for bond, count in counts.items() if count > 1]
    if twice and doubled == "refuse":
        raise ValueError(
            f"{name} wraps so tightly that sites {twice[0]} are bonded {counts.most_common(1)[0][1]} "
            'times; take a larger torus, or doubled="keep" to keep the multiplicity.'
        )
    return tuple(
        Bond(bond.first, bond.second, bond.kind, bond.coupling, count) for bond, count in counts.items()
    )


def _count(n_sites: int) -> int:
    count = whole_number(n_sites, "n_sites")
    if count < 1:
        raise ValueError(f"a chain must have at least one site, got n_sites={count}.")
    return count
