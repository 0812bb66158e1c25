"""The lowest eigenstates of a symmetric operator, with their true multiplicities.

A Lanczos run sees at most one state of a degenerate level (or an accidental number of them).
Here found states are moved to the top of the spectrum and the search is repeated from a new
random start until a run finds nothing more at the level asked for; so no state is missed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse.linalg

_DENSE_LIMIT = 1000  # states; up to here all eigenvalues are computed at once
_LARGEST_LEVEL = 500  # states
_LARGEST_BATCH = 16  # states sought in one run
_RELATIVE_RESIDUAL = 1e-11

Operator = Callable[[np.ndarray], np.ndarray]


def lowest_states(
    apply: Operator,
    dimension: int,
    *,
    n_states: int,
    upper_bound: float,
    tolerance: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest states of an operator, the last level complete.

    Args:
        apply: The operator, real symmetric, acting on an array of shape
            ``(dimension, n_columns)``.
        dimension: Number of basis states.
        n_states: How many states are wanted at least, counting multiplicity.
        upper_bound: A number no eigenvalue exceeds.
        tolerance: Eigenvalues this close are one level.
        rng: Source of the start vectors.

    Returns:
        Eigenvalues, ascending, shape ``(n,)``, and orthonormal eigenvectors as columns, shape
        ``(dimension, n)``. ``n`` is at least ``n_states``, more if the last level has more.

    Raises:
        ValueError: If a level has more than 500 states.
        RuntimeError: If Lanczos does not converge.
    """
    if dimension <= _DENSE_LIMIT:
        values, vectors = np.linalg.eigh(apply(np.eye(dimension)))
    else:
        values, vectors = _by_deflation(apply, dimension, n_states, upper_bound, tolerance, rng)
    n_kept = int(np.sum(values <= values[n_states - 1] + tolerance))
    return values[:n_kept], vectors[:, :n_kept]


def _by_deflation(
    apply: Operator,
    dimension: int,
    n_states: int,
    upper_bound: float,
    tolerance: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    values, vectors = np.zeros(0), np.zeros((dimension, 0))
    batch = n_states
    while len(values) < dimension:
        deflated = _deflate(apply, values, vectors, upper_bound)
        new_values, new_vectors = _lanczos(deflated, dimension, batch, rng)
        if len(values) >= n_states and new_values[0] > values[n_states - 1] + tolerance:
            break
        new_vectors = np.linalg.qr(new_vectors - vectors @ (vectors.T @ new_vectors))[0]
        batch = 1 if len(values) == 0 else min(2 * batch, _LARGEST_BATCH)
        values, vectors = np.append(values, new_values), np.hstack([vectors, new_vectors])
        batch = min(batch, dimension - len(values))
        order = np.argsort(values)
        values, vectors = values[order], vectors[:, order]
        if len(values) >= n_states + _LARGEST_LEVEL:
            raise ValueError(
                f"a level must have at most {_LARGEST_LEVEL} states to be counted; the one at "
                f"{values[n_states - 1]:.6g} (in units of the largest coupling) has more."
            )
    return values, vectors


def _deflate(
    apply: Operator, values: np.ndarray, vectors: np.ndarray, upper_bound: float
) -> Operator:
    """Return the operator with the known states moved to ``upper_bound``."""

    def deflated(states: np.ndarray) -> np.ndarray:
        """Apply the operator, then what lifts the known states."""
        overlaps = vectors.T @ states
        return apply(states) + vectors @ ((upper_bound - values)[:, None] * overlaps)

    return deflated


def _lanczos(
    apply: Operator, dimension: int, n_states: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    operator = scipy.sparse.linalg.LinearOperator(
        (dimension, dimension),
        matvec=lambda state: apply(state.reshape(-1, 1))[:, 0],
        dtype=np.float64,
    )
    try:
        values, vectors = scipy.sparse.linalg.eigsh(
            operator,
            n_states,
            which="SA",
            v0=rng.normal(size=dimension),
            ncv=min(dimension, max(32, 3 * n_states)),
            tol=_RELATIVE_RESIDUAL,
        )
    except scipy.sparse.linalg.ArpackError as error:
        raise RuntimeError(f"Lanczos did not converge on {dimension} states: {error}") from None
    order = np.argsort(values)
    return values[order], vectors[:, order]
