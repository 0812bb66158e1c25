"""Clusters of two-dimensional lattices: any torus, or the same region left open.

Every cluster is a :class:`hamiltonians.unit_cells.UnitCell` repeated over a
:class:`hamiltonians.tori.Torus`; all arithmetic that could go wrong is in
:func:`build_cluster`. Clusters known by name (``"kagome-12"``) are in
:mod:`hamiltonians.presets`.
"""

from __future__ import annotations

from collections.abc import Callable

from hamiltonians.bonds import Doubled, Triangle, merge_bonds
from hamiltonians.lattice import Lattice
from hamiltonians.tori import Cell, Matrix, Torus
from hamiltonians.unit_cells import HONEYCOMB, KAGOME, SQUARE, TRIANGULAR, Corner, UnitCell


def triangular(
    torus: Torus | Matrix | Cell,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Return a cluster of the triangular lattice.

    Args:
        torus: Closing vectors as for :func:`build_cluster`; ``n`` cells have n sites.
        periodic: Whether opposite sides are joined.
        doubled: Whether to ``"refuse"`` a wrap that doubles a bond or ``"keep"`` its
            multiplicity.
        name: Name of the lattice, by default made of the torus.

    Returns:
        The cluster; on a torus each site has six neighbours;
        up triangles come before down ones.

    Raises:
        ValueError: As for :func:`build_cluster`.
    """
    return build_cluster(TRIANGULAR, torus, periodic=periodic, doubled=doubled, name=name)


def kagome(
    torus: Torus | Matrix | Cell,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Return a cluster of the kagome lattice.

    Args:
        torus: Closing vectors as for :func:`build_cluster`; ``n`` cells have 3 n sites.
        periodic: Whether opposite sides are joined.
        doubled: Whether to ``"refuse"`` a wrap that doubles a bond or ``"keep"`` its
            multiplicity.
        name: Name of the lattice, by default made of the torus.

    Returns:
        The cluster; on a torus each site has four neighbours;
        up triangles come before down ones.

    Raises:
        ValueError: As for :func:`build_cluster`.
    """
    return build_cluster(KAGOME, torus, periodic=periodic, doubled=doubled, name=name)


def square(
    torus: Torus | Matrix | Cell,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Return a cluster of the square lattice.

    Args:
        torus: Closing vectors as for :func:`build_cluster`; ``n`` cells have n sites.
        periodic: Whether opposite sides are joined.
        doubled: Whether to ``"refuse"`` a wrap that doubles a bond or ``"keep"`` its
            multiplicity.
        name: Name of the lattice, by default made of the torus.

    Returns:
        The cluster; on a torus each site has four neighbours.

    Raises:
        ValueError: As for :func:`build_cluster`.
    """
    return build_cluster(SQUARE, torus, periodic=periodic, doubled=doubled, name=name)


def honeycomb(
    torus: Torus | Matrix | Cell,
    *,
    periodic: bool = True,
    doubled: Doubled = "refuse",
    name: str | None = None,
) -> Lattice:
    """Return a cluster of the honeycomb lattice.

    Args:
        torus: Closing vectors as for :func:`build_cluster`; ``n`` cells have 2 n sites.
        periodic: Whether opposite sides are joined.
        doubled: Whether to ``"refuse"`` a wrap that doubles a bond or ``"keep"`` its
            multiplicity.
        name: Name of the lattice, by default made of the torus.

    Returns:
        The cluster; on a torus each site has three neighbours.

    Raises:
        ValueError: As for :func:`build_cluster`.
    """
    return build_cluster(HONEYCOMB, torus, periodic=periodic, doubled=doubled, name=name)


def build_cluster(
    unit_cell: UnitCell,
    torus: Torus | Matrix | Cell,
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
    region = Torus.spanned_by(torus)
    name = name or _cluster_name(unit_cell, region, periodic)
    find = _site_finder(unit_cell, region, periodic)
    pairs = [
        (*sites, "nearest", 1.0)
        for cell in region.cells()
        for corners in unit_cell.bonds
        if None not in (sites := find(corners, cell))
    ]
    triangles = {
        frozenset(sites): Triangle(sites, kind)
        for kind, corners in reversed(unit_cell.triangles)
        for cell in reversed(region.cells())
        if None not in (sites := find(corners, cell)) and len(set(sites)) == 3
    }
    corners = [(sub, cell) for cell in region.cells() for sub in range(len(unit_cell.sites))]
    return Lattice(
        name,
        len(corners),
        tuple(sorted(merge_bonds(pairs, doubled, name))),
        tuple(unit_cell.position(corner) for corner in corners),
        tuple(reversed(triangles.values())),
        tuple(unit_cell.displacement(row) for row in region.matrix) if periodic else (),
    )


def _site_finder(
    unit_cell: UnitCell, region: Torus, periodic: bool
) -> Callable[[tuple[Corner, ...], Cell], tuple]:
    """Return the function that gives the sites of some corners of a cell, None if outside."""
    number = {cell: count for count, cell in enumerate(region.cells())}

    def find(corners: tuple[Corner, ...], cell: Cell) -> tuple[int | None, ...]:
        """Return the sites of the corners of one cell."""
        targets = [(cell[0] + x, cell[1] + y) for _, (x, y) in corners]
        if periodic:
            targets = [region.wrap(target) for target in targets]
        elif not all(target in number for target in targets):
            return (None,) * len(corners)
        return tuple(
            number[target] * len(unit_cell.sites) + sublattice
            for target, (sublattice, _) in zip(targets, corners, strict=True)
        )

    return find


def _cluster_name(unit_cell: UnitCell, region: Torus, periodic: bool) -> str:
    (a, b), (c, d) = region.matrix
    size = f"{a}x{d}" if (b, c) == (0, 0) else f"[{a},{b};{c},{d}]"
    return f"{unit_cell.name}-{'' if periodic else 'open-'}{size}"
