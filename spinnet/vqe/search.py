"""The search loop: ask the optimiser, evaluate or replay, write down, tell.

The loop knows the evaluator, the optimiser and the run folder through their interfaces alone. It
keeps the budget, hands each batch to the callback and turns Ctrl-C into an ordinary ending.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from spinnet.backends.base import AbstractEvaluator
from spinnet.backends.preconditioner import AbstractMetricEvaluator
from spinnet.storage.errors import RunFolderError
from spinnet.vqe.history import Step
from spinnet.vqe.journal import JournalRecord, digest_of, parted
from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request
from spinnet.vqe.progress import ProgressBar
from spinnet.vqe.run_folder import RunFolder
from spinnet.vqe.settings import SearchSettings
from spinnet.vqe.tally import Tally

Callback = Callable[[Step], object]


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found.

    Args:
        tally: The best of each start and the whole history.
        ending: How it ended.
        seconds: How long it took, over all sessions.
        timings: Seconds of this session in the evaluator, and in its first evaluation.
    """

    tally: Tally
    ending: Ending
    seconds: float
    timings: dict[str, float]


class Search:
    """One search under way."""

    def __init__(
        self,
        evaluator: AbstractEvaluator,
        optimizer: AbstractOptimizer,
        settings: SearchSettings,
        *,
        exact_energy: float | None = None,
        folder: RunFolder | None = None,
        bar: ProgressBar | None = None,
        callback: Callback | None = None,
    ) -> None:
        """Put the parts together; `run` starts."""
        self._evaluator = evaluator
        self._optimizer = optimizer
        self._settings = settings
        self._folder = folder
        self._bar = bar or ProgressBar(settings.max_evaluations, shown=False)
        self._callback = callback
        self._tally = Tally(settings.starts, evaluator.circuit.n_params, exact_energy)
        self._began = time.perf_counter()
        self._is_live = False
        self._evaluation_seconds: list[float] = []

    def run(self) -> Found:
        """Search until the end, the budget, a stop or Ctrl-C.

        Raises:
            RunFolderError: If the journal does not belong to this search.
            ValueError: If the very first energies are not finite.
            KeyboardInterrupt: On Ctrl-C before anything was evaluated.
        """
        ending = None
        try:
            while ending is None:
                ending = self._one_round()
        except KeyboardInterrupt:
            if not self._tally.history:
                raise
            ending = Ending(False, "interrupted; what was found until then is kept")
        finally:
            self._optimizer.close()
        self._save_checkpoint(now=True)
        return Found(self._tally, ending, self._seconds(), self._timings())

    def _one_round(self) -> Ending | None:
        request = self._optimizer.ask()
        if request is None:
            return self._optimizer.ending(self._tally.best_start)
        spent = max(self._tally.evaluations[start] for start in request.starts)
        if spent >= self._settings.max_evaluations:
            return Ending(False, f"the budget of {spent} evaluations a start ended")
        record = self._replayed(request) or self._evaluated(request)
        if not _is_finite(record.answer):
            return self._not_finite()
        self._optimizer.tell(record.answer)
        return self._target_reached() or self._shown()

    def _replayed(self, request: Request) -> JournalRecord | None:
        """Return the answer of an earlier session; at their end, go live."""
        if self._is_live:
            return None
        record = self._folder.replay() if self._folder is not None else None
        if record is None:
            self._go_live()
            return None
        if record.digest != digest_of(request):
            raise RunFolderError(
                f"round {self._tally.rounds + 1} of the journal was made at other parameters than "
                "the optimiser asks for now; other versions of numpy, scipy, jax or optax may do "
                "that (config.json lists those of the run). The best parameters are in "
                "checkpoint.npz and can start a new run."
            )
        record = dataclasses.replace(record, answer=parted(record.answer, request))
        self._began = time.perf_counter() - record.seconds
        self._tally.add(request, record.answer, record.seconds)
        return record

    def _go_live(self) -> None:
        self._is_live = True
        self._bar.start(self._tally)
        if self._folder is not None:
            self._folder.start_history(self._tally.history)

    def _evaluated(self, request: Request) -> JournalRecord:
        began = time.perf_counter()
        answer = evaluate(self._evaluator, request, self._settings.starts)
        self._evaluation_seconds.append(time.perf_counter() - began)
        record = JournalRecord(digest_of(request), answer, self._seconds())
        fresh = self._tally.add(request, answer, record.seconds)
        if self._folder is not None:
            self._folder.add(record, fresh)
        return record

    def _shown(self) -> Ending | None:
        """Tell the people who watch; replayed rounds are not shown again."""
        if not self._is_live:
            return None
        self._save_checkpoint(now=False)
        self._bar.update(self._tally)
        if self._callback is not None and self._callback(self._tally.step()) is True:
            return Ending(False, "stopped by the callback")
        return None

    def _target_reached(self) -> Ending | None:
        target, error = self._settings.target_error, self._tally.best.relative_error
        if target is None or error is None or error > target:
            return None
        return Ending(True, f"the relative error fell below the target {target:g}")

    def _not_finite(self) -> Ending:
        last = self._tally.history[-1]
        if not np.isfinite(self._tally.best.energy):
            raise ValueError(
                "the energy must be finite; the circuit gave none at its first parameters. Check "
                "the couplings and the initial parameters."
            )
        return Ending(False, f"energy or gradient not finite at evaluation {last.evaluation}")

    def _save_checkpoint(self, *, now: bool) -> None:
        if self._folder is not None:
            self._folder.save_checkpoint(self._tally.points, self._tally.energies, now=now)

    def _seconds(self) -> float:
        return time.perf_counter() - self._began

    def _timings(self) -> dict[str, float]:
        spent = self._evaluation_seconds
        return {"evaluations": sum(spent), "first_evaluation": spent[0] if spent else 0.0}


def evaluate(evaluator: AbstractEvaluator, request: Request, n_starts: int) -> Answer:
    """Evaluate a request in one batch of one of few sizes, since a new size compiles anew.

    Args:
        evaluator: The evaluator.
        request: The points.
        n_starts: The usual number of points; it is quartered while they still fit.
    """
    n_points = len(request.points)
    size = n_starts
    while size // 4 >= n_points:
        size //= 4
    filling = np.repeat(request.points[-1:], max(size - n_points, 0), axis=0)
    batch = np.concatenate([request.points, filling])
    if not request.with_gradients:
        return Answer(evaluator.energies(batch)[:n_points], np.zeros((n_points, 0)))
    energies, gradients = (part[:n_points] for part in evaluator.energies_and_gradients(batch))
    wanted = request.preconditioners
    if not wanted and not request.with_metrics:
        return Answer(energies, gradients)
    if not isinstance(evaluator, AbstractMetricEvaluator):
        raise ValueError(
            "this optimizer needs a backend that knows the metric of its circuits, such as "
            f"'sector'; got {type(evaluator).__name__}. Choose it, or optimizer='lbfgs'."
        )
    points = request.points
    directions = evaluator.directions(points, energies, gradients, wanted) if wanted else None
    metrics = None
    if request.with_metrics:
        metrics = np.stack([evaluator.gate_metrics(point) for point in points])
    return Answer(energies, gradients, directions, metrics)


def _is_finite(answer: Answer) -> bool:
    parts = (answer.energies, answer.gradients, answer.directions)
    return all(bool(np.all(np.isfinite(part))) for part in parts if part is not None)
