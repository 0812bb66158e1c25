"""The tally: everything a search has seen so far, and the best of it."""

from __future__ import annotations

import numpy as np

from spinnet.vqe.history import HistoryRecord, Step, relative_error
from spinnet.vqe.optimizer import Answer, Request


class Tally:
    """The history of a search and the best point of each start.

    Args:
        n_starts: Number of starts.
        n_params: Number of parameters.
        exact_energy: What errors are measured against; None if it is not known.
    """

    def __init__(self, n_starts: int, n_params: int, exact_energy: float | None) -> None:
        """Begin empty."""
        self.points = np.zeros((n_starts, n_params))  # best so far
        self.energies = np.full(n_starts, np.inf)  # at these points
        self.evaluations = [0] * n_starts
        self.history: list[HistoryRecord] = []
        self.rounds = 0
        self._best: list[HistoryRecord | None] = [None] * n_starts
        self._exact_energy = exact_energy
        self._fresh: tuple[HistoryRecord, ...] = ()

    @property
    def best_start(self) -> int:
        """The start of the lowest energy."""
        return int(np.argmin(self.energies))

    @property
    def best(self) -> HistoryRecord:
        """The evaluation of the lowest energy."""
        return self._best[self.best_start] or self.history[0]

    def add(self, request: Request, answer: Answer, seconds: float) -> tuple[HistoryRecord, ...]:
        """Take in one batch of evaluations and return their records."""
        self.rounds += 1
        self._fresh = tuple(
            self._add_point(request, answer, row, seconds) for row in range(len(request.starts))
        )
        self.history.extend(self._fresh)
        return self._fresh

    def step(self) -> Step:
        """Return the last batch as a callback sees it."""
        parameters = self.points[self.best_start].copy()
        parameters.flags.writeable = False
        return Step(self.rounds, self._fresh, self.best, parameters)

    def _add_point(
        self, request: Request, answer: Answer, row: int, seconds: float
    ) -> HistoryRecord:
        start, energy = request.starts[row], float(answer.energies[row])
        self.evaluations[start] += 1
        slope = answer.gradients[row]
        record = HistoryRecord(
            evaluation=self.evaluations[start],
            start=start,
            energy=energy,
            relative_error=relative_error(energy, self._exact_energy),
            gradient_norm=float(np.linalg.norm(slope)) if request.with_gradients else None,
            seconds=seconds,
        )
        if energy < self.energies[start]:
            self.energies[start] = energy
            self.points[start] = request.points[row]
            self._best[start] = record
        return record
