from __future__ import annotations

import copy

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector
from qiskit.circuit.exceptions import CircuitError
from qiskit.quantum_info import Operator

from spinnet.backends.qiskit import VertexGate, reverse_matrix
from spinnet.circuits import exchange_gate, fixed_gate, general_gate, paper_gate, real_gate
from spinnet.networks import parse_tree

RIGHT_TREE = parse_tree("(1/2 (1/2 1/2))")
GATES = [paper_gate(2), paper_gate(3), real_gate(3), real_gate(4), general_gate(2)]
GATES += [general_gate(3), general_gate(4), exchange_gate(2), exchange_gate(3), exchange_gate(4)]
GATES += [real_gate(3, RIGHT_TREE), general_gate(3, RIGHT_TREE)]
every_gate = pytest.mark.parametrize(
    "vertex", GATES, ids=lambda gate: f"{gate.name} {gate.in_tree}"
)


@every_gate
def test_matrix_is_the_gates_own(vertex, rng):
    angles = rng.uniform(-4, 4, vertex.n_angles)
    matrix = VertexGate(vertex, angles).to_matrix()
    np.testing.assert_allclose(reverse_matrix(matrix), vertex.matrix(angles), atol=1e-14)


@every_gate
def test_bound_definition_is_the_same_unitary_with_its_phase(vertex, rng):
    gate = VertexGate(vertex, rng.uniform(-4, 4, vertex.n_angles))
    np.testing.assert_allclose(Operator(gate.definition).data, gate.to_matrix(), atol=1e-10)


@every_gate
def test_symbolic_definition_keeps_its_parameters(vertex, rng):
    symbols = ParameterVector("a", vertex.n_angles)
    values = rng.uniform(-4, 4, vertex.n_angles)
    definition = VertexGate(vertex, list(symbols)).definition
    assert set(definition.parameters) == set(symbols)
    bound = definition.assign_parameters(values)
    expected = VertexGate(vertex, values).to_matrix()
    np.testing.assert_allclose(Operator(bound).data, expected, atol=1e-10)


@pytest.mark.parametrize("vertex", [g for g in GATES if g.n_spins < 4], ids=str)
def test_line_definition_joins_neighbours_only(vertex, rng):
    gate = VertexGate(vertex, rng.uniform(-4, 4, vertex.n_angles))
    definition = gate.structure_definition("line")
    for item in definition.data:
        wires = [definition.find_bit(qubit).index for qubit in item.qubits]
        assert max(wires) - min(wires) <= 1
    np.testing.assert_allclose(Operator(definition).data, gate.to_matrix(), atol=1e-10)


@every_gate
def test_inverse_undoes_the_gate(vertex, rng):
    gate = VertexGate(vertex, rng.uniform(-4, 4, vertex.n_angles))
    inverse = gate.inverse()
    np.testing.assert_allclose(
        inverse.to_matrix() @ gate.to_matrix(), np.eye(2**vertex.n_spins), atol=1e-12
    )
    np.testing.assert_allclose(Operator(inverse.definition).data, inverse.to_matrix(), atol=1e-10)
    assert inverse.inverse() == gate


@every_gate
def test_angles_bound_through_the_circuit_reach_the_gate(vertex, rng):
    symbols = ParameterVector("a", vertex.n_angles)
    values = rng.uniform(-4, 4, vertex.n_angles)
    circuit = QuantumCircuit(vertex.n_spins)
    circuit.append(VertexGate(vertex, list(symbols)), range(vertex.n_spins))
    for _ in range(2):  # before and after the definition is cached
        bound = circuit.assign_parameters(values)
        np.testing.assert_allclose(bound.data[0].params, values)
        expected = VertexGate(vertex, values).to_matrix()
        np.testing.assert_allclose(Operator(bound).data, expected, atol=1e-12)
        np.testing.assert_allclose(Operator(bound.decompose()).data, expected, atol=1e-10)
        assert circuit.data[0].operation.definition is not None


