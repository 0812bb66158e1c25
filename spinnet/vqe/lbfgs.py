"""L-BFGS from many starts: one SciPy run per start, their evaluations gathered into one batch.

SciPy calls the function it minimises; here that function hands the point to the search loop and
waits for the answer. So each run has a thread of its own, which does nothing but SciPy's own
arithmetic; evaluations happen in the thread of the loop.
"""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread

import numpy as np
import scipy.optimize

from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request

MEMORY = 50  # pairs of steps kept; on circuits it saves evaluations against SciPy's 10
_UNLIMITED = 10**9  # the loop keeps the budget


class LBFGS(AbstractOptimizer):
    """SciPy's L-BFGS-B, without bounds, from every row of a batch of points."""

    def __init__(self, points: np.ndarray, *, tolerance: float) -> None:
        """Prepare one run per row.

        Args:
            points: Array ``(n_starts, n_params)``.
            tolerance: A run ends when a step lowers the energy by less than this, relative to
                the larger of the energy and 1, or no component of the gradient is larger.
        """
        self._runs = [_Run(point, tolerance) for point in points]

    def ask(self) -> Request | None:
        """Return the point where each run that is still going waits for its energy."""
        waiting = self._waiting()
        if not waiting:
            return None
        return Request(np.stack([self._runs[n].point for n in waiting]), tuple(waiting))

    def tell(self, answer: Answer) -> None:
        """Let every waiting run go on to its next point."""
        waiting = self._waiting()
        for n, energy, gradient in zip(waiting, answer.energies, answer.gradients, strict=True):
            self._runs[n].resume(float(energy), gradient)
        for n in waiting:
            self._runs[n].wait()

    def ending(self, start: int) -> Ending | None:
        """Return how the run of a start ended; None while it still runs."""
        return self._runs[start].ending

    def close(self) -> None:
        """End the threads of the runs that are still going."""
        for run in self._runs:
            run.stop()

    def _waiting(self) -> list[int]:
        return [n for n, run in enumerate(self._runs) if run.ending is None]


class _Stopped(Exception):
    """Raised inside SciPy to leave it."""


class _Run:
    """One SciPy run in a thread, seen from outside as a point that waits for its energy."""

    def __init__(self, start: np.ndarray, tolerance: float) -> None:
        self.point = start
        self.ending: Ending | None = None
        self._tolerance = tolerance
        self._questions: SimpleQueue[np.ndarray | Ending | Exception] = SimpleQueue()
        self._answers: SimpleQueue[tuple[float, np.ndarray] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, args=(start,), daemon=True)
        self._thread.start()
        self.wait()

    def resume(self, energy: float, gradient: np.ndarray) -> None:
        """Give the energy and gradient at ``point``."""
        self._answers.put((energy, np.array(gradient)))

    def wait(self) -> None:
        """Wait until the run asks for its next point or ends."""
        item = self._questions.get()
        if isinstance(item, Exception):
            raise item
        if isinstance(item, Ending):
            self.ending = item
            self._thread.join()
        else:
            self.point = item

    def stop(self) -> None:
        """Leave SciPy, wherever it is."""
        if self._thread.is_alive():
            self._answers.put(None)
            self._thread.join()

    def _work(self, start: np.ndarray) -> None:
        try:
            self._questions.put(self._minimise(start))
        except _Stopped:
            pass
        except Exception as error:
            self._questions.put(error)

    def _minimise(self, start: np.ndarray) -> Ending:
        found = scipy.optimize.minimize(
            self._function,
            start,
            jac=True,
            method="L-BFGS-B",
            options={
                "maxcor": MEMORY,
                "ftol": self._tolerance,
                "gtol": self._tolerance,
                "maxiter": _UNLIMITED,
                "maxfun": _UNLIMITED,
            },
        )
        if not found.success:
            return Ending(False, "the line search found no lower energy")
        if np.max(np.abs(found.jac)) <= self._tolerance:
            return Ending(True, f"the gradient fell below the tolerance {self._tolerance:g}")
        return Ending(True, f"a step changed the energy by less than {self._tolerance:g} of it")

    def _function(self, point: np.ndarray) -> tuple[float, np.ndarray]:
        self._questions.put(point.copy())
        answer = self._answers.get()
        if answer is None:
            raise _Stopped
        return answer
