"""Spin labels: half-integers that are never floats.

A spin j is stored everywhere as the integer ``two_j = 2j``. This file turns what people write
(``"3/2"``, ``Fraction(3, 2)``, ``1``) into that integer and back; it knows no coupling rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

SpinLike: TypeAlias = "Spin | str | Fraction | int"


@dataclass(frozen=True, order=True, init=False)
class Spin:
    """A spin label j = 0, 1/2, 1, 3/2, ...

    Args:
        value: The spin itself: text such as ``"3/2"`` or ``"1"``, a ``Fraction``, a whole number
            (``Spin(1)`` is spin one) or another ``Spin``. A float is refused.

    Raises:
        TypeError: If ``value`` is a float or of another kind.
        ValueError: If ``value`` is negative or not a multiple of one half.

    Example:
        >>> Spin("3/2").two_j, str(Spin(2)), Spin("1/2") < Spin(1)
        (3, '2', True)
    """

    two_j: int

    def __init__(self, value: SpinLike) -> None:
        """Read the spin from what people write."""
        object.__setattr__(self, "two_j", two_j_of(value))

    @property
    def dimension(self) -> int:
        """The number 2j + 1 of states m = +j ... -j."""
        return self.two_j + 1

    def __str__(self) -> str:
        """Return the spin as a fraction, such as 3/2."""
        return spin_text(self.two_j)

    def __repr__(self) -> str:
        """Return the call that makes the spin."""
        return f"Spin('{self}')"


def two_j_of(value: SpinLike) -> int:
    """Return twice a spin given as people write it.

    A whole number means the spin itself: ``two_j_of(1)`` is 2. Where an argument is called
    ``two_j`` or ``two_total`` the number is doubled already; see :func:`doubled`.

    Args:
        value: ``Spin``, text such as ``"3/2"``, ``Fraction`` or whole number.

    Returns:
        The non-negative integer 2j.

    Raises:
        TypeError: If ``value`` is a float or of another kind.
        ValueError: If ``value`` is negative or not a multiple of one half.

    Example:
        >>> two_j_of("3/2"), two_j_of(1)
        (3, 2)
    """
    if isinstance(value, Spin):
        return value.two_j
    if isinstance(value, bool) or not isinstance(value, (str, Fraction, int)):
        raise TypeError(
            f"a spin must be a Spin, text like '3/2', a Fraction or a whole number; got {value!r}."
        )
    try:
        twice = 2 * Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(_not_a_spin(value)) from None
    if twice.denominator != 1 or twice < 0:
        raise ValueError(_not_a_spin(value))
    return int(twice)


def doubled(value: Spin | int, name: str = "two_j") -> int:
    """Return an argument that holds twice a spin, checked; a :class:`Spin` is converted.

    Args:
        value: The integer 2j, or a ``Spin``.
        name: How the argument is called, for the message.

    Returns:
        The non-negative integer 2j.

    Raises:
        TypeError: If ``value`` is neither a whole number nor a ``Spin``.
        ValueError: If ``value`` is negative.

    Example:
        >>> doubled(3), doubled(Spin("3/2"))
        (3, 3)
    """
    if isinstance(value, Spin):
        return value.two_j
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be twice a spin as a whole number, or a Spin; got {value!r}.")
    number = value.__index__()
    if number < 0:
        raise ValueError(f"{name} must be twice a spin, 0 or more; got {number}.")
    return number


def spin_text(two_j: int) -> str:
    """Return a spin as text, ``"3/2"`` for 3 and ``"1"`` for 2."""
    return str(Fraction(two_j, 2))


def _not_a_spin(value: object) -> str:
    return (
        "a spin must be a non-negative multiple of one half, such as '0', '1/2' or '3/2'; "
        f"got {str(value)!r}."
    )