def test_wires_sit_on_the_qubits_they_are_given(rng):
    angles = rng.uniform(-3, 3, 4)
    circuit = QuantumCircuit(4)
    circuit.append(VertexGate(paper_gate(3), angles), [2, 0, 3])
    tensor = np.eye(16).reshape((2,) * 8)
    gate = paper_gate(3).matrix(angles).reshape((2,) * 6)
    applied = np.tensordot(gate, tensor, axes=((3, 4, 5), (2, 0, 3)))
    ours = np.moveaxis(applied, (0, 1, 2), (2, 0, 3))
    np.testing.assert_allclose(
        reverse_matrix(Operator(circuit).data), ours.reshape(16, 16), atol=1e-13
    )


def test_expressions_of_parameters_are_angles_too(rng):
    a = Parameter("a")
    circuit = QuantumCircuit(3)
    circuit.append(VertexGate(real_gate(3), [2 * a + 0.1]), [0, 1, 2])
    bound = circuit.decompose().assign_parameters({a: 0.4})
    expected = VertexGate(real_gate(3), [0.9]).to_matrix()
    np.testing.assert_allclose(Operator(bound).data, expected, atol=1e-10)


def test_gate_between_different_trees():
    vertex = fixed_gate(parse_tree("((1/2 1/2) 1/2)"), RIGHT_TREE, {})
    gate = VertexGate(vertex)
    np.testing.assert_allclose(Operator(gate.definition).data, gate.to_matrix(), atol=1e-10)


def test_gates_are_equal_when_kind_and_angles_are():
    a, b = Parameter("a"), Parameter("b")
    gate = VertexGate(real_gate(3), [a])
    assert gate == VertexGate(real_gate(3), [a])
    assert gate != VertexGate(real_gate(3), [b])
    assert gate != VertexGate(real_gate(3), [0.5])
    assert gate != gate.inverse()
    assert VertexGate(real_gate(3), [0.5]) != VertexGate(real_gate(3, RIGHT_TREE), [0.5])
    assert gate != QuantumCircuit(3).to_gate()


def test_labels_name_family_and_tree():
    assert VertexGate(real_gate(3), [0.1]).label == "real3"
    assert VertexGate(real_gate(3), [0.1]).inverse().label == "real3 inverse"
    assert VertexGate(real_gate(3, RIGHT_TREE), [0.1]).label == "real3 (1/2 (1/2 1/2))"


def test_wrong_angles_are_refused():
    with pytest.raises(ValueError, match="'paper3' takes 4 angles; got 1"):
        VertexGate(paper_gate(3), [0.1])
    with pytest.raises(CircuitError, match="must be finite; got nan"):
        VertexGate(real_gate(3), [np.nan])
    with pytest.raises(CircuitError, match="must be finite; got 1j"):
        VertexGate(real_gate(3), [1j])


def test_the_matrix_of_a_symbolic_gate_is_refused():
    with pytest.raises(CircuitError, match="assign numbers"):
        VertexGate(real_gate(3), [Parameter("a")]).to_matrix()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda gate: gate.to_mutable()])
def test_copies_are_equal_and_independent(copied):
    gate = VertexGate(paper_gate(3), [0.1, 0.2, 0.3, 0.4])
    other = copied(gate)
    assert other == gate
    other.params = [0.5, 0.2, 0.3, 0.4]
    assert other != gate


def test_qiskits_own_operations_on_gates_work(rng):
    gate = VertexGate(paper_gate(3), rng.uniform(-3, 3, 4))
    matrix = gate.to_matrix()
    np.testing.assert_allclose(Operator(gate.power(2)).data, matrix @ matrix, atol=1e-10)
    np.testing.assert_allclose(Operator(gate.repeat(3)).data, matrix @ matrix @ matrix, atol=1e-10)
    controlled = Operator(gate.control(annotated=True)).data
    np.testing.assert_allclose(controlled[1::2, 1::2], matrix, atol=1e-10)
    np.testing.assert_allclose(controlled[::2, ::2], np.eye(8), atol=1e-10)


def test_circuits_of_gates_can_be_drawn():
    circuit = QuantumCircuit(3)
    circuit.append(VertexGate(real_gate(3), [Parameter("a")]), [0, 1, 2])
    assert "real3" in str(circuit.draw("text"))
