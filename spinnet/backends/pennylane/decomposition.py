"""Vertex gates in PennyLane's own gates, every angle entering affinely.

Two ways: elementary gates with few CNOTs for gates on up to three spins, and constant unitaries
with multi-qubit Z rotations for any gate, which simulators run faster. Both keep symbolic angles,
have two-term shift rules gate by gate, and run under adjoint methods that know no vertex gates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pennylane as qml

from spinnet.backends.pennylane.eigenbasis import eigenbasis_form
from spinnet.backends.pennylane.native_gates import native_gates
from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits import VertexGate
from spinnet.circuits.synthesis import GateStructure, structure_of

Decomposition = Callable[[Sequence[Any], Sequence[Any], VertexGate], list[Operation]]


def elementary_gates(
    angles: Sequence[Any], wires: Sequence[Any], gate: VertexGate
) -> list[Operation]:
    """Return a vertex gate as CNOTs, CZs and one-qubit gates, in time order.

    Args:
        angles: One per generator, in radians.
        wires: The k wires.
        gate: Any vertex gate; on more than three spins the gates are many.
    """
    structure = affine_structure(gate)
    return native_gates(structure.operations, angles, wires, structure.phase)


def eigenbasis_gates(
    angles: Sequence[Any], wires: Sequence[Any], gate: VertexGate
) -> list[Operation]:
    """Return a vertex gate as constant unitaries and multi-qubit Z rotations, in time order.

    Args:
        angles: One per generator, in radians.
        wires: The k wires.
        gate: Any vertex gate.
    """
    form = eigenbasis_form(gate)
    operations = _constant(form.constants[0], wires)
    for angle, layer, constant in zip(angles, form.layers, form.constants[1:], strict=True):
        for subset, weight in layer.rotations:
            operations.append(qml.MultiRZ(weight * angle, wires=[wires[wire] for wire in subset]))
        if abs(layer.global_weight) > 1e-12:
            operations.append(qml.GlobalPhase(-layer.global_weight * angle))
        operations += _constant(constant, wires)
    return operations


def default_gates(angles: Sequence[Any], wires: Sequence[Any], gate: VertexGate) -> list[Operation]:
    """Return elementary gates for up to three spins, beyond that the eigenbasis form.

    Args:
        angles: One per generator, in radians.
        wires: The k wires.
        gate: Any vertex gate.
    """
    gates = elementary_gates if is_short(gate) else eigenbasis_gates
    return gates(angles, wires, gate)


def is_short(gate: VertexGate) -> bool:
    """Return whether a gate is short in elementary gates: on up to three spins.

    Args:
        gate: Any vertex gate.
    """
    return gate.n_spins <= 3


@lru_cache(maxsize=64)
def affine_structure(gate: VertexGate) -> GateStructure:
    """Return the gate's structure with the fewest CNOTs whose angles are affine in its own.

    Args:
        gate: Any vertex gate.
    """
    return structure_of(gate, affine=True)


@lru_cache(maxsize=256)
def gate_counts(decomposition: Decomposition, gate: VertexGate) -> tuple[tuple[Any, int], ...]:
    """Return how many operations of each kind a decomposition gives, as resource records.

    Args:
        decomposition: One of the functions of this file.
        gate: The gate.
    """
    with qml.QueuingManager.stop_recording():
        operations = decomposition((0.5,) * gate.n_angles, range(gate.n_spins), gate)
    return tuple(count_operations(operations).items())


def count_operations(operations: Sequence[Operation]) -> Counter:
    """Return how often each resource record occurs.

    Args:
        operations: PennyLane operations.
    """
    return Counter(qml.resource_rep(type(each), **each.resource_params) for each in operations)


@qml.transform
def eigenbasis_decomposition(tape):
    """Write every vertex gate of a tape or QNode as constant unitaries and Z rotations.

    A transform for simulators that apply matrices on several qubits but cannot differentiate them,
    such as lightning: two to four times faster there than elementary gates.

    Args:
        tape: A tape or QNode with vertex gates.
    """
    operations = []
    with qml.QueuingManager.stop_recording():
        for each in tape.operations:
            if each.name == "VertexGate":
                operations += eigenbasis_gates(each.data, each.wires, each.hyperparameters["gate"])
            else:
                operations.append(each)
    return [tape.copy(operations=operations)], lambda results: results[0]


def _constant(matrix: np.ndarray, wires: Sequence[Any]) -> list[Operation]:
    """Return a constant matrix as an operation, nothing for the identity."""
    if np.allclose(matrix, np.eye(len(matrix)), rtol=0, atol=1e-13):
        return []
    # a writable copy in C order: lightning takes no other array
    return [qml.QubitUnitary(np.array(matrix, dtype=complex, order="C"), wires=wires)]
