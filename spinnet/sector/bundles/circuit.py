"""A circuit's operations one after the other, and back: state and adjoint in their own memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.kernel import Planes, apply
from spinnet.sector.bundles.overlaps import add_overlaps
from spinnet.sector.bundles.program import Operation
from spinnet.sector.bundles.work import Work, window_work
from spinnet.sector.operations import WindowOperation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Steps:
    """Operations in time order, as the kernels find them.

    Args:
        work: The programs of all windows.
        before: ``(n_pieces, n_operations, 4)``: what leads to the circuit's start, in pieces as
            long as the circuit, so that one compiled program runs both. The last is filled up with
            operations that do nothing.
        operations: ``(n_operations, 4)``: the numbers of each `Operation` of the circuit.
        gate_work: The programs of the windows of gates, for overlaps.
        gate_operations: The same operations, with the numbers of those windows.
    """

    work: Work
    before: jax.Array
    operations: jax.Array
    gate_work: Work
    gate_operations: jax.Array


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
        n_before: How many operations, the first ones, are not of the circuit but lead to its start.
    """
    windows = [Window(one.width, one.start, one.gate is not None) for one in operations]
    every = tuple(dict.fromkeys(windows))
    of_gates = tuple(one for one in every if one.is_gate)
    gate = np.cumsum([one.is_gate for one in windows]) - 1
    gate = np.where([one.is_gate for one in windows], gate, -1)

    def numbers(known: tuple[Window, ...]) -> np.ndarray:
        place = {window: number for number, window in enumerate(known)}
        own = [place.get(window, len(known)) for window in windows]
        rows = Operation(own, matrix, np.zeros(len(windows)), gate)
        return np.stack(rows, axis=1).astype(np.int32)

    own, of_gate = numbers(every), numbers(of_gates)[n_before:]
    pieces = _pieces(own[:n_before], len(of_gate), Operation(len(every), 0, 0, -1))
    return Steps(
        window_work(basis, every),
        jax.device_put(pieces),
        jax.device_put(own[n_before:]),
        window_work(basis, of_gates, closed=False),
        jax.device_put(of_gate),
    )


def _pieces(rows: np.ndarray, length: int, nothing: Operation) -> np.ndarray:
    """Return rows in pieces of one length, the last one filled up."""
    length = max(length, 1)
    missing = np.tile(np.array(nothing, dtype=rows.dtype), (-len(rows) % length, 1))
    return np.concatenate([rows, missing]).reshape(-1, length, len(nothing))


def forwards(work: Work, operations: jax.Array, matrices: Planes, state: Planes) -> Planes:
    """Return a state after some operations.

    Args:
        work: The programs of their windows.
        operations: ``(n_operations, 4)``: the numbers of each `Operation`.
        matrices: ``(n_batch, n_matrices, n_places)``, by plane.
        state: ``(n_batch, dimension)``, by plane.
    """

    def step(current: Planes, operation: jax.Array) -> tuple[Planes, None]:
        return apply(work, operation, matrices, (current,))[0], None

    return jax.lax.scan(step, state, operations)[0]


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
        # What reads the states comes first, or XLA would keep copies of them for it.
        own, sums = jax.lax.optimization_barrier((own, sums))
        return (apply(steps.work, own, matrices, states, is_inverse=True), sums), None

    numbers = (steps.operations, steps.gate_operations)
    first, totals = jax.lax.scan(step, ((state, adjoint), totals), numbers, reverse=True)[0]
    shape = (n_batch, n_gates, n_places)
    return tuple(one[:size].reshape(shape) for one in totals), first
