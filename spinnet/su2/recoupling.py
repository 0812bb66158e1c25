"""Recoupling three and more spins: 6j symbols, F coefficients and 9j symbols.

Integer arithmetic throughout and one square root at the end, as in ``coupling.py``. What these
numbers do to a whole tree is in ``spinnet.networks.moves``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, factorial, isqrt
from typing import Any

from spinnet.su2.coupling import is_triangle
from spinnet.su2.signed_root import ZERO, SignedRoot, signed_root
from spinnet.su2.spin import Spin, doubled


def wigner_6j(
    *,
    two_j1: int | Spin,
    two_j2: int | Spin,
    two_j3: int | Spin,
    two_j4: int | Spin,
    two_j5: int | Spin,
    two_j6: int | Spin,
    exact: bool = False,
) -> Any:
    r"""Return the 6j symbol {j1 j2 j3; j4 j5 j6}.

    The tetrahedron: the triples (1 2 3), (1 5 6), (4 2 6), (4 5 3) meet at its corners and must
    each obey the triangle rule, otherwise the symbol is zero.

    Args:
        two_j1: Twice the first spin of the upper row.
        two_j2: Twice the second spin of the upper row.
        two_j3: Twice the third spin of the upper row.
        two_j4: Twice the spin below j1.
        two_j5: Twice the spin below j2.
        two_j6: Twice the spin below j3.
        exact: Return a sympy number instead of a float.

    Returns:
        Float or sympy expression.

    Raises:
        TypeError: If a spin is not a whole number (twice the spin) or a ``Spin``.
        ValueError: If a spin is negative.

    Source: Racah's sum, Varshalovich et al. 9.2.1, written with binomials.

    Example:
        >>> wigner_6j(two_j1=1, two_j2=1, two_j3=2, two_j4=1, two_j5=1, two_j6=2, exact=True)
        1/6
    """
    named = {"two_j1": two_j1, "two_j2": two_j2, "two_j3": two_j3}
    named |= {"two_j4": two_j4, "two_j5": two_j5, "two_j6": two_j6}
    return wigner_6j_root(*(doubled(v, k) for k, v in named.items())).to_number(exact)


@lru_cache(maxsize=200_000)
def wigner_6j_root(
    two_j1: int, two_j2: int, two_j3: int, two_j4: int, two_j5: int, two_j6: int
) -> SignedRoot:
    """Return the 6j symbol as sign and exact square (arguments trusted)."""
    corners = (
        (two_j1, two_j2, two_j3),
        (two_j1, two_j5, two_j6),
        (two_j4, two_j2, two_j6),
        (two_j4, two_j5, two_j3),
    )
    if not all(is_triangle(*corner) for corner in corners):
        return ZERO
    low = [sum(corner) // 2 for corner in corners]
    high = [
        (two_j1 + two_j2 + two_j4 + two_j5) // 2,
        (two_j2 + two_j3 + two_j5 + two_j6) // 2,
        (two_j3 + two_j1 + two_j6 + two_j4) // 2,
    ]
    total = sum(
        (-1) ** t
        * comb(t + 1, low[0] + 1)
        * comb(high[0] - low[1], t - low[1])
        * comb(high[1] - low[2], t - low[2])
        * comb(high[2] - low[3], t - low[3])
        for t in range(max(low), min(high) + 1)
    )
    numerator, denominator = factorial(low[0] + 1) ** 2, 1
    for top, bottom in zip(high, low[1:], strict=True):
        denominator *= factorial(top - bottom) ** 2
    for corner in corners:
        for opposite in corner:
            numerator *= factorial(sum(corner) // 2 - opposite)
        denominator *= factorial(sum(corner) // 2 + 1)
    return signed_root(total, Fraction(numerator, denominator))


def recoupling_coefficient(
    *,
    two_j1: int | Spin,
    two_j2: int | Spin,
    two_j3: int | Spin,
    two_j12: int | Spin,
    two_j23: int | Spin,
    two_total: int | Spin,
    exact: bool = False,
) -> Any:
    r"""Return F, the overlap of the two ways to couple three spins.

    .. math:: \langle ((j_1 j_2)j_{12}\, j_3)J \,|\, (j_1 (j_2 j_3)j_{23})J\rangle =
              (-1)^{j_1+j_2+j_3+J}\sqrt{(2j_{12}+1)(2j_{23}+1)}
              \begin{Bmatrix} j_1&j_2&j_{12}\\ j_3&J&j_{23}\end{Bmatrix}

    As a matrix with rows j12 and columns j23 it is real orthogonal.

    Args:
        two_j1: Twice the first spin.
        two_j2: Twice the second spin.
        two_j3: Twice the third spin.
        two_j12: Twice the spin that 1 and 2 couple to.
        two_j23: Twice the spin that 2 and 3 couple to.
        two_total: Twice the total spin J.
        exact: Return a sympy number instead of a float.

    Returns:
        Float or sympy expression; zero if a coupling is impossible.

    Raises:
        TypeError: If a spin is not a whole number (twice the spin) or a ``Spin``.
        ValueError: If a spin is negative.

    Source: Varshalovich et al. 9.1.1.

    Example:
        >>> recoupling_coefficient(two_j1=1, two_j2=1, two_j3=1, two_j12=0, two_j23=0,
        ...                        two_total=1, exact=True)
        -1/2
    """
    named = {"two_j1": two_j1, "two_j2": two_j2, "two_j3": two_j3}
    named |= {"two_j12": two_j12, "two_j23": two_j23, "two_total": two_total}
    return recoupling_root(*(doubled(v, k) for k, v in named.items())).to_number(exact)


def recoupling_root(
    two_j1: int, two_j2: int, two_j3: int, two_j12: int, two_j23: int, two_total: int
) -> SignedRoot:
    """Return the F coefficient as sign and exact square (arguments trusted)."""
    symbol = wigner_6j_root(two_j1, two_j2, two_j12, two_j3, two_total, two_j23)
    if symbol.sign == 0:
        return ZERO
    sign = (-1) ** ((two_j1 + two_j2 + two_j3 + two_total) // 2)
    return SignedRoot(symbol.sign * sign, symbol.square * (two_j12 + 1) * (two_j23 + 1))


def wigner_9j(
    rows: tuple[tuple[int | Spin, ...], ...],
    *,
    exact: bool = False,
) -> Any:
    r"""Return the 9j symbol of three rows of three spins.

    .. math:: \sum_x (-1)^{2x}(2x+1)
              \begin{Bmatrix} a&d&g\\ h&i&x\end{Bmatrix}
              \begin{Bmatrix} b&e&h\\ d&x&f\end{Bmatrix}
              \begin{Bmatrix} c&f&i\\ x&a&b\end{Bmatrix}

    Args:
        rows: ``((a, b, c), (d, e, f), (g, h, i))``, each twice a spin. Every row and every column
            must obey the triangle rule, otherwise the symbol is zero.
        exact: Return a sympy number instead of a float.

    Returns:
        Float or sympy expression.

    Raises:
        TypeError: If a spin is not a whole number (twice the spin) or a ``Spin``.
        ValueError: If there are not three rows of three, or a spin is negative.

    Source: Varshalovich et al. 10.2.4.

    Example:
        >>> wigner_9j(((1, 1, 2), (1, 1, 2), (2, 2, 2)), exact=True)
        0
    """
    if len(rows) != 3 or any(len(row) != 3 for row in rows):
        raise ValueError(f"a 9j symbol must have three rows of three spins; got {rows}.")
    (a, b, c), (d, e, f), (g, h, i) = (tuple(doubled(spin, "rows") for spin in row) for row in rows)
    terms = []
    for x in range(max(abs(a - i), abs(d - h), abs(b - f)), min(a + i, d + h, b + f) + 1):
        symbols = (
            wigner_6j_root(a, d, g, h, i, x),
            wigner_6j_root(b, e, h, d, x, f),
            wigner_6j_root(c, f, i, x, a, b),
        )
        sign = symbols[0].sign * symbols[1].sign * symbols[2].sign * (-1) ** x
        if sign:
            square = symbols[0].square * symbols[1].square * symbols[2].square
            terms.append(SignedRoot(sign, square * (x + 1) ** 2))
    return _sum_of_like_roots(terms).to_number(exact)


def _sum_of_like_roots(terms: list[SignedRoot]) -> SignedRoot:
    """Add roots whose ratios are rational, as in Racah's sums, without leaving the rationals."""
    if not terms:
        return ZERO
    first = terms[0].square
    total = Fraction(0)
    for term in terms:
        ratio = term.square / first
        total += term.sign * Fraction(isqrt(ratio.numerator), isqrt(ratio.denominator))
    return SignedRoot((total > 0) - (total < 0), first * total**2)
