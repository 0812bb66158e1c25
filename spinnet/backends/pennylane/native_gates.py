"""Structures of ``circuits/synthesis`` in PennyLane's gates: the one table of names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pennylane as qml

from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits.synthesis.operation import Angle
from spinnet.circuits.synthesis.operation import Operation as NamedGate

_FIXED: dict[str, Callable[..., Operation]] = {
    "cx": lambda wires: qml.CNOT(wires=wires),
    "cz": lambda wires: qml.CZ(wires=wires),
    "h": lambda wires: qml.Hadamard(wires=wires),
    "s": lambda wires: qml.S(wires=wires),
    # a rotation, since simulators' adjoint methods know no inverse of S by name
    "sdg": lambda wires: qml.PhaseShift(-0.5 * qml.numpy.pi, wires=wires),
    "sx": lambda wires: qml.SX(wires=wires),
    "x": lambda wires: qml.PauliX(wires=wires),
    "y": lambda wires: qml.PauliY(wires=wires),
    "z": lambda wires: qml.PauliZ(wires=wires),
}
_ROTATIONS: dict[str, type[Operation]] = {
    "rx": qml.RX,
    "ry": qml.RY,
    "rz": qml.RZ,
    "rzz": qml.IsingZZ,
    "phase": qml.PhaseShift,
}


def native_gates(
    gates: Sequence[NamedGate], slots: Sequence[Any], wires: Sequence[Any], phase: Angle
) -> list[Operation]:
    """Return named gates as PennyLane operations, in time order, the global phase last.

    Args:
        gates: The gates of a structure.
        slots: The value of each slot: numbers, tracers or batches.
        wires: The wire label of each wire of the structure.
        phase: The structure's global phase.
    """
    operations = [_native_gate(gate, slots, wires) for gate in gates]
    if phase != Angle():
        operations.append(qml.GlobalPhase(-_value(phase, slots)))
    return operations


def _native_gate(gate: NamedGate, slots: Sequence[Any], wires: Sequence[Any]) -> Operation:
    labels = [wires[wire] for wire in gate.wires]
    if gate.angle is None:
        return _FIXED[gate.name](labels)
    return _ROTATIONS[gate.name](_value(gate.angle, slots), wires=labels)


def _value(angle: Angle, slots: Sequence[Any]) -> Any:
    total: Any = angle.offset
    for index, coefficient in angle.terms:
        total = total + coefficient * slots[index]
    return total
