"""Running a program: a scan over window operations, and its adjoint by running them backwards.

The compile time does not depend on the number of operations and the memory of the gradient is a
fixed number of states: the adjoint undoes each operation instead of storing its input.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp

from spinnet.sector import kernel
from spinnet.sector.layout import Layout


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Kind:
    """Operations of one width and one number of entries, and their constant tables.

    Args:
        layout: Index arrays of the width.
        tables: For each group ``(n_types, n_entries, n_classes, M, M)``, real.
    """

    layout: Layout
    tables: tuple[jax.Array, ...]

    @property
    def n_entries(self) -> int:
        """Number of block entries an operation of this kind reads."""
        return self.tables[0].shape[1]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Schedule:
    """Window operations in time order, without their entries.

    Args:
        kinds: The kinds of operation that occur.
        kind: ``(n_operations,)``: which kind.
        kind_type: ``(n_operations,)``: which of the kind's tables.
        window: ``(n_operations,)``: first position of the window.
    """

    kinds: tuple[Kind, ...]
    kind: jax.Array
    kind_type: jax.Array
    window: jax.Array


@jax.custom_vjp
def evolve(state: jax.Array, entries: jax.Array, schedule: Schedule) -> jax.Array:
    """Return the state after all operations of a schedule.

    Differentiable in the entries and the state if every operation is unitary.

    Args:
        state: ``(dimension, *batch)``.
        entries: ``(n_operations, n_entries, *batch)``, padded to the largest kind.
        schedule: The operations.
    """

    def step(current, operation):
        kind, kind_type, window, values = operation
        branches = [partial(_forward, kind=one) for one in schedule.kinds]
        return jax.lax.switch(kind, branches, current, kind_type, window, values), None

    operations = (schedule.kind, schedule.kind_type, schedule.window, entries)
    return jax.lax.scan(step, state, operations)[0]


def _forward(state, kind_type, window, values, *, kind: Kind):
    matrices = kernel.class_matrices(values[: kind.n_entries], kind.tables, kind_type)
    return kernel.apply(state, matrices, kind.layout, window)


def _evolve_forward(state, entries, schedule):
    final = evolve(state, entries, schedule)
    return final, (final, entries, schedule)


def _evolve_backward(saved, cotangent):
    final, entries, schedule = saved

    def step(carried, operation):
        kind, kind_type, window, values = operation
        branches = [partial(_backward, kind=one) for one in schedule.kinds]
        return jax.lax.switch(kind, branches, carried, kind_type, window, values)

    operations = (schedule.kind, schedule.kind_type, schedule.window, entries)
    (_, before), received = jax.lax.scan(step, (final, cotangent), operations, reverse=True)
    return before, received, None


def _backward(carried, kind_type, window, values, *, kind: Kind):
    """Undo one operation on the state, pull the cotangent back, collect the entries' cotangent."""
    after, cotangent = carried
    matrices = kernel.class_matrices(values[: kind.n_entries], kind.tables, kind_type)
    turned = kernel.transposed(matrices)
    before = kernel.apply(after, [jnp.conj(matrix) for matrix in turned], kind.layout, window)
    entries = kernel.received(
        before, cotangent, kind.tables, kind_type, kind.layout, window
    )
    padding = jnp.zeros((values.shape[0] - entries.shape[0], *entries.shape[1:]), entries.dtype)
    pulled = kernel.apply(cotangent, turned, kind.layout, window)
    return (before, pulled), jnp.concatenate([entries, padding])


evolve.defvjp(_evolve_forward, _evolve_backward)
