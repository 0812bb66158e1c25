"""What a layout is: the way in which a window operation finds the amplitudes that it mixes."""

from __future__ import annotations

import abc

import jax
import jax.numpy as jnp


class AbstractLayout(abc.ABC):
    """All windows of one width in a sector; a pytree of constants.

    A state is an array ``(dimension, n_columns, *batch)``: the columns of a batch member share its
    matrices, so that a state and its adjoint travel together. Matrices of classes are those of
    ``window.py``.
    """

    @abc.abstractmethod
    def apply(self, state: jax.Array, matrices: jax.Array, window: jax.Array) -> jax.Array:
        """Return a window operation applied to a state.

        Args:
            state: ``(dimension, n_columns, *batch)``.
            matrices: ``(n_classes, M, M, *batch)``.
            window: First position of the window, a scalar index.
        """

    @abc.abstractmethod
    def overlaps(
        self, left: jax.Array, right: jax.Array, table: jax.Array, window: jax.Array
    ) -> jax.Array:
        """Return how much each entry of an operation takes from one state to another.

        ``sum over paths of conj(left[a]) * table[e, a, b] * right[b]``.

        Args:
            left: A state ``(dimension, *batch)``.
            right: Another state of the same shape.
            table: What each entry does in every class, ``(n_entries, n_classes, M, M)``, real.
            window: First position of the window.

        Returns:
            ``(n_entries, *batch)``.
        """

    def undo(
        self,
        columns: jax.Array,
        matrices: jax.Array,
        table: jax.Array,
        window: jax.Array,
        is_gate: jax.Array,
    ) -> tuple[jax.Array, jax.Array]:
        """Return state and adjoint before an operation, and what its entries receive.

        Args:
            columns: State and adjoint after it, ``(dimension, 2, *batch)``.
            matrices: The inverse operation ``(n_classes, M, M, *batch)``.
            table: What each entry does in every class, as in `overlaps`.
            window: First position of the window.
            is_gate: Whether the entries are wanted; zeros are returned otherwise.

        Returns:
            Both columns before the operation, and ``(n_entries, *batch)``.
        """
        before = self.apply(columns, matrices, window)

        def taken() -> jax.Array:
            """Return the overlaps."""
            return self.overlaps(columns[:, 1], before[:, 0], table, window)

        nothing = jnp.zeros((table.shape[0], *columns.shape[2:]), columns.dtype)
        return before, jax.lax.cond(is_gate, taken, lambda: nothing)
