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
from spinnet.sector.abstract_layout import AbstractLayout


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Kind:
    """Operations of one width, and their constant tables.

    Args:
        layout: Tables of the width's windows.
        tables: The constants ``(n_types, n_entries, n_classes, M, M)``, real.
    """

    layout: AbstractLayout
    tables: jax.Array

    @property
    def n_entries(self) -> int:
        """Number of block entries an operation of this kind reads."""
        return self.tables.shape[1]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Schedule:
    """Window operations in time order, without their entries.

    Args:
        kinds: The kinds of operation that occur.
        kind: ``(n_operations,)``: which kind.
        kind_type: ``(n_operations,)``: which of the kind's tables.
        window: ``(n_operations,)``: first position of the window.
        is_gate: ``(n_operations,)``: whether it has entries to differentiate.
    """

    kinds: tuple[Kind, ...]
    kind: jax.Array
    kind_type: jax.Array
    window: jax.Array
    is_gate: jax.Array


@jax.custom_vjp
def evolve(state: jax.Array, entries: jax.Array, schedule: Schedule) -> jax.Array:
    """Return the state after all operations of a schedule.

    Differentiable in the state and in the entries of gates, if every operation is unitary.

    Args:
        state: ``(dimension, *batch)``.
        entries: ``(n_operations, n_entries, *batch)``, padded to the largest kind.
        schedule: The operations.
    """
    if not schedule.kinds:
        return state

    def step(current, operation):
        kind, kind_type, window, values = operation
        branches = [partial(_forward, kind=one) for one in schedule.kinds]
        return jax.lax.switch(kind, branches, current, kind_type, window, values), None

    operations = (schedule.kind, schedule.kind_type, schedule.window, entries)
    return jax.lax.scan(step, state[:, None], operations)[0][:, 0]


def _forward(state, kind_type, window, values, *, kind: Kind):
    matrices = kernel.class_matrices(values[: kind.n_entries], kind.tables, kind_type)
    return kind.layout.apply(state, matrices, window)


def _evolve_forward(state, entries, schedule):
    final = evolve(state, entries, schedule)
    return final, (final, entries, schedule)


def _evolve_backward(saved, cotangent):
    final, entries, schedule = saved
    if not schedule.kinds:
        return cotangent, jnp.zeros_like(entries), None

    def step(carried, operation):
        kind, kind_type, window, is_gate, values = operation
        branches = [partial(_backward, kind=one) for one in schedule.kinds]
        return jax.lax.switch(kind, branches, carried, kind_type, window, is_gate, values)

    # JAX's cotangent of a complex array is the conjugate of the adjoint state, which moves back
    # with the same matrices as the state itself.
    columns = jnp.stack([final, cotangent.conj()], axis=1)
    operations = (schedule.kind, schedule.kind_type, schedule.window, schedule.is_gate, entries)
    columns, received = jax.lax.scan(step, columns, operations, reverse=True)
    return columns[:, 1].conj(), received, None


def _backward(columns, kind_type, window, is_gate, values, *, kind: Kind):
    """Undo one operation on state and adjoint, and collect what its entries receive."""
    matrices = kernel.class_matrices(values[: kind.n_entries], kind.tables, kind_type)
    before, found = kind.layout.undo(
        columns, kernel.adjoint(matrices), kind.tables[kind_type], window, is_gate
    )
    return before, jnp.zeros_like(values).at[: kind.n_entries].set(found)


evolve.defvjp(_evolve_forward, _evolve_backward)
