from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit import QuantumCircuit
from qiskit.circuit import Gate, Parameter

from spinnet.backends.qiskit import SingletGate, VertexGate, from_qiskit, to_qiskit
from spinnet.circuits import fixed_gate, paper_gate, real_gate
from spinnet.networks import comb_tree
from tests.backends.qiskit.dense_route import dense_state


def test_circuits_go_there_and_back(circuit):
    read, values = from_qiskit(to_qiskit(circuit))
    assert values is None
    assert (read.initial, read.n_params) == (circuit.initial, circuit.n_params)
    for ours, theirs in zip(read.placements, circuit.placements, strict=True):
        assert replace(ours, layer=theirs.layer) == theirs  # Qiskit knows no layers


def test_bound_circuits_bring_their_angles(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    read, values = from_qiskit(to_qiskit(circuit).assign_parameters(parameters))
    np.testing.assert_allclose(
        dense_state(read, values), dense_state(circuit, parameters), atol=1e-12
    )


def test_inverse_gates_become_gates_of_their_own(rng):
    angles = rng.uniform(-3, 3, 4)
    made = QuantumCircuit(3)
    made.append(SingletGate(), [2, 1])
    made.append(VertexGate(paper_gate(3), angles), [1, 0, 2])
    made.append(VertexGate(paper_gate(3), angles).inverse(), [1, 0, 2])
    circuit, values = from_qiskit(made)
    start, _ = from_qiskit(QuantumCircuit(made.qubits).compose(made.copy_empty_like()))
    assert circuit.initial.pairs == ((2, 1),)
    assert start.initial.singles == (0, 1, 2)
    state = dense_state(circuit, values)
    empty = dense_state(type(circuit)(3, circuit.initial, (), 0), np.zeros(0))
    np.testing.assert_allclose(state, empty, atol=1e-12)


def test_circuits_with_inverse_gates_go_there_and_back():
    made = QuantumCircuit(3)
    made.append(SingletGate(), [2, 1])
    made.append(VertexGate(paper_gate(3), [0.1, 0.2, 0.3, 0.4]).inverse(), [1, 0, 2])
    circuit, values = from_qiskit(made)
    again = to_qiskit(circuit).assign_parameters(values)
    assert again.data[1].operation == made.data[1].operation
    assert again.data[1].operation.label == "paper3 inverse"


def test_a_circuit_by_hand_with_its_own_parameters():
    made = QuantumCircuit(3)
    made.append(SingletGate(), [0, 1])
    made.barrier()
    made.append(VertexGate(real_gate(3), [Parameter("b")]), [0, 1, 2])
    made.append(VertexGate(real_gate(3), [Parameter("a")]), [2, 1, 0])
    circuit, values = from_qiskit(made)
    assert values is None
    assert [placement.parameters for placement in circuit.placements] == [(1,), (0,)]
    assert circuit.two_total == 1


def test_gates_without_angles_come_back():
    tree = comb_tree(2)
    made = QuantumCircuit(2)
    made.append(VertexGate(fixed_gate(tree, tree, {0: [[-1]]})), [0, 1])
    circuit, values = from_qiskit(made)
    assert circuit.n_gates == 1
    assert values.shape == (0,)


def test_other_gates_are_refused():
    made = QuantumCircuit(2)
    made.cx(0, 1)
    with pytest.raises(ValueError, match=r"got 'cx' on qubits \(0, 1\)"):
        from_qiskit(made)


def test_formulas_as_angles_are_refused():
    made = QuantumCircuit(3)
    made.append(VertexGate(real_gate(3), [2 * Parameter("a")]), [0, 1, 2])
    with pytest.raises(ValueError, match=r"plain parameter.*got 2\*a"):
        from_qiskit(made)


def test_mixtures_of_numbers_and_symbols_are_refused():
    made = QuantumCircuit(3)
    made.append(VertexGate(real_gate(3), [Parameter("a")]), [0, 1, 2])
    made.append(VertexGate(real_gate(3), [0.5]), [0, 1, 2])
    with pytest.raises(ValueError, match=r"plain parameter.*got 0\.5"):
        from_qiskit(made)


def test_singlets_after_gates_are_refused():
    made = QuantumCircuit(3)
    made.append(VertexGate(real_gate(3), [0.5]), [0, 1, 2])
    made.append(SingletGate(), [0, 1])
    with pytest.raises(ValueError, match="singlets must come before the gates"):
        from_qiskit(made)


def test_a_false_label_is_refused():
    forged = Gate("vertex_gate", 3, [0.5], label="real3")
    forged.definition = VertexGate(real_gate(3), [0.6]).definition
    made = QuantumCircuit(3)
    made.append(forged, [0, 1, 2])
    with pytest.raises(ValueError, match="must be the unitary of 'real3'"):
        from_qiskit(made)
    forged.label = "paper3"
    made = QuantumCircuit(3)
    made.append(forged, [0, 1, 2])
    with pytest.raises(ValueError, match="3 qubits and 4 angles; got 3 and 1"):
        from_qiskit(made)
