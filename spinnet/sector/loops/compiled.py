"""How loops are compiled: by Numba, for the machine at hand, kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numba

SOURCES = ("compiled", "execute", "instructions", "overlaps", "plan", "products")
"""The files whose text is in compiled code: functions, constants and types."""


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function compiled on its first call.

    Sums may be taken in any order, so that they fill vector registers; the order does not change
    from run to run. Other Python threads run meanwhile.

    Numba keeps what it compiled until the function's own file changes, although it holds functions
    of other files too. So the name under which it is kept names the text of all of them.

    Args:
        function: A function of arrays and numbers.
    """
    options: dict[str, Any] = {"fastmath": True, "error_model": "numpy", "nogil": True}
    function.__qualname__ += f"-{text_stamp(Path(__file__).parent)}"
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder to keep compiled code in
        return numba.njit(**options)(function)


@lru_cache(maxsize=8)
def text_stamp(folder: Path) -> str:
    """Return a short hash of the text that compiled code comes from.

    Args:
        folder: The folder of the files.
    """
    text = b"".join((folder / f"{name}.py").read_bytes() for name in SOURCES)
    return hashlib.sha256(text).hexdigest()[:10]
