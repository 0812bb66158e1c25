"""Adam from many starts, through optax."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import jax
import numpy as np
import optax

from spinnet.vqe.optimizer import AbstractOptimizer, Answer, Ending, Request

LEARNING_RATE = 0.02
QUIET_STEPS = 10  # Adam has ended when so many steps in a row hardly change the energy


@lru_cache(maxsize=16)
def _compiled_step(learning_rate: float) -> Callable:
    """Return the step from (points, gradients, states) to (points, states) of all starts."""
    rule = optax.adam(learning_rate)

    def step(point: jax.Array, gradient: jax.Array, state: optax.OptState) -> tuple:
        change, new_state = rule.update(gradient, state, point)
        return optax.apply_updates(point, change), new_state

    return jax.jit(jax.vmap(step))


class Adam(AbstractOptimizer):
    """Optax's Adam in double precision, one state per start, all updated together."""

    def __init__(self, points: np.ndarray, *, tolerance: float, learning_rate: float) -> None:
        """Prepare one state per row.

        Args:
            points: Array ``(n_starts, n_params)``.
            tolerance: A start ends when ten steps in a row each change its energy by less than
                this, relative to the larger of the energy and 1, or when no component of the
                gradient is larger.
            learning_rate: Size of a step, radians.
        """
        self._points = np.array(points, dtype=float)
        self._tolerance = tolerance
        self._energies = np.full(len(points), np.inf)
        self._quiet = np.zeros(len(points), dtype=int)
        self._endings: list[Ending | None] = [None] * len(points)
        self._step = _compiled_step(learning_rate)
        with jax.enable_x64(True):
            self._state = jax.vmap(optax.adam(learning_rate).init)(self._points)

    def ask(self) -> Request | None:
        """Return the present point of every start that is still going."""
        running = self._running()
        return Request(self._points[running], tuple(running)) if running else None

    def tell(self, answer: Answer) -> None:
        """Take one step from every start that is still going."""
        running = self._running()
        gradients = np.zeros_like(self._points)
        gradients[running] = answer.gradients
        self._note_quiet_steps(running, answer)
        with jax.enable_x64(True):
            moved, self._state = self._step(self._points, gradients, self._state)
        going = self._running()
        self._points[going] = np.asarray(moved)[going]

    def ending(self, start: int) -> Ending | None:
        """Return how a start ended; None while it still runs."""
        return self._endings[start]

    def _running(self) -> list[int]:
        return [n for n, ending in enumerate(self._endings) if ending is None]

    def _note_quiet_steps(self, running: list[int], answer: Answer) -> None:
        steepest = np.max(np.abs(answer.gradients), axis=1)
        for n, energy, slope in zip(running, answer.energies, steepest, strict=True):
            change = abs(energy - self._energies[n])
            is_quiet = change <= self._tolerance * max(1.0, abs(energy))
            self._quiet[n] = self._quiet[n] + 1 if is_quiet else 0
            self._energies[n] = energy
            if slope <= self._tolerance:
                text = f"the gradient fell below the tolerance {self._tolerance:g}"
                self._endings[n] = Ending(True, text)
            elif self._quiet[n] >= QUIET_STEPS:
                text = f"{QUIET_STEPS} steps changed the energy by less than {self._tolerance:g}"
                self._endings[n] = Ending(True, f"{text} of it")
