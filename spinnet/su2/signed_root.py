"""Numbers of the form ± sqrt(p/q), the shape of every coefficient of angular momentum.

Clebsch-Gordan, 3j and 6j numbers are square roots of rationals. Keeping sign and square as exact
integers gives floats that are right to the last digit and sympy numbers on request.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from spinnet.su2._optional import import_sympy


@dataclass(frozen=True)
class SignedRoot:
    """The number ``sign * sqrt(square)``; ``sign`` is -1, 0 or +1 and ``square`` is rational.

    Example:
        >>> float(SignedRoot(-1, Fraction(1, 4)))
        -0.5
    """

    sign: int
    square: Fraction

    def __float__(self) -> float:
        """Return the nearest float, within about one unit in the last place."""
        return self.sign * math.sqrt(self.square)

    def to_sympy(self) -> Any:
        """Return the number as a sympy expression."""
        sympy = import_sympy()
        return self.sign * sympy.sqrt(
            sympy.Rational(self.square.numerator, self.square.denominator)
        )

    def to_number(self, exact: bool) -> Any:
        """Return a sympy expression if ``exact``, else a float."""
        return self.to_sympy() if exact else float(self)


ZERO = SignedRoot(0, Fraction(0))
ONE = SignedRoot(1, Fraction(1))


def signed_root(factor: int, square: Fraction) -> SignedRoot:
    """Return ``factor * sqrt(square)`` for an integer factor and a positive rational square."""
    if factor == 0:
        return ZERO
    return SignedRoot(1 if factor > 0 else -1, square * factor * factor)
