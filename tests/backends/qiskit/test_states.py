from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.quantum_info import Operator, Statevector

from hamiltonians import chain, heisenberg
from spinnet.backends import default_backend
from spinnet.backends.qiskit import (
    SingletGate,
    from_statevector,
    to_sparse_pauli_op,
    to_statevector,
)
from spinnet.backends.qiskit.states import covering_circuit
from spinnet.circuits import SingletCovering, path_ansatz
from tests.backends.qiskit.dense_route import start_state

COVERINGS = [
    SingletCovering(1, (), (0,)),
    SingletCovering(2, ((0, 1),)),
    SingletCovering(2, ((1, 0),)),
    SingletCovering(5, ((3, 0), (1, 4)), (2,)),
    SingletCovering(6, ((0, 5),), (1, 2, 3, 4)),
]


@pytest.mark.parametrize("covering", COVERINGS, ids=str)
def test_covering_is_prepared_with_its_signs(covering):
    prepared = from_statevector(Statevector(covering_circuit(covering)))
    np.testing.assert_allclose(prepared, start_state(covering).reshape(-1), atol=1e-14)


def test_a_singlet_costs_one_cx():
    assert SingletGate().definition.count_ops()["cx"] == 1


def test_singlet_gate_has_an_inverse():
    gate = SingletGate()
    product = Operator(gate.definition).data @ Operator(gate.inverse().definition).data
    np.testing.assert_allclose(product, np.eye(4), atol=1e-14)


def test_states_go_there_and_back(rng):
    vector = rng.normal(size=16) + 1j * rng.normal(size=16)
    vector /= np.linalg.norm(vector)
    np.testing.assert_array_equal(from_statevector(to_statevector(vector)), vector)


def test_a_state_of_the_sector_engine_has_its_energy(rng):
    lattice = chain(6)
    circuit, model = path_ansatz(lattice, layers=1, two_total=2), heisenberg(lattice)
    evaluator = default_backend().evaluator(circuit, model)
    parameters = rng.uniform(-2, 2, circuit.n_params)
    state = to_statevector(evaluator.state(parameters))
    energy = state.expectation_value(to_sparse_pauli_op(model))
    np.testing.assert_allclose(energy, evaluator.energy(parameters), atol=1e-12)


def test_state_with_one_site_down():
    amplitudes = np.zeros((2, 2, 2))
    amplitudes[0, 1, 1] = 1  # sites 1 and 2 down
    assert to_statevector(amplitudes.reshape(-1)).probabilities_dict([0, 1, 2]) == {"110": 1.0}


def test_wrong_amplitudes_are_refused():
    with pytest.raises(ValueError, match=r"norm 1; got 1\.41"):
        to_statevector([1.0, 1.0])
    with pytest.raises(ValueError, match="power of two; got 3"):
        to_statevector([1.0, 0.0, 0.0])
    with pytest.raises(ValueError, match=r"one vector; got an array of shape \(2, 2\)"):
        to_statevector(np.eye(2))
