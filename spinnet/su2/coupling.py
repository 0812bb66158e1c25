"""Coupling two spins: the triangle rule, Clebsch-Gordan coefficients and 3j symbols.

All sums run over Python integers (products of binomials), so nothing overflows or cancels; one
square root at the end makes the float. Three spins and more are in ``recoupling.py``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, factorial
from typing import Any

import numpy as np

from spinnet.su2.signed_root import ZERO, SignedRoot, signed_root
from spinnet.su2.spin import Spin, doubled, spin_text


def is_triangle(two_a: int, two_b: int, two_c: int) -> bool:
    """Return whether spins a, b, c can couple: |a - b| <= c <= a + b, with a + b + c whole."""
    return abs(two_a - two_b) <= two_c <= two_a + two_b and (two_a + two_b + two_c) % 2 == 0


def coupled_spins(two_a: int, two_b: int) -> range:
    """Return twice the spins that a and b can couple to, ascending.

    Example:
        >>> list(coupled_spins(1, 2))
        [1, 3]
    """
    return range(abs(two_a - two_b), two_a + two_b + 1, 2)


def clebsch_gordan(
    *,
    two_j1: int | Spin,
    two_m1: int,
    two_j2: int | Spin,
    two_m2: int,
    two_total: int | Spin,
    two_m: int,
    exact: bool = False,
) -> Any:
    r"""Return the Clebsch-Gordan coefficient <j1 m1 j2 m2 | J M>, Condon-Shortley phases.

    The amplitude of spins 1 and 2 pointing m1 and m2 in their joint state of total spin J.
    Zero unless m1 + m2 = M and the triangle rule holds.

    .. math:: \sqrt{\frac{(2J+1)\prod (j_i \pm m_i)!}{(j_1+j_2+J+1)!\,a!\,b!\,c!}}
              \sum_k (-1)^k \binom{a}{k}\binom{b}{j_1-m_1-k}\binom{c}{j_2+m_2-k}

    with :math:`a=j_1+j_2-J,\ b=J+j_1-j_2,\ c=J-j_1+j_2`.

    Args:
        two_j1: Twice the first spin.
        two_m1: Twice its projection.
        two_j2: Twice the second spin.
        two_m2: Twice its projection.
        two_total: Twice the total spin J.
        two_m: Twice its projection M.
        exact: Return a sympy number instead of a float.

    Returns:
        Float (right to about one unit in the last place at any spin) or sympy expression.

    Raises:
        TypeError: If a spin is not a whole number (twice the spin) or a ``Spin``.
        ValueError: If a spin is negative, or a projection is not one of j, j-1, ..., -j.

    Source: Varshalovich, Moskalev, Khersonskii, Quantum Theory of Angular Momentum, 8.2.1.

    Example:
        >>> clebsch_gordan(two_j1=1, two_m1=1, two_j2=1, two_m2=-1, two_total=0, two_m=0,
        ...                exact=True)
        sqrt(2)/2
    """
    spins = doubled(two_j1, "two_j1"), doubled(two_j2, "two_j2"), doubled(two_total, "two_total")
    projections = (two_m1, two_m2, two_m)
    for two_j, two_projection, name in zip(
        spins, projections, ("two_m1", "two_m2", "two_m"), strict=True
    ):
        _check_projection(two_j, two_projection, name)
    return clebsch_gordan_root(*spins, *projections).to_number(exact)


@lru_cache(maxsize=200_000)
def clebsch_gordan_root(
    two_j1: int, two_j2: int, two_total: int, two_m1: int, two_m2: int, two_m: int
) -> SignedRoot:
    """Return the Clebsch-Gordan coefficient as sign and exact square (arguments trusted)."""
    if two_m1 + two_m2 != two_m or not is_triangle(two_j1, two_j2, two_total):
        return ZERO
    below = (two_j1 + two_j2 - two_total) // 2
    first = (two_total + two_j1 - two_j2) // 2
    second = (two_total - two_j1 + two_j2) // 2
    down1, up2 = (two_j1 - two_m1) // 2, (two_j2 + two_m2) // 2
    total = sum(
        (-1) ** k * comb(below, k) * comb(first, down1 - k) * comb(second, up2 - k)
        for k in range(max(0, down1 - first, up2 - second), min(below, down1, up2) + 1)
    )
    numerator = two_total + 1
    for two_j, two_projection in ((two_j1, two_m1), (two_j2, two_m2), (two_total, two_m)):
        numerator *= factorial((two_j + two_projection) // 2)
        numerator *= factorial((two_j - two_projection) // 2)
    denominator = factorial((two_j1 + two_j2 + two_total) // 2 + 1)
    denominator *= factorial(below) * factorial(first) * factorial(second)
    return signed_root(total, Fraction(numerator, denominator))


def wigner_3j(
    *,
    two_j1: int | Spin,
    two_j2: int | Spin,
    two_j3: int | Spin,
    two_m1: int,
    two_m2: int,
    two_m3: int,
    exact: bool = False,
) -> Any:
    r"""Return the Wigner 3j symbol.

    .. math:: \begin{pmatrix} j_1&j_2&j_3\\ m_1&m_2&m_3 \end{pmatrix}
              = \frac{(-1)^{j_1-j_2-m_3}}{\sqrt{2j_3+1}} \langle j_1 m_1 j_2 m_2|j_3\,{-m_3}\rangle

    Args:
        two_j1: Twice the first spin.
        two_j2: Twice the second spin.
        two_j3: Twice the third spin.
        two_m1: Twice the first projection.
        two_m2: Twice the second projection.
        two_m3: Twice the third projection.
        exact: Return a sympy number instead of a float.

    Returns:
        Float or sympy expression; zero unless m1 + m2 + m3 = 0 and the triangle rule holds.

    Raises:
        TypeError: If a spin is not a whole number (twice the spin) or a ``Spin``.
        ValueError: If a spin is negative, or a projection is not one of j, j-1, ..., -j.

    Example:
        >>> wigner_3j(two_j1=2, two_j2=2, two_j3=0, two_m1=2, two_m2=-2, two_m3=0, exact=True)
        sqrt(3)/3
    """
    spins = doubled(two_j1, "two_j1"), doubled(two_j2, "two_j2"), doubled(two_j3, "two_j3")
    projections = (two_m1, two_m2, two_m3)
    for two_j, two_projection, name in zip(
        spins, projections, ("two_m1", "two_m2", "two_m3"), strict=True
    ):
        _check_projection(two_j, two_projection, name)
    return _wigner_3j_root(*spins, *projections).to_number(exact)


def _wigner_3j_root(
    two_j1: int, two_j2: int, two_j3: int, two_m1: int, two_m2: int, two_m3: int
) -> SignedRoot:
    coupled = clebsch_gordan_root(two_j1, two_j2, two_j3, two_m1, two_m2, -two_m3)
    if coupled.sign == 0:
        return ZERO
    flip = ((two_j1 - two_j2 - two_m3) // 2) % 2
    return SignedRoot(coupled.sign * (-1) ** flip, coupled.square / (two_j3 + 1))


@lru_cache(maxsize=4096)
def clebsch_gordan_table(two_j1: int, two_j2: int, two_total: int) -> np.ndarray:
    """Return all coefficients <j1 m1 j2 m2 | J M> of three spins at once.

    Args:
        two_j1: Twice the first spin.
        two_j2: Twice the second spin.
        two_total: Twice the total spin.

    Returns:
        Read-only float array of shape ``(2 j1 + 1, 2 j2 + 1, 2 J + 1)``; each axis runs over m
        from +j down to -j. All zero if the triangle rule fails.
    """
    table = np.zeros((two_j1 + 1, two_j2 + 1, two_total + 1))
    for first in range(two_j1 + 1):
        for second in range(two_j2 + 1):
            two_m1, two_m2 = two_j1 - 2 * first, two_j2 - 2 * second
            two_m = two_m1 + two_m2
            if abs(two_m) <= two_total and (two_total - two_m) % 2 == 0:
                table[first, second, (two_total - two_m) // 2] = float(
                    clebsch_gordan_root(two_j1, two_j2, two_total, two_m1, two_m2, two_m)
                )
    table.setflags(write=False)
    return table


def _check_projection(two_j: int, two_m: int, name: str) -> None:
    if isinstance(two_m, bool) or not hasattr(two_m, "__index__"):
        raise TypeError(f"{name} must be twice a projection as a whole number; got {two_m!r}.")
    if abs(two_m) > two_j or (two_j - two_m) % 2:
        raise ValueError(
            f"{name} must be one of {two_j}, {two_j - 2}, ..., {-two_j} (spin {spin_text(two_j)}); "
            f"got {two_m}."
        )
