"""The one interface between the search loop and every optimiser: ask for points, tell energies.

An optimiser drives all starts together. It never evaluates anything, so the loop alone decides
how points are batched, recorded and replayed. It must be deterministic: the same answers lead to
the same questions, which is what resuming a run rests on.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass

import numpy as np

from spinnet.backends.preconditioner import Preconditioner


@dataclass(frozen=True, eq=False)
class Request:
    """Points where an optimiser wants the energy.

    Args:
        points: Array ``(n_points, n_params)``.
        starts: The start that each point belongs to; one start may ask for several points.
        with_gradients: Whether gradients are wanted as well.
        preconditioners: One for each point if directions are wanted as well.
        with_metrics: Whether the metric of each gate is wanted as well.
    """

    points: np.ndarray
    starts: tuple[int, ...]
    with_gradients: bool = True
    preconditioners: tuple[Preconditioner, ...] = ()
    with_metrics: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """What the evaluator found at the points of a request.

    Args:
        energies: Array ``(n_points,)``.
        gradients: Array ``(n_points, n_params)``, or ``(n_points, 0)`` if none were asked for.
        directions: Array ``(n_points, n_params)``, or None if none were asked for.
        metrics: The metrics of all gates, flat and one after the other, ``(n_points, n_numbers)``;
            or None if none were asked for.
    """

    energies: np.ndarray
    gradients: np.ndarray
    directions: np.ndarray | None = None
    metrics: np.ndarray | None = None


@dataclass(frozen=True)
class Ending:
    """How a search ended.

    Args:
        converged: Whether a tolerance or the target was reached.
        message: The reason in words.
    """

    converged: bool
    message: str


class AbstractOptimizer(abc.ABC):
    """A search from many starts at once, one question at a time.

    The loop calls `ask`, evaluates, calls `tell`, and so on until `ask` returns None; then, or
    earlier if the budget ends, `close`.
    """

    @abc.abstractmethod
    def ask(self) -> Request | None:
        """Return the next points; None once every start has ended."""

    @abc.abstractmethod
    def tell(self, answer: Answer) -> None:
        """Take the answer to the last request."""

    @abc.abstractmethod
    def ending(self, start: int) -> Ending | None:
        """Return how a start ended; None while it still runs."""

    def close(self) -> None:  # noqa: B027 - most optimisers hold nothing
        """Let go of whatever the optimiser holds."""


class SinglePoint(AbstractOptimizer):
    """The search over no parameters at all: one evaluation of each start."""

    def __init__(self, points: np.ndarray) -> None:
        """Take the points ``(n_starts, 0)``."""
        self._points = points
        self._told = False

    def ask(self) -> Request | None:
        """Return all points once."""
        return None if self._told else Request(self._points, tuple(range(len(self._points))))

    def tell(self, answer: Answer) -> None:
        """End."""
        self._told = True

    def ending(self, start: int) -> Ending | None:
        """Return that nothing can be improved."""
        return Ending(True, "the circuit has no parameters") if self._told else None
