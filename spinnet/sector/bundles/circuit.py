"""A circuit's operations one after the other, and back: state and adjoint in their own memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.kernel import Planes, apply
from spinnet.sector.bundles.overlaps import add_overlaps
from spinnet.sector.bundles.program import Operation
from spinnet.sector.bundles.work import Window, Work, window_work
from spinnet.sector.operations import WindowOperation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Steps:
    """Operations in time order, as the kernels find them.

    Args:
        work: The programs of all windows.
        operations: ``(n_operations, 4)``: the numbers of each `Operation`.
        gate_work: The programs of the windows of gates, for overlaps.
        gate_operations: The same operations, with the numbers of those windows.
        n_before: How many operations, the first ones, are not of the circuit but lead to its start.
    """

    work: Work
    operations: jax.Array
    gate_work: Work
    gate_operations: jax.Array
    n_before: int = field(metadata={"static": True})


def compile_steps(
    basis: SectorBasis,
    operations: Sequence[WindowOperation],
    matrix: np.ndarray,
    n_before: int = 0,
) -> Steps:
    """Return operations as the kernels find them.

    Args:
        basis: The sector.
        operations: In time order.
        matrix: The number of each operation's matrix.
        n_before: As in `Steps`.
    """
    windows = [Window(one.width, one.start, one.gate is not None) for one in operations]
    every = tuple(dict.fromkeys(windows))
    of_gates = tuple(one for one in every if one.is_gate)
    gate = np.cumsum([one.is_gate for one in windows]) - 1
    gate = np.where([one.is_gate for one in windows], gate, -1)

    def numbers(known: tuple[Window, ...]) -> jax.Array:
        place = {window: number for number, window in enumerate(known)}
        own = [place.get(window, 0) for window in windows]
        rows = Operation(own, matrix, np.zeros(len(windows)), gate)
        return jax.device_put(np.stack(rows, axis=1).astype(np.int32))

    return Steps(
        window_work(basis, every),
        numbers(every),
        window_work(basis, of_gates, closed=False),
        numbers(of_gates),
        n_before,
    )


def forwards(
    steps: Steps, matrices: Planes, state: Planes, first: jax.Array, stop: jax.Array
) -> Planes:
    """Return a state after some operations; which ones is not compiled in.

    Args:
        steps: The operations.
        matrices: ``(n_batch, n_matrices, n_places)``, by plane.
        state: ``(n_batch, dimension)``, by plane.
        first: Number of the first operation.
        stop: One past that of the last.
    """
    if not len(steps.operations):
        return state

    def step(number: jax.Array, current: Planes) -> Planes:
        return apply(steps.work, steps.operations[number], matrices, (current,))[0]

    return jax.lax.fori_loop(first, stop, step, state)


def backwards(
    steps: Steps, matrices: Planes, state: Planes, adjoint: Planes, n_gates: int
) -> tuple[Planes, tuple[Planes, Planes]]:
    """Return the overlaps of state and adjoint behind every gate, undoing the circuit.

    Args:
        steps: The operations.
        matrices: As in `forwards`.
        state: The final state.
        adjoint: The adjoint there.
        n_gates: Number of gates.

    Returns:
        ``(n_batch, n_gates, n_places)`` of doubles, by plane; and state and adjoint before the
        circuit, in their memory.
    """
    n_batch, n_places = matrices[0].shape[0], matrices[0].shape[2]
    size = n_batch * n_gates * n_places
    totals = tuple(jnp.zeros(size + 1) for _ in state)

    def step(carried: Any, operation: tuple[jax.Array, jax.Array]) -> tuple[Any, None]:
        states, sums = carried
        own, of_gate = operation
        sums = add_overlaps(
            steps.gate_work, of_gate, states, sums, n_gates=n_gates, n_places=n_places
        )
        return (apply(steps.work, own, matrices, states, is_inverse=True), sums), None

    own = slice(steps.n_before, None)
    numbers = (steps.operations[own], steps.gate_operations[own])
    first, totals = jax.lax.scan(step, ((state, adjoint), totals), numbers, reverse=True)[0]
    shape = (n_batch, n_gates, n_places)
    return tuple(one[:size].reshape(shape) for one in totals), first
