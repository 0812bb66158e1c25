"""The loops, loaded when a circuit first runs in them: Numba takes half a second to import.

A GPU never needs it. Where nothing compiled is kept yet, that is logged, see ``announcement.py``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache

import numpy as np

from spinnet.sector.loops.plan import Plan


def execute(
    instructions: np.ndarray,
    states: np.ndarray,
    entries: np.ndarray,
    received: np.ndarray,
    plan: Plan,
) -> float:
    """Run instructions on states in place, see ``execute.py``.

    Args:
        instructions: ``(n, 4)``, see ``instructions.py``.
        states: ``(n_states, n_planes, dimension)``.
        entries: The entries of every operation.
        received: Written: what the entries take, of the shape of ``entries``; or empty.
        plan: The operations.

    Returns:
        The sum of all products.
    """
    return _compiled()(instructions, states, entries, received, plan)


@cache
def _compiled() -> Callable[..., float]:
    function = importlib.import_module("spinnet.sector.loops.execute").execute
    importlib.import_module("spinnet.sector.loops.announcement").announce(function)
    return function
