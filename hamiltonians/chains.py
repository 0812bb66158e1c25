"""Chains and rings, with first and second neighbours."""

from __future__ import annotations

import math

from hamiltonians.bonds import Bond, Doubled, Triangle, merge_bonds
from hamiltonians.lattice import Lattice
from hamiltonians.numbers import counted, finite_number, whole_number
from hamiltonians.positions import circle

_HEIGHT = math.sqrt(3) / 2  # of an equilateral triangle with sides of length one


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
    count = _count(n_sites, 1, "a chain")
    if not periodic:
        line = tuple((float(site), 0.0) for site in range(count))
        bonds = tuple(Bond(site, site + 1) for site in range(count - 1))
        return Lattice(name or f"chain-{count}", count, bonds, line)
    pairs = [(site, (site + 1) % count, "nearest", 1.0) for site in range(count)]
    name = name or f"ring-{count}"
    return Lattice(name, count, merge_bonds(pairs, doubled, name), circle(count))


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
    count = _count(n_sites, 4 if periodic else 3, "a triangular chain")
    j2 = finite_number(j2, "j2")
    name = name or f"triangular-chain-{count}" + (f":j2={j2!r}" if j2 else "")
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
    return Lattice(name, count, merge_bonds(pairs, doubled, name), positions, triangles)


def _count(n_sites: int, least: int, what: str) -> int:
    count = whole_number(n_sites, "n_sites")
    if count < least:
        raise ValueError(
            f"{what} must have at least {counted(least, 'site')}, got n_sites={count}."
        )
    return count
