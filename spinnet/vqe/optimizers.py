"""The table of optimisers by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from spinnet.backends.preconditioner import gate_angles
from spinnet.circuits import Circuit
from spinnet.vqe.adam import LEARNING_RATE, Adam
from spinnet.vqe.lbfgs import LBFGS
from spinnet.vqe.metric_lbfgs import MetricLBFGS
from spinnet.vqe.natural import (
    DAMPING,
    FIRST_STEP,
    GAUSS_NEWTON,
    NATURAL,
    NaturalGradient,
    StepRule,
)
from spinnet.vqe.optimizer import AbstractOptimizer, SinglePoint
from spinnet.vqe.settings import SearchSettings


def _lbfgs(points: np.ndarray, settings: SearchSettings, circuit: Circuit) -> AbstractOptimizer:
    return LBFGS(points, tolerance=settings.tolerance)


def _metric_lbfgs(
    points: np.ndarray, settings: SearchSettings, circuit: Circuit
) -> AbstractOptimizer:
    damping = DAMPING if settings.damping is None else settings.damping
    groups = gate_angles(circuit)
    return MetricLBFGS(points, groups, tolerance=settings.tolerance, damping=damping)


def _adam(points: np.ndarray, settings: SearchSettings, circuit: Circuit) -> AbstractOptimizer:
    rate = LEARNING_RATE if settings.learning_rate is None else settings.learning_rate
    return Adam(points, tolerance=settings.tolerance, learning_rate=rate)


def _natural(rule: StepRule) -> Factory:
    def make(points: np.ndarray, settings: SearchSettings, circuit: Circuit) -> AbstractOptimizer:
        return NaturalGradient(
            points,
            rule,
            tolerance=settings.tolerance,
            first_step=FIRST_STEP if settings.learning_rate is None else settings.learning_rate,
            damping=DAMPING if settings.damping is None else settings.damping,
        )

    return make


Factory = Callable[[np.ndarray, SearchSettings, Circuit], AbstractOptimizer]
MAKERS: dict[str, Factory] = {
    "lbfgs": _lbfgs,
    "metric-lbfgs": _metric_lbfgs,
    "adam": _adam,
    "natural": _natural(NATURAL),
    "gauss-newton": _natural(GAUSS_NEWTON),
}


def make_optimizer(
    points: np.ndarray, settings: SearchSettings, circuit: Circuit
) -> AbstractOptimizer:
    """Return the optimiser that the settings name, at the given starts.

    Args:
        points: Array ``(n_starts, n_params)``.
        settings: The settings of the search.
        circuit: The circuit.
    """
    if points.shape[1] == 0:
        return SinglePoint(points)
    return MAKERS[settings.optimizer](points, settings, circuit)
