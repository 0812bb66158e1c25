"""The metric against the definition from finite differences of states."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import ansatz, paper
from spinnet.sector import sector_engine
from spinnet.sector.metric import dense_curvature, derivatives
from spinnet.sector.natural_gradient import direction
from spinnet.vqe import minimise

STEP = 1e-5


def circuits():
    ring = named_lattice("ring-6")
    yield "real", ansatz(ring, "triples", layers=2), heisenberg(ring)
    yield "complex", paper.paper_circuit(ring, blocks=1), heisenberg(ring)
    shared = ansatz(ring, "triples", layers=2, sharing="layer")
    yield "shared", shared, heisenberg(ring)
    odd = named_lattice("ring-7")
    yield "spin 3/2", ansatz(odd, "triples", layers=1, two_total=3), heisenberg(odd)


CASES = list(circuits())


def differences(engine, parameters):
    """Return the state and what of its derivatives is orthogonal to it, ``(dimension, n)``."""
    state = engine.state(parameters)
    columns = np.stack(
        [
            (engine.state(parameters + STEP * unit) - engine.state(parameters - STEP * unit))
            / (2 * STEP)
            for unit in np.eye(len(parameters))
        ],
        axis=1,
    )
    return state, columns - np.outer(state, state.conj() @ columns)


@pytest.mark.parametrize(("_name", "circuit", "model"), CASES, ids=[case[0] for case in CASES])
def test_the_metric_is_that_of_finite_differences(_name, circuit, model, rng):
    evaluator = SectorBackend().evaluator(circuit, model)
    parameters = rng.normal(size=circuit.n_params)
    _, columns = differences(evaluator.engine, parameters)
    expected = (columns.conj().T @ columns).real
    metric = evaluator.metric(parameters)
    np.testing.assert_allclose(metric, expected, atol=1e-9)  # of the differences
    np.testing.assert_allclose(metric, metric.T, atol=1e-13)
    assert np.linalg.eigvalsh(metric)[0] > -1e-12


@pytest.mark.parametrize(("_name", "circuit", "model"), CASES[1:2], ids=["complex"])
@pytest.mark.parametrize("curvature", [0.0, 1.0])
def test_both_ways_to_a_direction_solve_the_same_equations(
    _name, circuit, model, curvature, rng, monkeypatch
):
    monkeypatch.setattr("spinnet.sector.natural_gradient.CG_TOLERANCE", 1e-10)
    engine = sector_engine(circuit, model)
    parameters = rng.normal(size=circuit.n_params)
    energies, gradients = engine.energies_and_gradients(parameters[None])
    given = (engine, parameters, float(energies[0]), gradients[0])
    weights = {"curvature": curvature, "metric": 40.0, "shift": 1e-2}
    dense, iterated = (direction(*given, dense=dense, **weights) for dense in (True, False))
    np.testing.assert_allclose(iterated, dense, atol=1e-7 * np.linalg.norm(dense))
    _, columns = differences(engine, parameters)
    matrix = 40 * ((columns.conj().T @ columns).real + 1e-2 * np.eye(len(parameters)))
    if not curvature:
        np.testing.assert_allclose(matrix @ dense, gradients[0] / 2, atol=1e-7)
    assert dense @ gradients[0] > 0


def test_the_curvature_is_half_the_second_derivative_at_an_eigenstate():
    lattice = named_lattice("ring-4")
    model, circuit = heisenberg(lattice), ansatz(lattice, "triples", layers=1)
    found = minimise(circuit, model, tolerance=1e-14)
    assert found.variance < 1e-12
    engine, point = sector_engine(circuit, model), found.parameters
    shifted = np.concatenate([point + STEP * np.eye(len(point)), point - STEP * np.eye(len(point))])
    plus, minus = np.split(engine.energies_and_gradients(shifted)[1], 2)
    with jax.enable_x64(True):
        columns = derivatives(engine.program, jnp.asarray(point))[1]
        curvature = dense_curvature(columns, engine.action, jnp.asarray(found.energy))
    np.testing.assert_allclose(2 * np.asarray(curvature), (plus - minus) / (2 * STEP), atol=1e-6)
