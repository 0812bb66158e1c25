r"""Lanczos by the three-term recurrence alone: two vectors, the fewest products, for huge sectors.

:math:`\beta_{j+1} v_{j+1} = H v_j - \alpha_j v_j - \beta_j v_{j-1}`; the eigenvalues of the
tridiagonal matrix of :math:`\alpha, \beta` approach the lowest energies, and the residual norm is
known from the last component of its eigenvector. The vectors lose their orthogonality once a state
has converged. That makes copies of it, which are merged here, and harms no energy (Paige, 1971).
Degenerate states are seen once. Eigenvectors come from running the same recurrence a second time.

The vectors travel with the walk of ``walk.py``: after every product they are in the line order at
its other end, so that nothing is ever moved back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from spinnet.sector import vectors
from spinnet.sector.lanczos import BREAKDOWN
from spinnet.sector.level_search import LanczosSettings, Snapshot
from spinnet.sector.walk import AbstractWalk

_SPURIOUS = 1e-12  # first component of an eigenvector that rounding alone has made
_SECOND = 1_000_000  # serial numbers of the second pass
_STATES = 2_000_000  # serial numbers of the eigenvectors being summed, by product and state


class RecurrenceSearch:
    """A search for the lowest energies under way, one product at a time.

    Args:
        steps: The model, on a walk that ends in another line order.
        dimension: Number of amplitudes.
        settings: The settings; ``max_vectors`` and ``complete`` are not asked.
        start: Start vector; None draws it.
        with_states: Whether a second pass sums up the eigenvectors.
    """

    def __init__(
        self,
        steps: AbstractWalk,
        dimension: int,
        settings: LanczosSettings,
        start: jax.Array | None = None,
        *,
        with_states: bool = False,
    ) -> None:
        """Begin with the start vector."""
        self._walk, self._dimension, self._settings = steps, dimension, settings
        self._with_states = with_states
        self._given = None if start is None else np.asarray(start)
        self._alphas: list[float] = []
        self._betas: list[float] = []
        self._states: list[jax.Array] = []
        self._step = 0  # products of the present pass
        self.is_done = False
        self._vectors = self._first()

    def advance(self) -> None:
        """Apply the operator once."""
        if self._states:
            self._advance_second()
            return
        length = self._move()
        energies, residuals, _ = self._pairs()
        wanted = self._settings.n_states
        converged = len(energies) >= wanted and np.all(
            residuals[:wanted] <= self._settings.tolerance
        )
        if converged or length <= BREAKDOWN * self._settings.scale:
            self._begin_second()

    def estimate(self) -> tuple[np.ndarray, np.ndarray]:
        """Return energies and residual norms of the lowest states, at most those wanted."""
        energies, residuals, _ = self._pairs()
        return energies[: self._settings.n_states], residuals[: self._settings.n_states]

    def levels(self) -> tuple[tuple[float, ...], tuple[jax.Array, ...]]:
        """Return the energies, and the eigenvectors if they were asked for."""
        energies, _ = self.estimate()
        return tuple(energies.tolist()), tuple(self._states)

    def snapshot(self) -> Snapshot:
        """Return what `restore` needs."""
        numbers = {
            "step": self._step,
            "is_done": self.is_done,
            "alphas": self._alphas,
            "betas": self._betas,
            "n_states": len(self._states),
        }
        base = _SECOND if self._states else 0
        # Numbers differ for the two line orders that a vector is seen in.
        names = base + 2 * self._step, base + 2 * self._step + 1
        kept = dict(zip(names, self._vectors, strict=True))
        first = _STATES + self._step * len(self._states)
        return Snapshot(numbers, kept | dict(enumerate(self._states, first)))

    def restore(self, numbers: Mapping[str, Any], kept: Mapping[int, jax.Array]) -> None:
        """Go back to a snapshot."""
        self._step, self.is_done = numbers["step"], numbers["is_done"]
        self._alphas, self._betas = list(numbers["alphas"]), list(numbers["betas"])
        n_states = numbers["n_states"]
        base = _SECOND if n_states else 0
        first = _STATES + self._step * n_states
        self._states = [kept[first + n] for n in range(n_states)]
        names = base + 2 * self._step, base + 2 * self._step + 1
        self._vectors = kept[names[0]], kept[names[1]]

    def _first(self) -> tuple[jax.Array, jax.Array]:
        """Return the start vector and nothing before it."""
        start = (
            vectors.random_vector(self._settings.seed, 0, self._dimension)
            if self._given is None
            else jnp.array(self._given)
        )
        start = vectors.scaled(start, 1 / vectors.norm(start))
        return start, jnp.zeros_like(start)

    def _move(self) -> float:
        """Replace the two vectors by the next two; return the new coupling.

        In the second pass the coefficients are known and are used again.
        """
        former = self._betas[self._step - 1] if self._step else 0.0
        is_known = bool(self._states)
        known = (self._alphas[self._step], self._betas[self._step]) if is_known else (0.0, 0.0)
        (state, before), self._vectors = self._vectors, (jnp.zeros(0), jnp.zeros(0))  # given up
        *found, alpha, length = _next(
            self._walk, state, before, former, known, is_known=is_known, backwards=self._is_away
        )
        self._vectors = found[0], found[1]
        if not is_known:
            self._alphas.append(float(alpha))
            self._betas.append(float(length))
        self._step += 1
        return self._betas[self._step - 1]

    @property
    def _is_away(self) -> bool:
        """Whether the vectors are in the last line order of the walk, not in the first."""
        return self._step % 2 == 1

    def _begin_second(self) -> None:
        if not self._with_states:
            self.is_done = True
            return
        self._vectors, self._step = self._first(), 0
        weights = self._pairs()[2][0, : self._settings.n_states]
        start = self._vectors[0]
        self._states = [
            vectors.added(jnp.zeros_like(start), start, float(weight)) for weight in weights
        ]

    def _advance_second(self) -> None:
        """Go on to the next vectors; add those that come home to the first line order."""
        self._move()
        weights = self._pairs()[2]
        if not self._is_away:
            self._add(self._vectors[1], weights[self._step - 1])
            if self._step < len(weights):
                self._add(self._vectors[0], weights[self._step])
        if self._step >= len(weights) - 1 and not self._is_away:
            self._states = [vectors.scaled(one, 1 / vectors.norm(one)) for one in self._states]
            self.is_done = True

    def _add(self, vector: jax.Array, weights: np.ndarray) -> None:
        self._states = [
            vectors.added(one, vector, float(weight))
            for one, weight in zip(self._states, weights, strict=False)
        ]

    def _pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return energies, residual norms and weights of distinct states, copies merged."""
        size = len(self._alphas)
        if size == 0:
            return np.zeros(0), np.zeros(0), np.zeros((0, 0))
        count = min(size, 2 * self._settings.n_states + 6)
        values, weights = scipy.linalg.eigh_tridiagonal(
            np.array(self._alphas),
            np.array(self._betas[: size - 1]),
            select="i",
            select_range=(0, count - 1),
        )
        kept: list[int] = []
        for number, value in enumerate(values):
            if abs(weights[0, number]) <= _SPURIOUS:
                continue
            if kept and value - values[kept[-1]] <= self._settings.level_width:
                continue  # a copy
            kept.append(number)
        residuals = self._betas[-1] * np.abs(weights[-1, kept])
        return values[kept], residuals, weights[:, kept]


