"""Backends that sample: their energies scatter around the exact one as much as they say."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.circuits import ansatz
from tests.agreement.dense import dense_run, dense_state

ERRORS_ALLOWED = 5  # standard errors; a right backend fails once in two million runs
PAULI = {
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


@pytest.fixture
def problem(rng):
    lattice = chain(5)
    model = heisenberg(lattice, [1.0, -0.4, 0.7, 1.3])
    circuit = ansatz(lattice, "triples", layers=1, gates="complex")
    return circuit, model, rng.normal(size=(1, circuit.n_params))


def group_variances(model, state):
    """Variance of one shot of all XX, all YY and all ZZ terms; each group is measured together."""
    variances = []
    for axis in ("XX", "YY", "ZZ"):
        group = np.zeros((len(state), len(state)), dtype=complex)
        for letters, (i, j), weight in model.pauli_terms():
            if letters == axis:
                factors = [np.eye(2)] * model.n_sites
                factors[i] = factors[j] = PAULI[axis[0]]
                word = np.eye(1)
                for factor in factors:
                    word = np.kron(word, factor)
                group += weight * word
        image = group @ state
        variances.append(np.vdot(image, image).real - np.vdot(state, image).real ** 2)
    return variances


def test_pennylane_shots(problem):
    qml = pytest.importorskip("pennylane")
    from spinnet.backends.pennylane import PennyLaneBackend

    circuit, model, parameters = problem
    shots = 10_000
    device = qml.device("default.qubit", wires=circuit.n_sites, seed=11)
    energy = PennyLaneBackend(device, shots=shots).evaluator(circuit, model).energies(parameters)
    exact = dense_run(circuit, model, parameters).energies
    variances = group_variances(model, dense_state(circuit, parameters[0]))
    assert abs(energy[0] - exact[0]) < ERRORS_ALLOWED * np.sqrt(sum(variances) / shots)


def test_pennylane_gradient_from_shots(problem):
    """Every partial derivative within five standard errors of its shift rule."""
    qml = pytest.importorskip("pennylane")
    from spinnet.backends.pennylane import PennyLaneBackend

    circuit, model, parameters = problem
    shots = 10_000
    device = qml.device("default.qubit", wires=circuit.n_sites, seed=11)
    evaluator = PennyLaneBackend(device, shots=shots).evaluator(circuit, model)
    _, gradients = evaluator.energies_and_gradients(parameters)
    exact = dense_run(circuit, model, parameters).gradients
    # one energy scatters by at most sum |J|/4 per axis group; a rule for gaps 1/2 and 1 adds
    # four energies with squared weights that sum to less than 1
    largest = sum(abs(coupling) for *_, coupling in model.terms) / 4
    assert np.max(np.abs(gradients - exact)) < ERRORS_ALLOWED * np.sqrt(3 / shots) * largest


@pytest.mark.parametrize("estimator", ["statevector", "aer"])
def test_qiskit_precision(estimator, problem):
    pytest.importorskip("qiskit")
    from spinnet.backends.qiskit import QiskitBackend

    if estimator == "aer":
        pytest.importorskip("qiskit_aer")
        from qiskit_aer.primitives import EstimatorV2

        chosen = EstimatorV2(options={"run_options": {"seed_simulator": 5}})
    else:
        from qiskit.primitives import StatevectorEstimator

        chosen = StatevectorEstimator(seed=5)
    circuit, model, parameters = problem
    backend = QiskitBackend(chosen, precision=0.01, optimization_level=1)
    estimates = backend.evaluator(circuit, model).energy_estimates(parameters)
    exact = dense_run(circuit, model, parameters).energies
    difference = abs(estimates.values[0] - exact[0])
    # Qiskit's own estimator adds noise of the wished precision but states no error of its own
    stated = max(estimates.standard_errors[0], backend.precision)
    assert 0 < difference < ERRORS_ALLOWED * stated
