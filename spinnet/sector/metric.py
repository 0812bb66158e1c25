r"""The metric of a circuit's states: how fast they move with the angles.

With :math:`J` the derivative of the normalised state and :math:`P = 1 - \psi\psi^\dagger`, the
metric is the real part of the quantum geometric tensor, a quarter of the quantum Fisher
information. Beside it stands half the energy's second derivative, but for a part that vanishes with
the residual of the state:

.. math:: G = \mathrm{Re}\, J^\dagger P J, \qquad C = \mathrm{Re}\, J^\dagger P (H - E) P J .

:math:`J v` is one sweep forwards with two columns, the state and its derivative;
:math:`J^\dagger w` is the adjoint sweep that gradients take. A product with G or C stores nothing
of the size of parameters times states.

Source: C as in Webber and Lindsey, Phys. Rev. Research 4, 033099 (2022).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp

from spinnet.sector import kernel
from spinnet.sector.evolution import Kind, Schedule
from spinnet.sector.model_action import ModelAction, apply_model
from spinnet.sector.program import Program, final_state, program_entries

BATCH = 16
"""Derivatives computed side by side when all of them are wanted."""

Product = Callable[[jax.Array], jax.Array]


def state_derivative(program: Program, parameters: jax.Array, along: jax.Array) -> jax.Array:
    """Return the final state and its derivative along a direction of the angles.

    Args:
        program: The compiled circuit.
        parameters: ``(n_params,)``, radians.
        along: The direction ``(n_params,)``.

    Returns:
        ``(dimension, 2)``: the state, then its derivative.
    """
    entries, moved = jax.jvp(partial(program_entries, program), (parameters,), (along,))
    return _swept(program, entries, moved)


def derivatives(program: Program, parameters: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return the final state and what of its derivatives is orthogonal to it.

    Args:
        program: The compiled circuit.
        parameters: ``(n_params,)``, radians.

    Returns:
        The state ``(dimension,)`` and the derivatives ``(dimension, n_params)``.
    """
    entries, change = jax.linearize(partial(program_entries, program), parameters)
    unit = jnp.eye(parameters.shape[0], dtype=parameters.dtype)
    rows = jax.lax.map(
        lambda along: _swept(program, entries, change(along))[:, 1], unit, batch_size=BATCH
    )
    state = final_state(program, parameters)
    return state, _projected(state, rows.T)


def dense_metric(columns: jax.Array) -> jax.Array:
    """Return the metric ``(n_params, n_params)``.

    Args:
        columns: Derivatives ``(dimension, n_params)`` orthogonal to the state.
    """
    return (columns.conj().T @ columns).real


def dense_curvature(columns: jax.Array, action: ModelAction, energy: jax.Array) -> jax.Array:
    """Return the curvature ``(n_params, n_params)``, with the model applied in batches.

    Args:
        columns: Derivatives ``(dimension, n_params)`` orthogonal to the state.
        action: The compiled model.
        energy: The energy of the state.
    """
    rows = jax.lax.map(partial(apply_model, action), columns.T, batch_size=BATCH)
    return (columns.conj().T @ (rows.T - energy * columns)).real


def products(
    program: Program, parameters: jax.Array, action: ModelAction, energy: jax.Array
) -> tuple[Product, Product]:
    """Return the products of the metric and of the curvature with directions ``(n_params,)``.

    Args:
        program: The compiled circuit.
        parameters: ``(n_params,)``, radians.
        action: The compiled model.
        energy: The energy of the state.
    """
    entries, change = jax.linearize(partial(program_entries, program), parameters)
    state, pull = jax.vjp(partial(final_state, program), parameters)

    def derivative(along):
        return _projected(state, _swept(program, entries, change(along))[:, 1])

    def metric(along):
        # JAX pulls back without conjugation; the angles are real, so a real part comes.
        return pull(derivative(along).conj())[0]

    def curvature(along):
        moved = derivative(along)
        pushed = apply_model(action, moved) - energy * moved
        return pull(_projected(state, pushed).conj())[0]

    return metric, curvature


def _projected(state: jax.Array, columns: jax.Array) -> jax.Array:
    """Return columns ``(dimension, ...)`` without their part along a state."""
    return columns - jnp.multiply.outer(state, jnp.tensordot(state.conj(), columns, 1))


def _swept(program: Program, entries: jax.Array, moved: jax.Array) -> jax.Array:
    """Return the final state and its derivative from the entries and their derivative."""
    schedule: Schedule = program.schedule

    def step(current, operation):
        kind, *rest = operation
        branches = [partial(_forward, kind=one) for one in schedule.kinds]
        return jax.lax.switch(kind, branches, current, *rest), None

    numbers = (schedule.kind, schedule.kind_type, schedule.window, schedule.is_gate)
    columns = jnp.stack([program.start, jnp.zeros_like(program.start)], axis=1)
    return jax.lax.scan(step, columns, (*numbers, entries, moved))[0]


def _forward(columns, kind_type, window, is_gate, values, changes, *, kind: Kind):
    """Apply one operation to both columns, and its derivative from the first to the second."""

    def turned(numbers, part):
        matrices = kernel.class_matrices(numbers[: kind.n_entries], kind.tables, kind_type)
        return kind.layout.apply(part, matrices, window)

    after = turned(values, columns)

    def with_change():
        return after.at[:, 1].add(turned(changes, columns[:, :1])[:, 0])

    return jax.lax.cond(is_gate, with_change, lambda: after)
