"""Circuits from spinnet to Qiskit and back.

The Qiskit circuit keeps the vertex gates whole; lowering them is the affair of ``passes.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.circuit.parametervector import ParameterVectorElement

from hamiltonians import Lattice
from spinnet import circuits
from spinnet.backends.qiskit.gate import VertexGate
from spinnet.backends.qiskit.gate_labels import is_named
from spinnet.backends.qiskit.states import covering_circuit
from spinnet.circuits import Circuit, ansatz
from spinnet.circuits.supports import Support

Angle: TypeAlias = float | ParameterVectorElement


def to_qiskit(circuit: Circuit, *, parameter_name: str = "theta") -> QuantumCircuit:
    """Return a circuit as a Qiskit circuit of vertex gates, start state included.

    Args:
        circuit: The circuit; site s becomes qubit s.
        parameter_name: Name of the `ParameterVector`.

    Returns:
        A circuit from all qubits in zero, with one parameter vector of ``n_params`` entries in
        the circuit's own order, so that ``assign_parameters(array)`` takes the same array.

    Example:
        >>> from hamiltonians import chain
        >>> from spinnet.circuits import path_ansatz
        >>> to_qiskit(path_ansatz(chain(4), layers=1)).num_parameters
        2
    """
    parameters = ParameterVector(parameter_name, circuit.n_params)
    angles = [[parameters[index] for index in gate.parameters] for gate in circuit.placements]
    return circuit_of_angles(circuit, angles)


def circuit_of_angles(circuit: Circuit, angles: Sequence[Sequence[Angle]]) -> QuantumCircuit:
    """Return a circuit's gates in Qiskit with a given value for each angle of each gate.

    Args:
        circuit: The circuit.
        angles: For each gate in time order, a number or an expression for each of its angles.
    """
    quantum_circuit = covering_circuit(circuit.initial)
    quantum_circuit.name = "spinnet"
    for placement, values in zip(circuit.placements, angles, strict=True):
        quantum_circuit.append(_native_gate(placement.gate, values), placement.sites)
    return quantum_circuit


def _native_gate(vertex: circuits.VertexGate, angles: Sequence[Angle]) -> VertexGate:
    """Return a vertex gate in Qiskit, inverses as such, so that files keep what they are of."""
    if not is_named(vertex) and is_named(vertex.inverse()):
        return VertexGate(vertex.inverse(), list(reversed(angles)), inverted=True)
    return VertexGate(vertex, list(angles))


def spin_network_ansatz(
    lattice: Lattice,
    supports: str | Sequence[Support] = "triangles",
    *,
    layers: int,
    parameter_name: str = "theta",
    **options: Any,
) -> QuantumCircuit:
    """Return a layered equivariant ansatz on a lattice as a Qiskit circuit.

    Args:
        lattice: The graph; site s becomes qubit s.
        supports: Kinds joined by ``+``, see `spinnet.ansatz`, or tuples of sites.
        layers: Number of repetitions, at least 1.
        parameter_name: Name of the `ParameterVector`.
        **options: The other options of `spinnet.circuits.ansatz`: ``gates``, ``sharing``,
            ``group``, ``two_total``, ``initial``.

    Raises:
        ValueError: As `spinnet.circuits.ansatz` does.

    Example:
        >>> from hamiltonians import named_lattice
        >>> spin_network_ansatz(named_lattice("kagome-12"), layers=2).num_parameters
        16
    """
    circuit = ansatz(lattice, supports, layers=layers, **options)
    return to_qiskit(circuit, parameter_name=parameter_name)
