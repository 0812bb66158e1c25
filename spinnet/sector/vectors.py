"""Arithmetic on a few very long vectors, in place wherever JAX allows it.

A vector is one array ``(dimension,)`` of doubles on the device; a basis is a tuple of them and
never one matrix, so that single vectors can be dropped, written to disk or overwritten. Nothing
here comes to the host but a handful of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

BLOCK = 4  # vectors that are removed from another one in a single sweep
_CHUNK = 1 << 20  # amplitudes combined at a time; fewer go through NumPy


@partial(jax.jit, static_argnames="dimension")
def random_vector(seed: jax.Array, run: jax.Array, dimension: int) -> jax.Array:
    """Return a vector of independent numbers, uniform between -1 and 1.

    Args:
        seed: Seed of the whole calculation, a scalar.
        run: Which of its vectors, a scalar.
        dimension: Number of amplitudes.
    """
    key = jax.random.fold_in(jax.random.key(seed), run)
    return jax.random.uniform(key, (dimension,), jnp.float64, -1.0, 1.0)


@partial(jax.jit, donate_argnums=0)
def scaled(vector: jax.Array, factor: jax.Array) -> jax.Array:
    """Return a vector times a number, in its place."""
    return vector * factor


@jax.jit
def norm(vector: jax.Array) -> jax.Array:
    """Return the Euclidean norm."""
    return jnp.sqrt(jnp.vdot(vector, vector))


def remove(vector: jax.Array, basis: Sequence[jax.Array]) -> tuple[jax.Array, np.ndarray]:
    """Return a vector made orthogonal to others, in its place, and its overlaps with them.

    Blocks of the basis follow each other as in the modified Gram-Schmidt process.

    Args:
        vector: The vector, which is overwritten.
        basis: Orthonormal vectors.

    Returns:
        What is left, and the overlaps ``(n_vectors,)``.
    """
    overlaps: list[jax.Array] = []
    whole = len(basis) - len(basis) % BLOCK
    for start in [*range(0, whole, BLOCK), *range(whole, len(basis))]:
        size = BLOCK if start < whole else 1
        vector, found = _removed(vector, tuple(basis[start : start + size]))
        overlaps.append(found)
    return vector, np.concatenate([np.zeros(0), *map(np.asarray, overlaps)])


@partial(jax.jit, donate_argnums=0)
def _removed(vector: jax.Array, block: tuple[jax.Array, ...]) -> tuple[jax.Array, jax.Array]:
    overlaps = jnp.stack([jnp.vdot(one, vector) for one in block])
    return vector - sum(overlaps[n] * one for n, one in enumerate(block)), overlaps


def combined(basis: Sequence[jax.Array], weights: np.ndarray) -> tuple[jax.Array, ...]:
    """Return combinations of vectors, in the place of the first of them.

    Args:
        basis: The vectors, all of which are given up.
        weights: ``(n_vectors, n_combinations)``, not more combinations than vectors.
    """
    if basis[0].shape[0] <= _CHUNK:  # not worth compiling for every number of vectors
        rows = weights.T @ np.stack([np.asarray(one) for one in basis])
        return tuple(jnp.asarray(row) for row in rows)
    return _combined(tuple(basis), jnp.asarray(weights))[: weights.shape[1]]


@partial(jax.jit, donate_argnums=0)
def _combined(basis: tuple[jax.Array, ...], weights: jax.Array) -> tuple[jax.Array, ...]:
    n_kept, dimension = weights.shape[1], basis[0].shape[0]
    chunk = min(_CHUNK, dimension)
    n_chunks, read_only = dimension // chunk, basis[n_kept:]

    def turn(kept, start, size):
        rows = [
            jax.lax.dynamic_slice_in_dim(one, start, size) for one in (*kept, *read_only)
        ]  # each (size,)
        mixed = weights.T @ jnp.stack(rows)
        return tuple(
            jax.lax.dynamic_update_slice_in_dim(one, row, start, 0)
            for one, row in zip(kept, mixed, strict=True)
        )

    kept = jax.lax.fori_loop(
        0, n_chunks, lambda n, kept: turn(kept, n * chunk, chunk), basis[:n_kept]
    )
    rest = dimension - n_chunks * chunk
    if rest:
        kept = turn(kept, n_chunks * chunk, rest)
    return (*kept, *read_only)


@partial(jax.jit, donate_argnums=0)
def added(total: jax.Array, vector: jax.Array, factor: jax.Array) -> jax.Array:
    """Return ``total + factor * vector``, in the place of the total."""
    return total + factor * vector
