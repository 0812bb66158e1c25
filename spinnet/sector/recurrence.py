r"""Lanczos by the three-term recurrence alone: two vectors, the fewest products, for huge sectors.

:math:`\beta_{j+1} v_{j+1} = H v_j - \alpha_j v_j - \beta_j v_{j-1}`; the eigenvalues of the
tridiagonal matrix of :math:`\alpha, \beta` approach the lowest energies, and the residual norm is
known from the last component of its eigenvector. The vectors lose their orthogonality once a state
has converged. That makes copies of it, which are merged here, and harms no energy (Paige, 1971).
Degenerate states are seen once. Eigenvectors come from running the same recurrence a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from spinnet.sector import vectors
from spinnet.sector.lanczos import BREAKDOWN, Operator
from spinnet.sector.level_search import LanczosSettings, Snapshot

_SPURIOUS = 1e-12  # first component of an eigenvector that rounding alone has made
_SECOND = 1_000_000  # serial numbers of the second pass
_STATES = 2_000_000  # serial numbers of the eigenvectors being summed, by product and state


class RecurrenceSearch:
    """A search for the lowest energies under way, one product at a time.

    Args:
        apply: The operator.
        dimension: Number of amplitudes.
        settings: The settings; ``max_vectors`` and ``complete`` are not asked.
        start: Start vector; None draws it.
        with_states: Whether a second pass sums up the eigenvectors.
    """

    def __init__(
        self,
        apply: Operator,
        dimension: int,
        settings: LanczosSettings,
        start: jax.Array | None = None,
        *,
        with_states: bool = False,
    ) -> None:
        """Begin with the start vector."""
        self._apply, self._dimension, self._settings = apply, dimension, settings
        self._with_states = with_states
        self._given = None if start is None else np.asarray(start)
        self._alphas: list[float] = []
        self._betas: list[float] = []
        self._states: list[jax.Array] = []
        self._step = 0  # products of the present pass
        self.is_done = False
        self._former, self._vector = self._first()

    def advance(self) -> None:
        """Apply the operator once."""
        if self._states:
            self._advance_second()
            return
        length = self._move(None)
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
        kept = {base + self._step: self._vector}
        if self._former is not None:
            kept[base + self._step - 1] = self._former
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
        self._vector, self._former = kept[base + self._step], kept.get(base + self._step - 1)

    def _first(self) -> tuple[jax.Array | None, jax.Array]:
        given = self._given
        start = (
            vectors.random_vector(self._settings.seed, 0, self._dimension)
            if given is None
            else jnp.array(given)
        )
        return None, vectors.scaled(start, 1 / vectors.norm(start))

    def _move(self, known: tuple[float, float] | None) -> float:
        """Replace the two vectors by the next two; return the new coupling.

        In the second pass the coefficients are known and are used again.
        """
        product = self._apply(self._vector)
        if self._former is not None:
            product = vectors.added(product, self._former, -self._betas[self._step - 1])
        self._former = None  # freed before more is taken
        if known is None:
            product, alpha, length = vectors.next_in_recurrence(product, self._vector)
            self._alphas.append(float(alpha))
            self._betas.append(float(length))
        else:
            product = vectors.added(product, self._vector, -known[0])
        beta = self._betas[self._step]
        self._step += 1
        if beta > BREAKDOWN * self._settings.scale:
            self._former, self._vector = self._vector, vectors.scaled(product, 1 / beta)
        return beta

    def _begin_second(self) -> None:
        if not self._with_states:
            self.is_done = True
            return
        self._former, self._vector = self._first()
        self._step = 0
        weights = self._pairs()[2]
        self._states = [
            vectors.added(jnp.zeros_like(self._vector), self._vector, float(weight))
            for weight in weights[0, : self._settings.n_states]
        ]

    def _advance_second(self) -> None:
        if self._step + 1 == len(self._alphas):
            self._states = [vectors.scaled(one, 1 / vectors.norm(one)) for one in self._states]
            self._step += 1
            self.is_done = True
            return
        self._move((self._alphas[self._step], self._betas[self._step]))
        weights = self._pairs()[2][self._step, : len(self._states)]
        self._states = [
            vectors.added(one, self._vector, float(weight))
            for one, weight in zip(self._states, weights, strict=True)
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
