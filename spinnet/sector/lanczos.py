r"""Lanczos with thick restarts: the lowest eigenpairs of a symmetric operator, in bounded memory.

The vectors kept are orthonormal and obey :math:`H V = V T + v b^T`, where T is the small projected
matrix, v the newest vector and b its couplings to the others. Full memory is answered by keeping
the lowest Ritz vectors alone, for which T is diagonal and b the last row of their coefficients.
Every new vector is made orthogonal to all the others, twice. Nothing here knows spins.

Source: Wu and Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import jax
import numpy as np

from spinnet.sector import vectors

Operator = Callable[[jax.Array], jax.Array]
BREAKDOWN = 1e-12
"""A new vector this small, relative to the operator, says that the space is exhausted."""
EXHAUSTED = 1e-10
"""The same for a start vector of norm one, after the locked vectors were removed."""


@dataclass(frozen=True, eq=False)
class Ritz:
    """The approximate eigenvalues that a Krylov space holds.

    Args:
        values: Ascending, ``(n,)``.
        residuals: Norms of H x - value x, ``(n,)``.
        weights: The vectors as combinations of the kept ones, ``(n, n)``, one a column.
    """

    values: np.ndarray
    residuals: np.ndarray
    weights: np.ndarray


class ThickRestart:
    """One Krylov space under way.

    Args:
        apply: The operator; its argument must stay usable.
        start: A vector, not zero, which is given up.
        locked: Orthonormal eigenvectors to stay orthogonal to.
        max_vectors: Vectors kept at most, the newest among them, the locked ones apart.
        n_wanted: Number of eigenpairs wanted.
        scale: Size of the operator, to tell rounding from information.
        serials: Where every new vector takes its number, by which a checkpoint knows it.
    """

    def __init__(
        self,
        apply: Operator,
        start: jax.Array | None,
        *,
        locked: Sequence[jax.Array] = (),
        max_vectors: int,
        n_wanted: int,
        scale: float,
        serials: Iterator[int],
    ) -> None:
        """Begin with the start vector; None waits for `restore`."""
        self._apply, self._scale, self._serials = apply, scale, serials
        self._locked = tuple(locked)
        self._max_vectors, self._n_wanted = max_vectors, n_wanted
        self.basis: list[jax.Array] = []
        self.names: list[int] = []  # the serial number of each
        self.projected = np.zeros((0, 0))
        self.border = np.zeros(0)
        if start is not None:
            unit = vectors.scaled(start, 1 / vectors.norm(start))
            self._append(self._orthogonal(unit)[0], least=EXHAUSTED)

    @property
    def is_exhausted(self) -> bool:
        """Whether the space is invariant, so that its Ritz pairs are exact."""
        return len(self.basis) == len(self.projected)

    def restore(
        self,
        basis: Sequence[jax.Array],
        names: Sequence[int],
        projected: np.ndarray,
        border: np.ndarray,
    ) -> None:
        """Go back to an earlier moment, described by the attributes of these names."""
        self.basis, self.names = list(basis), list(names)
        self.projected, self.border = projected, border

    def step(self) -> None:
        """Apply the operator once, to the newest vector."""
        if len(self.basis) >= self._max_vectors:
            self._restart()
        product, overlaps = self._orthogonal(self._apply(self.basis[-1]))
        size = len(self.basis)
        grown = np.zeros((size, size))
        grown[:-1, :-1], grown[:-1, -1], grown[-1, :-1] = self.projected, self.border, self.border
        grown[-1, -1] = overlaps[-1]
        self.projected = grown
        self.border = np.zeros(size)
        self.border[-1] = self._append(product, least=BREAKDOWN * self._scale)

    def ritz(self) -> Ritz:
        """Return the Ritz pairs."""
        values, weights = np.linalg.eigh(self.projected)
        return Ritz(values, np.abs(self.border @ weights), weights)

    def take(self, n_taken: int) -> tuple[jax.Array, ...]:
        """Return the lowest Ritz vectors; the space is given up."""
        basis, self.basis = self.basis[: len(self.projected)], []
        return vectors.combined(basis, self.ritz().weights[:, :n_taken])

    def _orthogonal(self, vector: jax.Array) -> tuple[jax.Array, np.ndarray]:
        """Make a vector orthogonal to all others; return the overlaps with the kept ones."""
        total = np.zeros(len(self.basis))
        for _ in range(2):
            vector, _ = vectors.remove(vector, self._locked)
            vector, overlaps = vectors.remove(vector, self.basis)
            total += overlaps
        return vector, total

    def _append(self, vector: jax.Array, *, least: float) -> float:
        """Add a vector normalised, unless nothing of it is left; return its norm."""
        length = float(vectors.norm(vector))
        if length <= least:
            return 0.0
        self.basis.append(vectors.scaled(vector, 1 / length))
        self.names.append(next(self._serials))
        return length

    def _restart(self) -> None:
        """Keep the lowest Ritz vectors and the newest vector alone."""
        size = len(self.projected)
        n_kept = min(max((size + self._n_wanted) // 2, self._n_wanted), size - 2)
        ritz, newest = self.ritz(), self.basis.pop()
        basis, self.basis = self.basis, []  # given up, so that nothing else holds them
        self.basis = [*vectors.combined(basis, ritz.weights[:, :n_kept]), newest]
        self.names = [*itertools.islice(self._serials, n_kept), self.names[-1]]
        self.projected = np.diag(ritz.values[:n_kept])
        self.border = self.border @ ritz.weights[:, :n_kept]
