"""Vertex gates in PennyLane's own gates, every angle entering affinely.

So each gate keeps symbolic angles, is differentiated by two-term shift rules gate by gate, and runs
under the adjoint method of simulators that know no vertex gates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pennylane as qml

from spinnet.backends.pennylane.eigenbasis import eigenbasis_form
from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits import VertexGate


def decomposed(angles: Sequence[Any], wires: Sequence[Any], gate: VertexGate) -> list[Operation]:
    """Return a vertex gate as constant unitaries and multi-qubit Z rotations, in time order.

    Args:
        angles: One per generator, in radians.
        wires: The k wires.
        gate: The gate.
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


@lru_cache(maxsize=256)
def gate_counts(gate: VertexGate) -> tuple[tuple[Any, int], ...]:
    """Return how many operations of each kind :func:`decomposed` gives, as resource records.

    Args:
        gate: The gate.
    """
    with qml.QueuingManager.stop_recording():
        operations = decomposed((0.5,) * gate.n_angles, range(gate.n_spins), gate)
    kinds = [
        qml.resource_rep(type(operation), **operation.resource_params) for operation in operations
    ]
    return tuple(Counter(kinds).items())


def _constant(matrix: np.ndarray, wires: Sequence[Any]) -> list[Operation]:
    """Return a constant matrix as an operation, nothing for the identity."""
    if np.allclose(matrix, np.eye(len(matrix)), rtol=0, atol=1e-13):
        return []
    # a writable copy in C order: lightning takes no other array
    return [qml.QubitUnitary(np.array(matrix, dtype=complex, order="C"), wires=wires)]
