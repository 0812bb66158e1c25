r"""Exact numbers :math:`\sum_i q_i \sqrt{n_i}`, the ring in which closed spin networks live.

Sums and products of Clebsch-Gordan coefficients stay in this ring. Plain Python integers make it
far faster than general computer algebra; ``to_sympy`` hands the result over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from spinnet.su2._optional import import_sympy
from spinnet.su2.signed_root import SignedRoot

_LARGEST_ROOT = 10**12
_RATIONAL = r"\d+(?:/0*[1-9]\d*)?"
_TERM = re.compile(rf"(-)?(?:({_RATIONAL})(?:\*sqrt\(({_RATIONAL})\))?|sqrt\(({_RATIONAL})\))")


@dataclass(frozen=True)
class Radical:
    r"""The number :math:`\sum_i q_i \sqrt{n_i}` with rational q and square-free n.

    Args:
        terms: Pairs (n, q), n ascending and square-free, no q zero. Use :func:`radical` to make
            one from an integer, a fraction or a signed root.

    Example:
        >>> half = radical(SignedRoot(1, Fraction(1, 2)))
        >>> half * half, float(half + half)
        (Radical(1/2), 1.4142135623730951)
    """

    terms: tuple[tuple[int, Fraction], ...] = ()

    def __add__(self, other: Radical | int | Fraction) -> Radical:
        """Return the sum; the other may be an integer or a fraction."""
        if isinstance(other, int) and other == 0:
            return self
        return _collected((*self.terms, *radical(other).terms))

    __radd__ = __add__

    def __mul__(self, other: Radical | int | Fraction) -> Radical:
        """Return the product; the other may be an integer or a fraction."""
        return _collected(
            _product_of_roots(n, m, p * q) for n, p in self.terms for m, q in radical(other).terms
        )

    __rmul__ = __mul__

    def __neg__(self) -> Radical:
        """Return minus the number."""
        return Radical(tuple((n, -q) for n, q in self.terms))

    def __sub__(self, other: Radical | int | Fraction) -> Radical:
        """Return the difference; the other may be an integer or a fraction."""
        return self + (-radical(other))

    def __bool__(self) -> bool:
        """Return whether the number is not zero (exactly)."""
        return bool(self.terms)

    def __float__(self) -> float:
        """Return the nearest float."""
        return math.fsum(float(q) * math.sqrt(n) for n, q in self.terms)

    def conjugate(self) -> Radical:
        """Return the number itself, which is real."""
        return self

    def to_sympy(self) -> Any:
        """Return the number as a sympy expression."""
        sympy = import_sympy()
        return sympy.Add(
            *(sympy.Rational(q.numerator, q.denominator) * sympy.sqrt(n) for n, q in self.terms)
        )

    def __str__(self) -> str:
        """Return the number as a sum of roots that :func:`parse_radical` reads."""
        return " + ".join(str(q) if n == 1 else f"{q}*sqrt({n})" for n, q in self.terms) or "0"

    def __repr__(self) -> str:
        """Return the number as a sum of roots, marked as exact."""
        return f"Radical({self})"


def radical(value: Radical | SignedRoot | Fraction | int) -> Radical:
    """Return an exact number as a :class:`Radical`.

    Args:
        value: Integer, fraction, signed root, or a radical already.

    Raises:
        TypeError: If ``value`` is not exact, such as a float.
    """
    if isinstance(value, Radical):
        return value
    if isinstance(value, SignedRoot):
        return _root(value)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise TypeError(f"an exact number must be an integer, a fraction or a root; got {value!r}.")
    return Radical(((1, Fraction(value)),)) if value else Radical()


def parse_radical(text: str) -> Radical:
    """Return the exact number that a text describes.

    Args:
        text: Terms joined by ``+``, each a fraction, a root, or both: ``"1/2"``, ``"-sqrt(3/4)"``,
            ``"1/3 + 1/18*sqrt(6)"``.

    Raises:
        ValueError: If the text is no such sum, or holds the root of a very large number, which
            would take long to factorise.

    Example:
        >>> parse_radical("-sqrt(3/4)")
        Radical(-1/2*sqrt(3))
    """
    total = Radical()
    for term in text.split("+"):
        found = _TERM.fullmatch(term.strip())
        if not found:
            raise ValueError(
                "an exact number must look like '1/2', '-sqrt(3/4)' or '1/3*sqrt(2)'; got "
                f"{text!r}."
            )
        sign, factor, *roots = found.groups()
        root = roots[0] or roots[1]
        value = radical(Fraction(factor or 1))
        if root:
            square = Fraction(root)
            if square.numerator * square.denominator > _LARGEST_ROOT:
                raise ValueError(f"the root of an exact number must be below 1e12; got {text!r}.")
            value = value * radical(SignedRoot(1, square))
        total = total + (-value if sign else value)
    return total


def _root(number: SignedRoot) -> Radical:
    if number.sign == 0:
        return Radical()
    numerator, denominator = number.square.numerator, number.square.denominator
    root, free = _square_part(numerator * denominator)
    return Radical(((free, Fraction(number.sign * root, denominator)),))


def _square_part(number: int) -> tuple[int, int]:
    """Return (r, n) with ``number = r * r * n`` and n square-free."""
    root, free, prime = 1, 1, 2
    while prime * prime <= number:
        whole = math.isqrt(number)
        if whole * whole == number:
            return root * whole, free
        power = 0
        while number % prime == 0:
            number, power = number // prime, power + 1
        root *= prime ** (power // 2)
        free *= prime ** (power % 2)
        prime += 1
    return root, free * number


def _product_of_roots(n: int, m: int, factor: Fraction) -> tuple[int, Fraction]:
    shared = math.gcd(n, m)
    return (n // shared) * (m // shared), factor * shared


def _collected(terms: Iterable[tuple[int, Fraction]]) -> Radical:
    sums: dict[int, Fraction] = {}
    for n, q in terms:
        sums[n] = sums.get(n, Fraction(0)) + q
    return Radical(tuple(sorted((n, q) for n, q in sums.items() if q)))
