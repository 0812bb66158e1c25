"""Structures of spinnet.circuits.synthesis as Qiskit circuits.

A structure lists named gates on wires whose angles are affine in numbered slots. Here each slot
becomes a number or a symbolic expression. Which structure to use is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from qiskit import QuantumCircuit
from qiskit.circuit import Gate, ParameterExpression
from qiskit.circuit.library import (
    CXGate,
    CZGate,
    HGate,
    PhaseGate,
    RXGate,
    RYGate,
    RZGate,
    RZZGate,
    SdgGate,
    SGate,
    SXGate,
    XGate,
    YGate,
    ZGate,
)

from spinnet.circuits.synthesis import Angle, GateStructure, Operation

Value: TypeAlias = float | ParameterExpression

_FIXED: dict[str, type[Gate]] = {
    "cx": CXGate,
    "cz": CZGate,
    "h": HGate,
    "s": SGate,
    "sdg": SdgGate,
    "sx": SXGate,
    "x": XGate,
    "y": YGate,
    "z": ZGate,
}
_ROTATIONS: dict[str, type[Gate]] = {
    "rx": RXGate,
    "ry": RYGate,
    "rz": RZGate,
    "rzz": RZZGate,
    "phase": PhaseGate,
}


def structure_circuit(structure: GateStructure, slots: Sequence[Value]) -> QuantumCircuit:
    """Return a gate's structure as a Qiskit circuit, global phase included.

    Args:
        structure: The structure.
        slots: A number or an expression for each slot, not each parameter.

    Raises:
        ValueError: If the number of slots is wrong.
    """
    if len(slots) != structure.n_slots:
        raise ValueError(
            f"structure {structure.name!r} has {structure.n_slots} slots; got {len(slots)} values."
        )
    circuit = QuantumCircuit(structure.n_wires, global_phase=slot_value(structure.phase, slots))
    append_operations(circuit, structure.operations, slots)
    return circuit


def append_operations(
    circuit: QuantumCircuit, operations: Sequence[Operation], slots: Sequence[Value]
) -> None:
    """Append operations to a circuit, wire w on qubit w.

    Args:
        circuit: The circuit, changed in place.
        operations: In time order.
        slots: A number or an expression for each slot.
    """
    for operation in operations:
        if operation.angle is None:
            gate = _FIXED[operation.name]()
        else:
            gate = _ROTATIONS[operation.name](slot_value(operation.angle, slots))
        circuit.append(gate, operation.wires)


def slot_value(angle: Angle, slots: Sequence[Value]) -> Value:
    """Return an affine angle for given slots, symbolic if one of them is.

    Args:
        angle: The angle.
        slots: A number or an expression for each slot.
    """
    total: Value = angle.offset
    for index, coefficient in angle.terms:
        part = slots[index] if coefficient == 1 else coefficient * slots[index]
        total = part if isinstance(total, float) and total == 0 else total + part
    return total
