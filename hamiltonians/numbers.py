"""Numbers at the public door: whole, or finite, or refused in one sentence; and in words."""

from __future__ import annotations

import math
import operator


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
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{what} must be finite, got {number}.")
    return number


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the singular for one.

    Args:
        number: How many.
        noun: What is counted, in the singular; the plural takes an s.

    Example:
        >>> counted(1, "angle"), counted(3, "angle")
        ('1 angle', '3 angles')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
