from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit_ibm_runtime")

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.ibm.refinement import refine
from spinnet.backends.ibm.refinement_settings import RefinementSettings
from spinnet.backends.qiskit import QiskitBackend, to_sparse_pauli_op
from spinnet.circuits import Circuit, ansatz

RING = named_lattice("ring-4")
MODEL = heisenberg(RING)


def exact_energies(circuit: Circuit):
    """Energies without noise at separate angles of every gate, by Qiskit's state vectors."""
    evaluator = QiskitBackend().evaluator(circuit, MODEL)

    def energies(angles: np.ndarray) -> np.ndarray:
        slots = evaluator.compiled.bind_angles(angles)
        return evaluator._estimates([to_sparse_pauli_op(MODEL)], slots).values

    return energies


def exact_measure(circuit: Circuit):
    energies = exact_energies(circuit)
    return lambda iteration, angles: energies(angles)


def energy(circuit: Circuit, parameters: np.ndarray) -> float:
    return QiskitBackend().evaluator(circuit, MODEL).energy(parameters)


@pytest.fixture(params=["none", "layer"])
def circuit(request) -> Circuit:
    return ansatz(RING, "bonds", layers=1, gates="complex", sharing=request.param)


@pytest.mark.parametrize("method", ["spsa", "shift", "rotosolve"])
def test_energies_go_down(circuit, method, rng):
    start = rng.uniform(-0.3, 0.3, circuit.n_params)
    settings = RefinementSettings(method, iterations=12, step=0.2, seed=3)
    if method == "rotosolve" and circuit.n_params < 4:
        with pytest.raises(ValueError, match="parameter of their own"):
            refine(circuit, start, settings, exact_measure(circuit))
        return
    found = refine(circuit, start, settings, exact_measure(circuit))
    assert energy(circuit, found.parameters) < energy(circuit, start) - 1e-4
    assert len(found.energies) == 12


def test_one_step_of_shifts_is_the_gradient(circuit, rng):
    start = rng.uniform(-1, 1, circuit.n_params)
    settings = RefinementSettings("shift", iterations=1, step=1.0)
    found = refine(circuit, start, settings, exact_measure(circuit))
    step = 1e-5 * np.eye(circuit.n_params)
    differences = [energy(circuit, start + row) - energy(circuit, start - row) for row in step]
    np.testing.assert_allclose(start - found.parameters, np.array(differences) / 2e-5, atol=1e-8)


def test_rotosolve_finds_the_minimum_along_a_parameter(rng):
    circuit = ansatz(RING, "paths", layers=1, gates="real")
    start = rng.uniform(-1, 1, circuit.n_params)
    settings = RefinementSettings("rotosolve", iterations=1)
    found = refine(circuit, start, settings, exact_measure(circuit))
    assert found.points == 5 and np.array_equal(found.parameters[1:], start[1:])
    line = np.repeat(start[None, :], 101, axis=0)
    line[:, 0] += np.linspace(-np.pi, np.pi, 101)
    lowest = QiskitBackend().evaluator(circuit, MODEL).energies(line).min()
    assert energy(circuit, found.parameters) <= lowest + 1e-6


def test_the_same_seed_gives_the_same_parameters(rng):
    circuit = ansatz(RING, "bonds", layers=1, gates="complex")
    settings = RefinementSettings("spsa", iterations=3, seed=5)
    one, other = (
        refine(circuit, np.zeros(circuit.n_params), settings, exact_measure(circuit)).parameters
        for _ in range(2)
    )
    assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"method": "adam"}, "method must be one of spsa, shift, rotosolve; got 'adam'"),
        ({"iterations": 0}, "iterations must be a number above 0"),
        ({"step": float("nan")}, "step must be a number above 0"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        RefinementSettings(**settings)
