"""Bonds and triangles: the pieces a lattice is made of.

Both are small immutable values that put their sites in ascending order. They know nothing
of the lattice they belong to; whether a site exists there is checked by
:class:`hamiltonians.Lattice`.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterable
from dataclasses import dataclass


def whole_number(value: object, what: str) -> int:
    """Return ``value`` as a plain int, or refuse it in one sentence.

    Args:
        value: Anything that may be an integer (Python or NumPy); floats and booleans are not.
        what: How the error names the value, for example ``"a site of a bond"``.

    Returns:
        The same number as a Python int.

    Raises:
        TypeError: If ``value`` is not an integer.
    """
    if not isinstance(value, bool):
        try:
            return operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise TypeError(f"{what} must be a whole number, got {value!r}.")


def finite_number(value: object, what: str) -> float:
    """Return ``value`` as a finite float, or refuse it in one sentence.

    Args:
        value: Anything that may be a real number; strings and booleans are not.
        what: How the error names the value, for example ``"the coupling of bond (0, 1)"``.

    Returns:
        The same number as a Python float.

    Raises:
        TypeError: If ``value`` is not a real number.
        ValueError: If ``value`` is infinite or not a number.
    """
    if isinstance(value, bool | str | bytes) or not hasattr(value, "__float__"):
        raise TypeError(f"{what} must be a real number, got {value!r}.")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{what} must be finite, got {number}.")
    return number


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
        ends = sorted(whole_number(site, "a site of a bond") for site in (self.first, self.second))
        if ends[0] < 0:
            raise ValueError(f"sites of a bond must not be negative; got bond {tuple(ends)}.")
        if ends[0] == ends[1]:
            raise ValueError(
                f"a bond must join two different sites; got the self-loop {tuple(ends)}."
            )
        what = f"the coupling of bond {tuple(ends)}"
        multiplicity = whole_number(self.multiplicity, f"the multiplicity of bond {tuple(ends)}")
        if multiplicity < 1:
            raise ValueError(
                f"the multiplicity of bond {tuple(ends)} must be at least 1, got {multiplicity}."
            )
        if not isinstance(self.kind, str):
            raise TypeError(f"the kind of bond {tuple(ends)} must be a string, got {self.kind!r}.")
        object.__setattr__(self, "first", ends[0])
        object.__setattr__(self, "second", ends[1])
        object.__setattr__(self, "coupling", finite_number(self.coupling, what))
        object.__setattr__(self, "multiplicity", multiplicity)

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
        if len(set(sites)) != 3 or len(sites) != 3:
            raise ValueError(f"a triangle must have three different sites, got {self.sites}.")
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
