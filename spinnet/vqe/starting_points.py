"""Where a search starts: parameters near the identity, the paper's uniform ones, or given rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

INITIAL_RULES = ("near-identity", "uniform")


def starting_points(
    n_params: int,
    *,
    starts: int = 1,
    seed: int = 0,
    initial: str | Sequence[Sequence[float]] = "near-identity",
    initial_scale: float = 0.1,
) -> np.ndarray:
    """Return the parameters of every start.

    Args:
        n_params: Number of parameters of the circuit.
        starts: Number of starts.
        seed: Start n draws from the stream ``(seed, n)``, so it does not depend on ``starts``.
        initial: "near-identity" draws from a normal distribution around 0, where every gate is
            the identity; "uniform" is the paper's rule, uniform in [0, pi / n_params); otherwise
            one row of parameters for each start.
        initial_scale: Standard deviation near the identity, radians.

    Returns:
        Array ``(starts, n_params)``, radians.

    Raises:
        ValueError: If given rows do not fit, or hold a number that is not finite.

    Source: arXiv 2309.07250 for the uniform rule.
    """
    if not isinstance(initial, str):
        return _checked_rows(np.array(initial, dtype=float), (starts, n_params))
    rows = [_draw(np.random.default_rng((seed, n)), n_params, initial) for n in range(starts)]
    return np.stack(rows) * (initial_scale if initial == "near-identity" else 1.0)


def _draw(rng: np.random.Generator, n_params: int, rule: str) -> np.ndarray:
    if rule == "uniform":
        return rng.uniform(0, math.pi / max(n_params, 1), n_params)
    return rng.normal(size=n_params)


def _checked_rows(rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    if rows.shape != shape:
        raise ValueError(
            f"initial must hold one row of parameters for each start, shape {shape}; got "
            f"{rows.shape}."
        )
    if not np.all(np.isfinite(rows)):
        raise ValueError("initial must hold finite parameters; got one that is not.")
    return rows
