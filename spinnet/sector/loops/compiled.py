"""How loops are compiled: by Numba, for the machine at hand, kept on disk between runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function compiled on its first call.

    Sums may be taken in any order, so that they fill vector registers; the order does not change
    from run to run. Other Python threads run meanwhile.

    Args:
        function: A function of arrays and numbers.
    """
    options: dict[str, Any] = {"fastmath": True, "error_model": "numpy", "nogil": True}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder to keep compiled code in
        return numba.njit(**options)(function)
