"""The compile step for loops: circuit and model become one plan and lists of instructions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import Stop
from spinnet.sector.loops.instructions import (
    ADD,
    ADJOINT,
    APPLY,
    CLEAR,
    COPIED,
    COPY,
    MOVED,
    OVERLAP,
    PRODUCT,
    STATE,
    UNDO,
    Instruction,
    Writer,
    instruction_array,
)
from spinnet.sector.loops.plan import Plan, PlannedOperation, TableKind, plan
from spinnet.sector.loops.reading import Reading, predecessors, reading
from spinnet.sector.loops.runs import LEFT, window_runs
from spinnet.sector.operations import WindowOperation
from spinnet.sector.program import operation_table
from spinnet.sector.window import bond_table

TURN_PRICE = 6.0
"""What turning a state costs for each amplitude, in the unit of `WindowRuns.price`."""

_BONDS = "bonds"


@dataclass(frozen=True, eq=False)
class Listing:
    """A circuit and a model for loops.

    Args:
        plan: The operations: those of the circuit, then those of the model.
        constant: ``(n_operations, n_entries)``: the entries of the model's operations and of the
            circuit's permutations.
        bonds: For each operation of the model the numbers of the swaps counted in it, or -1.
        forwards: From the first state to the last.
        measured: The model applied to the last state, and the energy.
        backwards: State and adjoint undone.
        correlated: The overlaps of the last state with itself wherever bonds are counted.
        stop: The order of paths of the last state.
    """

    plan: Plan
    constant: np.ndarray
    bonds: np.ndarray
    forwards: np.ndarray
    measured: np.ndarray
    backwards: np.ndarray
    correlated: np.ndarray
    stop: int


def listing(
    basis: SectorBasis,
    operations: Sequence[WindowOperation],
    stops: Sequence[Stop] = (),
    weights: np.ndarray | None = None,
) -> Listing:
    """Return what loops run for a circuit and a model.

    Args:
        basis: The sector.
        operations: The circuit's, in time order.
        stops: The model's walk over line orders.
        weights: The weight of each of its swaps.
    """
    weights = np.zeros(0) if weights is None else weights
    circuit = [_planned(one) for one in operations]
    model, values, bonds = _model(stops, weights)
    gates = _read(basis, circuit, LEFT)
    walk = _read(basis, model, gates.stop)
    tables: dict[tuple[int, TableKind], np.ndarray] = {}
    for one in [*circuit, *model]:
        if (one.width, one.kind) not in tables:
            tables[one.width, one.kind] = _table(basis, one)
    ordered = _with_orders(circuit, gates) + _with_orders(model, walk)
    n_entries = max([len(one) for one in tables.values()] + [1])
    constant = np.zeros((len(ordered), n_entries))
    constant[: len(circuit), 0] = [not one.is_gate for one in circuit]
    for row, weighed in zip(constant[len(circuit) :], values, strict=True):
        row[: len(weighed)] = weighed
    n_pairs = max(map(len, bonds), default=1)
    counted = [np.pad(one, (0, n_pairs - len(one)), constant_values=-1) for one in bonds]
    first = len(circuit)
    return Listing(
        plan(basis, ordered, tables),
        constant,
        np.array(counted, dtype=np.int64).reshape(-1, n_pairs),
        instruction_array(_forwards(gates)),
        instruction_array(_measured(walk, model, first)),
        instruction_array(_backwards(gates, circuit)),
        instruction_array(_correlated(walk, model, first)),
        gates.stop,
    )


def _planned(operation: WindowOperation) -> PlannedOperation:
    kind = (operation.wires, operation.after)
    return PlannedOperation(operation.start, operation.width, kind, operation.gate is not None)


def _model(
    stops: Sequence[Stop], weights: np.ndarray
) -> tuple[list[PlannedOperation], list[np.ndarray], list[np.ndarray]]:
    """Return the model's operations, their entries, and the swaps that they stand for."""
    planned, values, bonds = [], [], []
    for stop in stops:
        for move in stop.moves:
            planned.append(_planned(move))
            values.append(np.ones(1))
            bonds.append(np.array([-1]))
        for cover in stop.covers:
            numbers = np.array(cover.bonds, dtype=np.int64)
            planned.append(PlannedOperation(cover.start, cover.width, _BONDS, False))
            values.append(np.where(numbers >= 0, weights[numbers], 0.0))
            bonds.append(numbers)
    return planned, values, bonds


def _table(basis: SectorBasis, operation: PlannedOperation) -> np.ndarray:
    if isinstance(operation.kind, str):
        return bond_table(operation.width, basis.max_height)
    return operation_table(operation.width, basis.max_height, *operation.kind)


def _read(basis: SectorBasis, operations: Sequence[PlannedOperation], start: int) -> Reading:
    """Return when and in which order of paths operations run."""
    prices = [
        (
            window_runs(basis, one.width, one.start, 0).price,
            window_runs(basis, one.width, one.start, 1).price,
        )
        for one in operations
    ]
    windows = [(one.start, one.start + one.width) for one in operations]
    before = predecessors(windows, [one.kind == _BONDS for one in operations])
    return reading(prices, before, TURN_PRICE * basis.dimension, start)


def _with_orders(
    operations: Sequence[PlannedOperation], sequence: Reading
) -> list[PlannedOperation]:
    orders = dict(sequence.steps)
    return [one._replace(order=orders[number]) for number, one in enumerate(operations)]


def _forwards(gates: Reading) -> list[Instruction]:
    writer = Writer(gates.start)
    for number, order in gates.steps:
        writer.turn(order, [STATE])
        writer.write(APPLY, number, STATE)
    return writer.written


def _backwards(gates: Reading, circuit: Sequence[PlannedOperation]) -> list[Instruction]:
    writer = Writer(gates.stop)
    for number, order in reversed(gates.steps):
        writer.turn(order, [STATE, ADJOINT])
        writer.write(UNDO, number, STATE)
        if circuit[number].is_gate:
            writer.write(OVERLAP, number, ADJOINT, STATE)
        writer.write(UNDO, number, ADJOINT)
    return writer.written


def _measured(walk: Reading, model: Sequence[PlannedOperation], first: int) -> list[Instruction]:
    """The moves carry the state and the sum collected so far, and the sum back in the end."""
    writer = Writer(walk.start)
    writer.write(COPY, 0, MOVED, STATE)
    writer.write(CLEAR, 0, ADJOINT)
    for number, order in walk.steps:
        writer.turn(order, [MOVED, ADJOINT])
        if model[number].kind == _BONDS:
            writer.write(COPY, 0, COPIED, MOVED)
            writer.write(APPLY, first + number, COPIED)
            writer.write(ADD, 0, ADJOINT, COPIED)
        else:
            writer.write(APPLY, first + number, MOVED)
            writer.write(APPLY, first + number, ADJOINT)
    for number, order in reversed(walk.steps):
        if model[number].kind != _BONDS:
            writer.turn(order, [ADJOINT])
            writer.write(UNDO, first + number, ADJOINT)
    writer.turn(walk.start, [ADJOINT])
    writer.write(PRODUCT, 0, STATE, ADJOINT)
    return writer.written


def _correlated(walk: Reading, model: Sequence[PlannedOperation], first: int) -> list[Instruction]:
    writer = Writer(walk.start)
    for number, order in walk.steps:
        writer.turn(order, [STATE])
        is_cover = model[number].kind == _BONDS
        writer.write(OVERLAP if is_cover else APPLY, first + number, STATE, STATE)
    return writer.written
