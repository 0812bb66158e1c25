"""Bonds and triangles: the pieces a lattice is made of.

Both are small immutable values that put their sites in ascending order. They know nothing
of the lattice they belong to; whether a site exists there is checked by
:class:`hamiltonians.Lattice`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hamiltonians.numbers import finite_number, whole_number

Doubled = Literal["refuse", "keep"]


@dataclass(frozen=True, order=True)
class Bond:
    """An interacting pair of sites.

    The pair is stored in ascending order, so ``Bond(3, 1) == Bond(1, 3)``.

    Attributes:
        first: The smaller site.
        second: The larger site.
        kind: Name of the class of bonds it belongs to, such as ``"nearest"`` or ``"second"``.
        coupling: J of the term J S_first . S_second, positive for antiferromagnets.
        multiplicity: How often the pair is bonded. More than 1 only on small tori, where two
            bonds join the same two sites on different ways round.
    """

    first: int
    second: int
    kind: str = "nearest"
    coupling: float = 1.0
    multiplicity: int = 1

    def __post_init__(self) -> None:
        """Check the fields and put the sites in ascending order."""
        ends = tuple(
            sorted(whole_number(site, "a site of a bond") for site in (self.first, self.second))
        )
        if ends[0] < 0:
            raise ValueError(f"sites of a bond must not be negative, got bond {ends}.")
        if ends[0] == ends[1]:
            raise ValueError(f"a bond must join two different sites, got the self-loop {ends}.")
        if not isinstance(self.kind, str):
            raise TypeError(f"the kind of bond {ends} must be a string, got {self.kind!r}.")
        coupling = finite_number(self.coupling, f"the coupling of bond {ends}")
        count = whole_number(self.multiplicity, f"the multiplicity of bond {ends}")
        if count < 1:
            raise ValueError(f"the multiplicity of bond {ends} must be at least 1, got {count}.")
        object.__setattr__(self, "first", ends[0])
        object.__setattr__(self, "second", ends[1])
        object.__setattr__(self, "coupling", coupling)
        object.__setattr__(self, "multiplicity", count)

    @property
    def sites(self) -> tuple[int, int]:
        """The two sites, smaller first."""
        return self.first, self.second


@dataclass(frozen=True, order=True)
class Triangle:
    """Three mutually bonded sites.

    Attributes:
        sites: The three sites in ascending order.
        kind: ``"up"`` or ``"down"`` on triangular and kagome lattices, else ``"triangle"``.
    """

    sites: tuple[int, int, int]
    kind: str = "triangle"

    def __post_init__(self) -> None:
        """Check the sites and put them in ascending order."""
        sites = tuple(sorted(whole_number(site, "a site of a triangle") for site in self.sites))
        if len(sites) != 3 or len(set(sites)) != 3:
            raise ValueError(f"a triangle must have three different sites, got {self.sites}.")
        if not isinstance(self.kind, str):
            raise TypeError(f"the kind of triangle {sites} must be a string, got {self.kind!r}.")
        object.__setattr__(self, "sites", sites)

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """The three pairs of sites, each ascending."""
        return tuple(itertools.combinations(self.sites, 2))


def find_triangles(edges: Iterable[tuple[int, int]]) -> tuple[Triangle, ...]:
    """Return all triangles of a graph, that is, its cycles of length three.

    Args:
        edges: Pairs of different sites, in any order.

    Returns:
        Triangles of kind ``"triangle"``, ascending by their sites.

    Example:
        >>> find_triangles([(0, 1), (1, 2), (0, 2), (2, 3)])
        (Triangle(sites=(0, 1, 2), kind='triangle'),)
    """
    pairs = sorted({(min(pair), max(pair)) for pair in edges})
    later: dict[int, set[int]] = {}
    for first, second in pairs:
        later.setdefault(first, set()).add(second)
    return tuple(
        Triangle((first, second, third))
        for first, second in pairs
        for third in sorted(later[first] & later.get(second, set()))
    )


def merge_bonds(
    pairs: Iterable[tuple[int, int, str, float]], doubled: Doubled, name: str
) -> tuple[Bond, ...]:
    """Make bonds of wrapped pairs, of which some may be the same pair twice.

    Args:
        pairs: First site, second site, kind and coupling of each bond of a cluster.
        doubled: ``"refuse"`` pairs that come more than once, or ``"keep"`` each as one bond
            with its multiplicity.
        name: What errors call the cluster.

    Returns:
        The bonds, in the order in which their pairs first appear.

    Raises:
        ValueError: If a pair has twice the same site, or comes twice and that is refused.
    """
    if doubled not in ("refuse", "keep"):
        raise ValueError(f'doubled must be "refuse" or "keep", got {doubled!r}.')
    pairs = list(pairs)
    loops = [first for first, second, *_ in pairs if first == second]
    if loops:
        raise ValueError(
            f"{name} wraps so tightly that site {loops[0]} is bonded to itself; "
            "take a larger cluster."
        )
    counts = Counter(Bond(*pair) for pair in pairs)
    most, count = counts.most_common(1)[0] if counts else (None, 0)
    if most and count > 1 and doubled == "refuse":
        raise ValueError(
            f"{name} wraps so tightly that sites {most.first} and {most.second} are bonded "
            f'{count} times; take a larger cluster, or doubled="keep" to keep the multiplicity.'
        )
    return tuple(Bond(b.first, b.second, b.kind, b.coupling, n) for b, n in counts.items())
