r"""L-BFGS that knows the metric of every gate, from many starts.

L-BFGS builds its picture of the energy's second derivative from differences of gradients and needs
some hundred steps for it. Here it begins with one: the blocks on the diagonal of the metric that
belong to the angles of one gate each, which cost about one more gradient,

.. math:: H_0^{-1} = \gamma \, (G_{gates} + s\,1), \qquad
          \gamma^{-1} = \frac{\delta x \cdot \delta g}
          {\delta g \cdot (G_{gates} + s)^{-1} \delta g},

with the last step and the difference of its gradients. The blocks are taken anew every `REFRESH`
rounds; the pairs of steps and differences stay.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request

DAMPING = 1e-3
MEMORY = 300  # pairs kept: long memories save evaluations here, and evaluations cost more
REFRESH = 25
FIRST_CHANGE = 0.1  # largest change of an angle in a step without pairs, radians
_ENOUGH = 1e-4  # of the decrease that the slope promises
_MOST_TRIES = 20

Groups = tuple[tuple[int, ...], ...]
"""The angles of each gate, or of several that share them."""


class MetricLBFGS(AbstractOptimizer):
    """L-BFGS preconditioned by the metrics of the gates, from every row of a batch of points."""

    def __init__(
        self,
        points: np.ndarray,
        groups: Groups,
        *,
        tolerance: float,
        damping: float = DAMPING,
    ) -> None:
        """Prepare one search per row.

        Args:
            points: Array ``(n_starts, n_params)``.
            groups: Which angles belong together; the metrics in answers follow them.
            tolerance: A search ends when a step lowers the energy by less than this, relative to
                the larger of the energy and 1, or no component of the gradient is larger.
            damping: What is added to the diagonal of the metrics.
        """
        self._runs = [_Run(point, _Blocks(groups, damping), tolerance) for point in points]
        self._round = 0

    def ask(self) -> Request | None:
        """Return the point that each search tries next."""
        running = self._running()
        if not running:
            return None
        points = np.stack([self._runs[n].trial for n in running])
        return Request(points, tuple(running), with_metrics=self._round % REFRESH == 0)

    def tell(self, answer: Answer) -> None:
        """Take or refuse the step of each search."""
        self._round += 1
        for row, number in enumerate(self._running()):
            run = self._runs[number]
            if answer.metrics is not None:
                run.blocks.set(answer.metrics[row])
            run.tell(float(answer.energies[row]), np.array(answer.gradients[row]))

    def ending(self, start: int) -> Ending | None:
        """Return how a search ended; None while it still runs."""
        return self._runs[start].ending

    def _running(self) -> list[int]:
        return [n for n, run in enumerate(self._runs) if run.ending is None]


class _Blocks:
    """The inverse of the damped metrics of all gates."""

    def __init__(self, groups: Groups, damping: float) -> None:
        self._damping = damping
        sizes = sorted({len(group) for group in groups})
        self._groups = [np.array([one for one in groups if len(one) == size]) for size in sizes]
        starts = np.cumsum([0, *(len(one) ** 2 for one in groups)])
        self._places = [
            np.array([starts[n] for n, one in enumerate(groups) if len(one) == size])[:, None]
            + np.arange(size**2)
            for size in sizes
        ]
        self._inverses: list[np.ndarray] = []

    def set(self, metrics: np.ndarray) -> None:
        """Take the metrics of all gates, flat and one after the other."""
        self._inverses = []
        for places in self._places:
            size = round(places.shape[1] ** 0.5)
            blocks = metrics[places].reshape(-1, size, size)
            self._inverses.append(np.linalg.inv(blocks + self._damping * np.eye(size)))

    def solve(self, vector: np.ndarray) -> np.ndarray:
        """Return what the inverse makes of a vector ``(n_params,)``."""
        found = np.zeros_like(vector)
        for indices, inverse in zip(self._groups, self._inverses, strict=True):
            np.add.at(found, indices, np.einsum("gij,gj->gi", inverse, vector[indices]))
        return found


class _Run:
    """The search from one start."""

    def __init__(self, point: np.ndarray, blocks: _Blocks, tolerance: float) -> None:
        self.blocks = blocks
        self.trial = np.array(point, dtype=float)
        self.ending: Ending | None = None
        self._tolerance = tolerance
        self._energy = np.inf
        self._point, self._gradient = self.trial, np.zeros_like(self.trial)
        self._along, self._slope = np.zeros_like(self.trial), 0.0
        self._length, self._tries = 0.0, 0
        self._pairs: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=MEMORY)

    def tell(self, energy: float, gradient: np.ndarray) -> None:
        """Take the trial point if its energy is low enough, else try a shorter step."""
        if energy <= self._energy + _ENOUGH * self._length * self._slope:
            self._take(energy, gradient)
        else:
            self._shorten(energy)

    def _take(self, energy: float, gradient: np.ndarray) -> None:
        self._remember(self.trial - self._point, gradient - self._gradient)
        gained = self._energy - energy
        self._point, self._energy, self._gradient = self.trial, energy, gradient
        if np.max(np.abs(gradient)) <= self._tolerance:
            text = f"the gradient fell below the tolerance {self._tolerance:g}"
            self.ending = Ending(True, text)
        elif gained <= self._tolerance * max(1.0, abs(energy)):
            text = f"a step changed the energy by less than {self._tolerance:g} of it"
            self.ending = Ending(True, text)
        else:
            self._set_out()

    def _remember(self, step: np.ndarray, change: np.ndarray) -> None:
        curvature = float(step @ change)
        if curvature > 1e-12 * float(np.linalg.norm(step) * np.linalg.norm(change)):
            self._pairs.append((step, change, curvature))

    def _set_out(self) -> None:
        """Choose the next direction and try it."""
        self._along = self._direction()
        self._slope = float(self._gradient @ self._along)
        if self._slope >= 0:
            self._pairs.clear()
            self._along = -self.blocks.solve(self._gradient)
            self._slope = float(self._gradient @ self._along)
        self._length = 1.0
        if not self._pairs:
            self._length = min(1.0, FIRST_CHANGE / float(np.max(np.abs(self._along))))
        self._tries = 0
        self.trial = self._point + self._length * self._along

    def _direction(self) -> np.ndarray:
        """Return the two-loop recursion's direction."""
        found, weights = self._gradient.copy(), []
        for step, change, curvature in reversed(self._pairs):
            weights.append(float(step @ found) / curvature)
            found -= weights[-1] * change
        found = self.blocks.solve(found)
        if self._pairs:
            _, change, curvature = self._pairs[-1]
            found *= curvature / float(change @ self.blocks.solve(change))
        for (step, change, curvature), weight in zip(self._pairs, reversed(weights), strict=True):
            found += (weight - float(change @ found) / curvature) * step
        return -found

    def _shorten(self, energy: float) -> None:
        self._tries += 1
        if self._tries > _MOST_TRIES and not self._pairs:
            self.ending = Ending(False, "no lower energy was found along the gradient")
        elif self._tries > _MOST_TRIES:
            self._pairs.clear()
            self._set_out()
        else:
            # The lowest point of the parabola through what is known, within bounds.
            full = self._length
            bend = 2 * (energy - self._energy - full * self._slope)
            lowest = -self._slope * full**2 / bend
            self._length = min(max(lowest, full / 10), full / 2)
            self.trial = self._point + self._length * self._along
