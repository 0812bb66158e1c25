from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.quantum_info import Statevector

from hamiltonians import chain, named_lattice
from spinnet.backends.qiskit import from_statevector, spin_network_ansatz, to_qiskit
from spinnet.circuits import Circuit, SingletCovering
from tests.backends.qiskit.dense_route import dense_state


def test_state_agrees_with_the_dense_route(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    state = Statevector(to_qiskit(circuit).assign_parameters(parameters))
    np.testing.assert_allclose(
        from_statevector(state), dense_state(circuit, parameters), atol=1e-10
    )


def test_lowered_symbolic_circuit_gives_the_same_state(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    lowered = to_qiskit(circuit).decompose().assign_parameters(parameters)
    state = from_statevector(Statevector(lowered))
    np.testing.assert_allclose(state, dense_state(circuit, parameters), atol=1e-10)


def test_parameters_are_one_vector_in_the_circuits_order(circuit):
    quantum_circuit = to_qiskit(circuit, parameter_name="x")
    names = [parameter.name for parameter in quantum_circuit.parameters]
    assert names == [f"x[{index}]" for index in range(circuit.n_params)]
    gates = [item.operation for item in quantum_circuit.data if item.operation.name != "singlet"]
    for placement, gate in zip(circuit.placements, gates, strict=True):
        assert [symbol.index for symbol in gate.params] == list(placement.parameters)


def test_a_circuit_without_gates_is_its_start_state():
    circuit = Circuit(3, SingletCovering(3, ((2, 0),), (1,)), (), 0)
    state = from_statevector(Statevector(to_qiskit(circuit)))
    np.testing.assert_allclose(state, dense_state(circuit, np.zeros(0)), atol=1e-14)


def test_ansatz_from_a_lattice():
    quantum_circuit = spin_network_ansatz(named_lattice("kagome-12"), layers=2, gates="exchange")
    assert quantum_circuit.num_qubits == 12
    assert quantum_circuit.num_parameters == 16
    assert quantum_circuit.count_ops() == {"vertex_gate": 16, "singlet": 6}


def test_ansatz_refuses_what_the_circuits_refuse():
    with pytest.raises(ValueError, match="layers must be at least 1"):
        spin_network_ansatz(chain(4), "paths", layers=0)
