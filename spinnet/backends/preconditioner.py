"""What an evaluator does that knows the metric of its circuit: directions of search.

Not every backend can; those that cannot leave `AbstractMetricEvaluator` alone, and searches that
need directions refuse them.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.backends.base import AbstractEvaluator
from spinnet.circuits import Circuit


@dataclass(frozen=True)
class Preconditioner:
    r"""The matrix :math:`c\,C + m\,(G + s\,1)` of metric G and curvature C.

    Args:
        curvature: Weight c; 0 for the natural gradient, 1 for Gauss-Newton steps.
        metric: Weight m, an energy: one over the length of a step in imaginary time.
        shift: s, added to the diagonal of the metric, no unit.
    """

    curvature: float
    metric: float
    shift: float


def gate_angles(circuit: Circuit) -> tuple[tuple[int, ...], ...]:
    """Return the angles of each gate of a circuit, those of gates that share them once.

    Args:
        circuit: The circuit.
    """
    angles = dict.fromkeys(placement.parameters for placement in circuit.placements)
    return tuple(one for one in angles if one)


class AbstractMetricEvaluator(AbstractEvaluator):
    """An evaluator that gives the metric of its states, and directions."""

    @abc.abstractmethod
    def metric(self, parameters: np.ndarray) -> np.ndarray:
        """Return the real part of the quantum geometric tensor at ``(n_params,)``.

        Args:
            parameters: One row of parameters, radians.

        Returns:
            ``(n_params, n_params)``, symmetric, a quarter of the quantum Fisher information.
        """

    @abc.abstractmethod
    def gate_metrics(self, parameters: np.ndarray) -> np.ndarray:
        """Return the metric of each gate by itself at ``(n_params,)``.

        Args:
            parameters: One row of parameters, radians.

        Returns:
            The blocks that belong to the groups of `gate_angles`, each row by row, flat.
        """

    @abc.abstractmethod
    def directions(
        self,
        parameters: np.ndarray,
        energies: np.ndarray,
        gradients: np.ndarray,
        preconditioners: Sequence[Preconditioner],
    ) -> np.ndarray:
        """Return what each preconditioner makes of half the gradient, ``(n_starts, n_params)``.

        Args:
            parameters: ``(n_starts, n_params)``.
            energies: ``(n_starts,)`` there.
            gradients: ``(n_starts, n_params)`` there.
            preconditioners: One for each row.
        """
