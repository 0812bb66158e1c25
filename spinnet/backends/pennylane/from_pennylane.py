"""The other way: a circuit from what PennyLane recorded, if it is made of vertex gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pennylane as qml

from spinnet.backends.pennylane.singlet_covering import SingletCovering
from spinnet.backends.pennylane.vertex_gate import VertexGate
from spinnet.circuits import Circuit, Placement


def from_pennylane(source: Any, *arguments: Any) -> tuple[Circuit, np.ndarray]:
    """Return the circuit and the parameters of a tape, QNode or function that queues gates.

    Every angle becomes a parameter of its own: a recorded circuit does not say which were shared.
    Wires become sites in the order in which the covering names them. Measurements are ignored.

    Args:
        source: A tape (`QuantumScript`), a QNode, or a function that queues operations.
        *arguments: What to call a QNode or function with.

    Returns:
        The circuit, and its parameters ``(n_params,)`` in radians, in time order.

    Raises:
        ValueError: If the first operation is not a singlet covering, or another one is not a
            vertex gate.

    Example:
        >>> from hamiltonians import chain
        >>> from spinnet.backends.pennylane import trained_circuit
        >>> from spinnet.circuits import bond_ansatz
        >>> circuit = bond_ansatz(chain(4), layers=1)
        >>> back, parameters = from_pennylane(trained_circuit(circuit, [0.1, 0.2, 0.3]))
        >>> back == circuit, parameters.tolist()
        (True, [0.1, 0.2, 0.3])
    """
    operations = _recorded(source, arguments)
    if not operations or not isinstance(operations[0], SingletCovering):
        raise ValueError(
            "the first operation must be a SingletCovering, which fixes sites and total spin; got "
            f"{operations[0].name if operations else 'no operation'}."
        )
    covering = operations[0].covering
    site_of = {wire: site for site, wire in enumerate(operations[0].wires)}
    placements, parameters = [], list[float]()
    for operation in operations[1:]:
        gate = _vertex_gate(operation)
        indices = tuple(range(len(parameters), len(parameters) + gate.num_params))
        sites = tuple(_site(site_of, wire) for wire in gate.wires)
        placements.append(Placement(gate.gate, sites, indices))
        parameters += [float(angle) for angle in gate.data]
    circuit = Circuit(covering.n_sites, covering, tuple(placements), len(parameters))
    return circuit, np.array(parameters)


def _recorded(source: Any, arguments: tuple[Any, ...]) -> list[qml.operation.Operator]:
    if isinstance(source, qml.tape.QuantumScript):
        return list(source.operations)
    function: Callable = source.func if isinstance(source, qml.QNode) else source
    with qml.queuing.AnnotatedQueue() as queue:
        function(*arguments)
    recorded = qml.tape.QuantumScript.from_queue(queue).operations
    return [operation for operation in recorded if not isinstance(operation, qml.Barrier)]


def _vertex_gate(operation: qml.operation.Operator) -> VertexGate:
    """Return an operation as a vertex gate, undoing PennyLane's lazy adjoint."""
    if isinstance(operation, qml.ops.Adjoint) and isinstance(operation.base, VertexGate):
        operation = operation.base.adjoint()
    if not isinstance(operation, VertexGate):
        raise ValueError(
            f"every operation after the covering must be a VertexGate; got {operation.name} on "
            f"wires {operation.wires.tolist()}. Record the circuit before it is decomposed."
        )
    return operation


def _site(site_of: dict[Any, int], wire: Any) -> int:
    if wire not in site_of:
        raise ValueError(
            f"every wire must be one of the covering's, {list(site_of)}; got wire {wire!r}."
        )
    return site_of[wire]
