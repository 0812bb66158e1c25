"""Natural gradients and Gauss-Newton steps from many starts, each with a step size of its own.

A step is the direction that the evaluator finds with the metric of the circuit. If it lowers the
energy it is taken and the next one may be longer; if not, a quarter of it is tried and later steps
are shorter. Both rules are the same search with other weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spinnet.backends.preconditioner import Preconditioner
from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request

DAMPING = 1e-3
FIRST_STEP = 0.1
SHORTEST = 1e-8  # part of a direction that is tried before the search gives up
_SHRINK = 4.0


@dataclass(frozen=True)
class StepRule:
    """What distinguishes the two searches.

    Args:
        curvature: Weight of the curvature in the preconditioner.
        growth: How much longer the next step may be.
    """

    curvature: float
    growth: float


NATURAL = StepRule(curvature=0.0, growth=1.2)
GAUSS_NEWTON = StepRule(curvature=1.0, growth=2.0)


class NaturalGradient(AbstractOptimizer):
    """Steps along directions of the metric, from every row of a batch of points."""

    def __init__(
        self,
        points: np.ndarray,
        rule: StepRule,
        *,
        tolerance: float,
        first_step: float = FIRST_STEP,
        damping: float = DAMPING,
    ) -> None:
        """Prepare one search per row.

        Args:
            points: Array ``(n_starts, n_params)``.
            rule: Natural gradient or Gauss-Newton.
            tolerance: A search ends when its next step promises to lower the energy by less than
                this, relative to the larger of the energy and 1, or no component of the gradient
                is larger.
            first_step: Length of the first step in imaginary time, in units of one over energy.
            damping: What is added to the diagonal of the metric.
        """
        self._runs = [
            _Run(point, rule, tolerance=tolerance, step=first_step, damping=damping)
            for point in np.array(points, dtype=float)
        ]

    def ask(self) -> Request | None:
        """Return the point that each search tries next."""
        running = self._running()
        if not running:
            return None
        return Request(
            np.stack([self._runs[n].trial for n in running]),
            tuple(running),
            preconditioners=tuple(self._runs[n].preconditioner for n in running),
        )

    def tell(self, answer: Answer) -> None:
        """Take or refuse the step of each search."""
        if answer.directions is None:
            raise ValueError("this search needs directions; the answer holds none.")
        for row, number in enumerate(self._running()):
            energy = float(answer.energies[row])
            self._runs[number].tell(energy, answer.gradients[row], answer.directions[row])

    def ending(self, start: int) -> Ending | None:
        """Return how a search ended; None while it still runs."""
        return self._runs[start].ending

    def _running(self) -> list[int]:
        return [n for n, run in enumerate(self._runs) if run.ending is None]


class _Run:
    """The search from one start."""

    def __init__(
        self, point: np.ndarray, rule: StepRule, *, tolerance: float, step: float, damping: float
    ) -> None:
        self.trial = point
        self.ending: Ending | None = None
        self._rule, self._tolerance, self._damping = rule, tolerance, damping
        self._point, self._direction = point, np.zeros_like(point)
        self._energy = np.inf
        self._step, self._part = step, 1.0  # the part of the direction that is being tried

    @property
    def preconditioner(self) -> Preconditioner:
        """What the direction at the trial point is to be made with."""
        return Preconditioner(self._rule.curvature, 1 / self._step, self._damping)

    def tell(self, energy: float, gradient: np.ndarray, direction: np.ndarray) -> None:
        """Take the trial point if its energy is lower, else try a shorter step."""
        if energy < self._energy:
            self._take(energy, gradient, direction)
        else:
            self._shorten()

    def _take(self, energy: float, gradient: np.ndarray, direction: np.ndarray) -> None:
        if self._part == 1:
            self._step *= self._rule.growth  # of the direction after the next
        self._point, self._energy, self._direction = self.trial, energy, np.array(direction)
        self._part = 1.0
        promised = float(gradient @ direction) / 2
        if np.max(np.abs(gradient)) <= self._tolerance:
            text = f"the gradient fell below the tolerance {self._tolerance:g}"
            self.ending = Ending(True, text)
        elif promised <= self._tolerance * max(1.0, abs(energy)):
            text = f"a step would change the energy by less than {self._tolerance:g} of it"
            self.ending = Ending(True, text)
        else:
            self.trial = self._point - self._direction

    def _shorten(self) -> None:
        self._part /= _SHRINK
        self._step /= _SHRINK
        if self._part < SHORTEST:
            self.ending = Ending(False, "no lower energy was found along the last direction")
        self.trial = self._point - self._part * self._direction
