"""Reading spinnet circuits back from Qiskit circuits made of vertex gates and singlets.

Gates are recognised as the classes of this package, or, in circuits loaded from QPY or OpenQASM 3
files, by their labels or names; what a label promises is then checked against the definition.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Instruction, Parameter, ParameterExpression
from qiskit.quantum_info import Operator

from spinnet.backends.qiskit.gate import GATE_NAME, VertexGate
from spinnet.backends.qiskit.gate_labels import gate_of_label, label_of_exported
from spinnet.backends.qiskit.states import SingletGate
from spinnet.circuits import Circuit, Placement, SingletCovering

_IGNORED = ("barrier",)


def from_qiskit(quantum_circuit: QuantumCircuit) -> tuple[Circuit, np.ndarray | None]:
    """Return the spinnet circuit of a Qiskit circuit made of singlets and vertex gates.

    Args:
        quantum_circuit: A circuit as `to_qiskit` makes it, built by hand from `SingletGate` and
            `VertexGate`, or loaded from a file that such a circuit was saved to. Global phases and
            barriers are ignored.

    Returns:
        The circuit, and its parameters ``(n_params,)``. While the angles are symbolic the
        parameters are None and follow the order of ``quantum_circuit.parameters``; once they are
        numbers each angle is a parameter of its own, in time order.

    Raises:
        ValueError: If there is another gate, an angle that is a formula, a mixture of numbers and
            symbols, a singlet after a gate, or a label that does not fit its definition.
    """
    pairs: list[tuple[int, int]] = []
    gates: list[tuple[VertexGate, tuple[int, ...]]] = []
    for instruction in quantum_circuit.data:
        sites = tuple(quantum_circuit.find_bit(qubit).index for qubit in instruction.qubits)
        if instruction.operation.name in _IGNORED:
            continue
        if instruction.operation.name == "singlet":
            _check_definition(instruction.operation, SingletGate())
            _check_fresh(sites, gates)
            pairs.append((sites[0], sites[1]))
        else:
            gates.append((_vertex_gate(instruction.operation, sites), sites))
    return _assembled(quantum_circuit, pairs, gates)


def _assembled(
    quantum_circuit: QuantumCircuit,
    pairs: Sequence[tuple[int, int]],
    gates: Sequence[tuple[VertexGate, tuple[int, ...]]],
) -> tuple[Circuit, np.ndarray | None]:
    n_sites = quantum_circuit.num_qubits
    paired = {site for pair in pairs for site in pair}
    singles = tuple(site for site in range(n_sites) if site not in paired)
    angles = [angle for gate, _ in gates for angle in gate.params]
    indices, values = _numbered(list(quantum_circuit.parameters), angles)
    placements, start = [], 0
    for gate, sites in gates:
        stop = start + len(gate.params)
        placements.append(_placement(gate, sites, indices[start:stop]))
        start = stop
    n_params = len(set(indices))
    covering = SingletCovering(n_sites, tuple(pairs), singles)
    return Circuit(n_sites, covering, tuple(placements), n_params), values


def _placement(gate: VertexGate, sites: tuple[int, ...], indices: Sequence[int]) -> Placement:
    if gate.inverted:
        return Placement(gate.vertex.inverse(), sites, tuple(reversed(indices)))
    return Placement(gate.vertex, sites, tuple(indices))


def _numbered(
    parameters: list[Parameter], angles: Sequence[float | ParameterExpression]
) -> tuple[list[int], np.ndarray | None]:
    """Return the parameter index of each angle, and the values of the parameters if known."""
    if not parameters:
        return list(range(len(angles))), np.array([float(angle) for angle in angles])
    for angle in angles:
        if not isinstance(angle, Parameter):
            raise ValueError(
                f"every angle must be a plain parameter, or every one a number; got {angle}. "
                "Assign all parameters before reading the circuit."
            )
    used = [parameter for parameter in parameters if parameter in angles]
    return [used.index(angle) for angle in angles], None


def _vertex_gate(operation: Instruction, sites: tuple[int, ...]) -> VertexGate:
    if isinstance(operation, VertexGate):
        return operation
    label = operation.label if operation.name == GATE_NAME else label_of_exported(operation.name)
    if not label:
        raise ValueError(
            f"the circuit must consist of singlets and vertex gates; got {operation.name!r} on "
            f"qubits {sites}. Read the circuit before it is decomposed or transpiled."
        )
    vertex, inverted = gate_of_label(label)
    if vertex.n_spins != operation.num_qubits or vertex.n_angles != len(operation.params):
        raise ValueError(
            f"a gate labelled {label!r} must have {vertex.n_spins} qubits and {vertex.n_angles} "
            f"angles; got {operation.num_qubits} and {len(operation.params)}."
        )
    gate = VertexGate(vertex, operation.params, inverted=inverted)
    _check_definition(operation, gate)
    return gate


def _check_definition(operation: Instruction, gate: VertexGate | SingletGate) -> None:
    """Refuse an operation whose definition is not the unitary that its name promises."""
    if isinstance(operation, VertexGate | SingletGate):
        return
    circuit = QuantumCircuit(operation.num_qubits)
    circuit.append(operation, range(operation.num_qubits))
    expected = QuantumCircuit(gate.num_qubits)
    expected.append(gate, range(gate.num_qubits))
    # any generic point will do: definitions are trigonometric polynomials of the angles
    values = {parameter: 0.7 + 0.3 * n for n, parameter in enumerate(circuit.parameters)}
    matrices = [Operator(made.assign_parameters(values)) for made in (circuit, expected)]
    if not matrices[0].equiv(matrices[1], rtol=0, atol=1e-7):
        raise ValueError(
            f"the definition of gate {operation.name!r} must be the unitary of {gate.label!r}; it "
            "is another one."
        )


def _check_fresh(
    sites: tuple[int, ...], gates: Sequence[tuple[VertexGate, tuple[int, ...]]]
) -> None:
    for _, used in gates:
        if set(used) & set(sites):
            raise ValueError(
                f"singlets must come before the gates; got one on qubits {sites} after a gate on "
                f"{used}."
            )