@partial(jax.jit, static_argnames=("is_known", "backwards"), donate_argnums=(1, 2))
def _next(
    steps: AbstractWalk,
    state: jax.Array,
    before: jax.Array,
    beta: jax.Array,
    known: tuple[jax.Array, jax.Array],
    *,
    is_known: bool,
    backwards: bool,
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Return the next vector and the present one at the other end of the walk, alpha and beta."""
    state, fresh = steps.walked(state, -beta * before, backwards=backwards)
    alpha = known[0] if is_known else jnp.vdot(state, fresh)
    fresh = fresh - alpha * state
    length = known[1] if is_known else jnp.sqrt(jnp.vdot(fresh, fresh))
    scale = jnp.where(length > 0, 1 / length, 0.0)
    return fresh * scale, state, alpha, length


def walked_energies(
    steps: AbstractWalk, states: Sequence[jax.Array]
) -> tuple[np.ndarray, np.ndarray]:
    """Return energies and residual norms of normalised states, by one product each.

    Args:
        steps: The walk.
        states: States ``(dimension,)`` in its first line order.
    """
    pairs = [_energy_and_residual(steps, state) for state in states]
    energies, residuals = np.array([[float(one) for one in pair] for pair in pairs]).T
    return energies, residuals


@jax.jit
def _energy_and_residual(steps: AbstractWalk, state: jax.Array) -> tuple[jax.Array, jax.Array]:
    turned, pushed = steps.walked(state, jnp.zeros_like(state), backwards=False)
    energy = jnp.vdot(turned, pushed)
    rest = pushed - energy * turned
    return energy, jnp.sqrt(jnp.vdot(rest, rest))
