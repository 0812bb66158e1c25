from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.primitives import BackendEstimatorV2, StatevectorEstimator
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.transpiler import CouplingMap

from hamiltonians import chain, heisenberg
from hamiltonians.heisenberg import HeisenbergModel
from spinnet.backends.qiskit import QiskitBackend
from spinnet.circuits import Circuit, SingletCovering, ansatz
from tests.backends.qiskit.dense_route import dense_state, lopsided_lattice


def model_for(circuit: Circuit) -> HeisenbergModel:
    if circuit.n_sites == 6:
        return heisenberg(lopsided_lattice())
    return heisenberg(chain(circuit.n_sites), np.linspace(0.4, 1.3, circuit.n_sites - 1))


def dense_energy(circuit: Circuit, parameters: np.ndarray) -> float:
    state = dense_state(circuit, parameters)
    return float(np.vdot(state, model_for(circuit).matrix() @ state).real)


def test_energies_agree_with_the_dense_route(circuit, rng):
    parameters = rng.uniform(-3, 3, (3, circuit.n_params))
    energies = QiskitBackend().evaluator(circuit, model_for(circuit)).energies(parameters)
    expected = [dense_energy(circuit, row) for row in parameters]
    np.testing.assert_allclose(energies, expected, atol=1e-10)


def test_gradients_agree_with_complex_free_differences(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    evaluator = QiskitBackend().evaluator(circuit, model_for(circuit))
    energy, gradient = evaluator.energy_and_gradient(parameters)
    assert energy == pytest.approx(dense_energy(circuit, parameters), abs=1e-10)
    # fourth-order differences with step 1e-3: error 1e-12 in the step, 1e-12 in rounding
    expected = []
    for direction in np.eye(circuit.n_params)[:6]:
        e = [dense_energy(circuit, parameters + step * 1e-3 * direction) for step in (-2, -1, 1, 2)]
        expected.append((e[0] - 8 * e[1] + 8 * e[2] - e[3]) / 12e-3)
    np.testing.assert_allclose(gradient[:6], expected, atol=3e-10)


def test_gradients_of_several_rows_come_in_one_job(rng):
    circuit = ansatz(chain(5), "paths", layers=1, sharing="layer", two_total=1)
    model = heisenberg(chain(5))
    estimator = CountingEstimator()
    evaluator = QiskitBackend(estimator).evaluator(circuit, model)
    parameters = rng.uniform(-3, 3, (3, circuit.n_params))
    energies, gradients = evaluator.energies_and_gradients(parameters)
    assert estimator.n_jobs == 1
    for row, energy, gradient in zip(parameters, energies, gradients, strict=True):
        single = evaluator.energy_and_gradient(row)
        np.testing.assert_allclose(single[0], energy, atol=1e-12)
        np.testing.assert_allclose(single[1], gradient, atol=1e-12)


def test_observables_agree_with_the_dense_route(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    model = model_for(circuit)
    backend = QiskitBackend(measure_variance=True)
    seen = backend.evaluator(circuit, model).observables(parameters)
    state = dense_state(circuit, parameters)
    moved = model.matrix() @ state
    spin = circuit.two_total / 2
    assert seen.energy == pytest.approx(np.vdot(state, moved).real, abs=1e-10)
    assert seen.variance == pytest.approx(
        np.vdot(moved, moved).real - np.vdot(state, moved).real ** 2, abs=1e-9
    )
    assert seen.total_spin_squared == pytest.approx(spin * (spin + 1), abs=1e-10)
    total = np.dot(model.couplings, seen.bond_correlations)
    assert total == pytest.approx(seen.energy, abs=1e-10)


def test_variance_is_measured_only_on_request():
    circuit, model = ansatz(chain(4), "paths", layers=1), heisenberg(chain(4))
    seen = QiskitBackend().evaluator(circuit, model).observables(np.zeros(circuit.n_params))
    assert seen.variance is None


def test_a_circuit_without_gates_has_the_energy_of_its_singlets():
    circuit = Circuit(4, SingletCovering(4, ((0, 1), (3, 2))), (), 0)
    evaluator = QiskitBackend().evaluator(circuit, heisenberg(chain(4)))
    np.testing.assert_allclose(evaluator.energies(np.zeros((2, 0))), [-1.5, -1.5], atol=1e-12)
    energies, gradients = evaluator.energies_and_gradients(np.zeros((2, 0)))
    assert gradients.shape == (2, 0)
    np.testing.assert_allclose(energies, [-1.5, -1.5], atol=1e-12)


def test_exact_estimator_on_a_device_keeps_energies_and_gradients(rng):
    circuit, model = ansatz(chain(4), "paths", layers=1), heisenberg(chain(4))
    device = GenericBackendV2(5, coupling_map=CouplingMap.from_line(5), seed=1)
    parameters = rng.uniform(-3, 3, circuit.n_params)
    here = QiskitBackend().evaluator(circuit, model).energy_and_gradient(parameters)
    there = QiskitBackend(device=device).evaluator(circuit, model).energy_and_gradient(parameters)
    np.testing.assert_allclose(there[0], here[0], atol=1e-10)
    np.testing.assert_allclose(there[1], here[1], atol=1e-10)


def test_aer_without_noise_is_exact(rng):
    aer = pytest.importorskip("qiskit_aer.primitives")
    circuit, model = ansatz(chain(4), "paths", layers=1), heisenberg(chain(4))
    parameters = rng.uniform(-3, 3, circuit.n_params)
    evaluator = QiskitBackend(aer.EstimatorV2()).evaluator(circuit, model)
    energy, gradient = evaluator.energy_and_gradient(parameters)
    expected = QiskitBackend().evaluator(circuit, model).energy_and_gradient(parameters)
    np.testing.assert_allclose(energy, expected[0], atol=1e-10)
    np.testing.assert_allclose(gradient, expected[1], atol=1e-10)


def test_noise_raises_the_energy_of_singlets():
    aer = pytest.importorskip("qiskit_aer.primitives")
    noise = pytest.importorskip("qiskit_aer.noise")
    model = noise.NoiseModel()
    model.add_all_qubit_quantum_error(noise.depolarizing_error(0.05, 2), ["cx"])
    estimator = aer.EstimatorV2(options={"backend_options": {"noise_model": model}})
    circuit = Circuit(4, SingletCovering(4, ((0, 1), (3, 2))), (), 0)
    evaluator = QiskitBackend(estimator).evaluator(circuit, heisenberg(chain(4)))
    # each singlet keeps the fraction 0.95 of its correlation, as the identity part has none
    np.testing.assert_allclose(evaluator.energy(np.zeros(0)), -1.5 * 0.95, atol=1e-9)


def test_sampled_energies_agree_within_their_stated_error(rng):
    simulator = pytest.importorskip("qiskit_aer").AerSimulator()
    estimator = BackendEstimatorV2(backend=simulator, options={"seed_simulator": 7})
    circuit, model = ansatz(chain(4), "paths", layers=1), heisenberg(chain(4))
    backend = QiskitBackend(estimator, precision=0.01)
    parameters = rng.uniform(-3, 3, (4, circuit.n_params))
    evaluator = backend.evaluator(circuit, model)
    estimates = evaluator.energy_estimates(parameters)
    exact = QiskitBackend().evaluator(circuit, model).energies(parameters)
    assert np.all(estimates.standard_errors > 0)
    assert np.all(np.abs(estimates.values - exact) < 5 * estimates.standard_errors + 1e-3)


def test_the_estimators_own_backend_is_the_device():
    device = GenericBackendV2(6, coupling_map=CouplingMap.from_line(6), seed=1)
    compiled = QiskitBackend(BackendEstimatorV2(backend=device)).compile(
        ansatz(chain(4), "paths", layers=1)
    )
    assert compiled.isa_circuit.num_qubits == 6


def test_what_does_not_fit_is_refused():
    circuit = ansatz(chain(4), "paths", layers=1)
    with pytest.raises(ValueError, match="same number of sites"):
        QiskitBackend().evaluator(circuit, heisenberg(chain(5)))
    with pytest.raises(TypeError, match="V2 estimator with a run method; got str"):
        QiskitBackend("aer")
    evaluator = QiskitBackend().evaluator(circuit, heisenberg(chain(4)))
    with pytest.raises(ValueError, match="last axis of length"):
        evaluator.energies_and_gradients(np.zeros((1, circuit.n_params + 1)))


class CountingEstimator(StatevectorEstimator):
    """Counts the jobs it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.n_jobs = 0

    def run(self, pubs, *, precision=None):
        self.n_jobs += 1
        return super().run(pubs, precision=precision)
