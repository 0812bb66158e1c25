"""Amplitudes behind estimators, against plain matrices on asymmetric circuits."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.primitives import BackendEstimatorV2, StatevectorEstimator
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.transpiler import CouplingMap

from hamiltonians import heisenberg
from spinnet.backends import NoStateError
from spinnet.backends.qiskit import QiskitBackend
from spinnet.backends.qiskit.final_state import amplitudes_of_sites
from spinnet.circuits import ansatz
from tests.backends.qiskit.dense_route import dense_state, lopsided_lattice

LINE = GenericBackendV2(60, coupling_map=CouplingMap.from_line(60), seed=1)


@pytest.fixture
def problem(rng):
    lattice = lopsided_lattice()
    circuit = ansatz(lattice, [(0, 3, 5), (2, 1), (5, 4, 0)], layers=1, gates="complex")
    return circuit, heisenberg(lattice), rng.uniform(-3, 3, circuit.n_params)


def turned(state, expected):
    """Return a state at the global phase of another one."""
    overlap = np.vdot(state, expected)
    return state * overlap / abs(overlap)


def test_whole_gates_keep_the_global_phase(problem):
    circuit, model, parameters = problem
    state = QiskitBackend().evaluator(circuit, model).state(parameters)
    np.testing.assert_allclose(state, dense_state(circuit, parameters), atol=1e-12)


def test_sites_are_found_on_a_larger_device(problem):
    circuit, model, parameters = problem
    backend = QiskitBackend(StatevectorEstimator(), device=LINE, optimization_level=1)
    state = backend.evaluator(circuit, model).state(parameters)
    expected = dense_state(circuit, parameters)
    np.testing.assert_allclose(turned(state, expected), expected, atol=1e-10)


def test_aer_gives_its_state(problem):
    primitives = pytest.importorskip("qiskit_aer.primitives")
    circuit, model, parameters = problem
    backend = QiskitBackend(primitives.EstimatorV2(), optimization_level=1)
    state = backend.evaluator(circuit, model).state(parameters)
    expected = dense_state(circuit, parameters)
    np.testing.assert_allclose(turned(state, expected), expected, atol=1e-10)


def test_noise_and_devices_have_no_state(problem):
    aer = pytest.importorskip("qiskit_aer")
    from qiskit_aer.noise import NoiseModel, depolarizing_error
    from qiskit_aer.primitives import EstimatorV2

    circuit, model, parameters = problem
    noise = NoiseModel()
    noise.add_all_qubit_quantum_error(depolarizing_error(0.01, 2), ["cx"])
    noisy = EstimatorV2.from_backend(aer.AerSimulator(noise_model=noise))
    for estimator in (noisy, BackendEstimatorV2(backend=LINE)):
        backend = QiskitBackend(estimator, optimization_level=1)
        with pytest.raises(NoStateError, match="gives no amplitudes"):
            backend.evaluator(circuit, model).state(parameters)


def test_sites_on_other_qubits_come_back_in_order():
    amplitudes = np.zeros(8)
    amplitudes[0b100] = 1  # qubit 2 down
    np.testing.assert_array_equal(amplitudes_of_sites(amplitudes, (1, 2)), [0, 1, 0, 0])
    np.testing.assert_array_equal(amplitudes_of_sites(amplitudes, (2, 0)), [0, 0, 1, 0])
