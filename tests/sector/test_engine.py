"""Both engines against plain 2^N vectors, finite differences and exact diagonalisation."""

from __future__ import annotations

import dataclasses
import itertools

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Lattice, ground_state, heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.backends.statevector import statevector
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    exchange_gate,
    general_gate,
    paper,
    paper_gate,
    real_gate,
)
from spinnet.sector import (
    SectorBasis,
    from_amplitudes,
    loop_engine,
    sector_engine,
    to_amplitudes,
)
from spinnet.su2 import random_rotation

COMPLEX = (paper_gate(2), paper_gate(3), exchange_gate(3), real_gate(3))
REAL = (real_gate(3), real_gate(4))

on_both = pytest.mark.parametrize("engine", [loop_engine, sector_engine], ids=["loops", "jax"])
with_both = pytest.mark.parametrize("engine", ["loops", "jax"])


def random_circuit(rng, n_sites, two_total, gates, n_gates=6):
    """Gates on random sites in random order; the first parameters are read twice."""
    sites = rng.permutation(n_sites).tolist()
    n_pairs = (n_sites - two_total) // 2
    pairs = tuple((sites[2 * n], sites[2 * n + 1]) for n in range(n_pairs))
    start = SingletCovering(n_sites, pairs, tuple(sorted(sites[2 * n_pairs :])))
    placements, n_params = [], 0
    fitting = [gate for gate in gates if gate.n_spins <= n_sites]
    for number in range(n_gates):
        gate = fitting[rng.integers(len(fitting))]
        on = tuple(rng.choice(n_sites, gate.n_spins, replace=False).tolist())
        placements.append(
            Placement(gate, on, tuple(range(n_params, n_params + gate.n_angles)), number)
        )
        n_params += gate.n_angles
    first = placements[0]
    moved = tuple(rng.choice(n_sites, first.gate.n_spins, replace=False).tolist())
    placements.append(Placement(first.gate, moved, first.parameters, n_gates))
    return Circuit(n_sites, start, tuple(placements), n_params)


def random_model(rng, n_sites):
    pairs = [
        pair
        for pair in itertools.combinations(range(n_sites), 2)
        if pair[1] == pair[0] + 1 or rng.random() < 0.3
    ]
    lattice = Lattice.from_json(
        {"n_sites": n_sites, "bonds": [[i, j, float(rng.normal())] for i, j in pairs]}
    )
    return heisenberg(lattice)


def check(circuit, model, rng, engine):
    """Energies, gradient, state, correlations and variance agree with 2^N vectors."""
    evaluator = SectorBackend(engine=engine).evaluator(circuit, model)
    parameters = rng.normal(size=(2, circuit.n_params))
    vectors = [statevector(circuit, row) for row in parameters]
    matrix = model.matrix()
    expected = [np.vdot(vector, matrix @ vector).real for vector in vectors]
    energies, gradients = evaluator.energies_and_gradients(parameters)
    np.testing.assert_allclose(energies, expected, atol=1e-11)
    np.testing.assert_allclose(evaluator.state(parameters[0]), vectors[0], atol=1e-12)
    along, step = rng.normal(size=circuit.n_params), 1e-5
    plus, minus = (
        np.vdot(vector, matrix @ vector).real
        for vector in (
            statevector(circuit, parameters[0] + step * along),
            statevector(circuit, parameters[0] - step * along),
        )
    )
    # Central differences of an O(10) energy at this step: error about 1e-9.
    assert gradients[0] @ along == pytest.approx((plus - minus) / (2 * step), abs=3e-8)
    seen = evaluator.observables(parameters[0])
    spread = np.linalg.norm(matrix @ vectors[0]) ** 2 - expected[0] ** 2
    assert seen.energy == pytest.approx(expected[0], abs=1e-11)
    assert seen.variance == pytest.approx(spread, abs=1e-10)
    by_bonds = sum(
        bond.multiplicity * coupling * value
        for bond, coupling, value in zip(
            model.lattice.bonds, model.couplings, seen.bond_correlations, strict=True
        )
    )
    assert by_bonds == pytest.approx(expected[0], abs=1e-11)
    jax.clear_caches()


@with_both
@pytest.mark.parametrize(
    ("n_sites", "two_total", "gates"),
    [(3, 1, COMPLEX), (6, 0, COMPLEX), (7, 3, COMPLEX), (8, 0, REAL), (6, 2, (general_gate(4),))],
    ids=["3 sites", "6 complex", "7 odd", "8 real", "6 four-spin"],
)
def test_the_engine_agrees_with_plain_vectors(n_sites, two_total, gates, engine, rng):
    check(random_circuit(rng, n_sites, two_total, gates), random_model(rng, n_sites), rng, engine)


@pytest.mark.slow
@with_both
@pytest.mark.parametrize("n_sites", range(2, 13))
@pytest.mark.parametrize("family", ["complex", "real"])
def test_the_engine_agrees_with_plain_vectors_on_any_graph(n_sites, family, engine, rng):
    gates = COMPLEX if family == "complex" or n_sites < 3 else REAL
    for two_total in {n_sites % 2, min(n_sites, n_sites % 2 + 2)}:
        circuit = random_circuit(rng, n_sites, two_total, gates, 10)
        check(circuit, random_model(rng, n_sites), rng, engine)


@pytest.mark.slow
@with_both
def test_five_spin_gates_agree_with_plain_vectors(engine, rng):
    check(random_circuit(rng, 7, 1, (general_gate(5),), 2), random_model(rng, 7), rng, engine)


@with_both
def test_circuits_without_gates_keep_their_start(engine, rng):
    circuit = Circuit(3, SingletCovering(3, ((0, 2),), (1,)), (), 0)
    model = random_model(rng, 3)
    vector = statevector(circuit, np.zeros(0))
    evaluator = SectorBackend(engine=engine).evaluator(circuit, model)
    for n_starts in (1, 2):
        energies, gradients = evaluator.energies_and_gradients(np.zeros((n_starts, 0)))
        assert (energies.shape, gradients.shape) == ((n_starts,), (n_starts, 0))
        np.testing.assert_allclose(energies, vector.conj() @ (model.matrix() @ vector), atol=1e-13)
    np.testing.assert_allclose(evaluator.state(np.zeros(0)), vector, atol=1e-13)


@with_both
def test_models_without_bonds_have_no_energy(engine):
    lattice = Lattice("apart", 3, (), ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0)))
    start = SingletCovering(3, ((0, 1),), (2,))
    circuit = Circuit(3, start, (Placement(real_gate(3), (0, 1, 2), (0,), 0),), 1)
    evaluator = SectorBackend(engine=engine).evaluator(circuit, heisenberg(lattice))
    energies, gradients = evaluator.energies_and_gradients(np.ones((2, 1)))
    assert (energies.tolist(), gradients.tolist()) == ([0.0, 0.0], [[0.0], [0.0]])
    seen = evaluator.observables(np.ones(1))
    assert (seen.energy, seen.variance, seen.bond_correlations) == (0.0, 0.0, ())


@with_both
def test_parameters_of_another_shape_are_refused(engine):
    lattice = named_lattice("ring-4")
    circuit = ansatz(lattice, "triples", layers=1)
    evaluator = SectorBackend(engine=engine).evaluator(circuit, heisenberg(lattice))
    n_params = circuit.n_params
    for shape in ((2, n_params - 1), (2, n_params + 1), (0, n_params), (n_params,)):
        for evaluate in (evaluator.energies, evaluator.energies_and_gradients):
            with pytest.raises(ValueError, match=r"the shape \(n_starts, n_params\) = \(n, "):
                evaluate(np.zeros(shape))
    single = evaluator.energy, evaluator.energy_and_gradient, evaluator.observables, evaluator.state
    for evaluate in (*single, evaluator.metric, evaluator.gate_metrics):
        for shape in ((n_params + 1,), (1, n_params)):
            with pytest.raises(ValueError, match=rf"shape \({n_params},\) for this circuit; got"):
                evaluate(np.zeros(shape))


@on_both
def test_the_state_turns_as_total_spin_zero_does(engine, rng):
    lattice = named_lattice("kagome-star-12")
    circuit = ansatz(lattice, "triangles", layers=1)
    amplitudes = engine(circuit, heisenberg(lattice)).amplitudes(rng.normal(size=circuit.n_params))
    rotation = random_rotation(rng)
    tensor = amplitudes.reshape((2,) * 12)
    for site in range(12):
        tensor = np.moveaxis(np.tensordot(rotation, tensor, (1, site)), 0, site)
    np.testing.assert_allclose(tensor.ravel(), amplitudes, atol=1e-12)


@on_both
def test_the_energy_is_never_below_the_exact_one(engine, rng):
    lattice = named_lattice("ring-8")
    model = heisenberg(lattice)
    circuit = paper.paper_circuit(lattice, blocks=1)
    energies = engine(circuit, model).energies(rng.normal(size=(5, circuit.n_params)))
    assert np.all(energies >= ground_state(model).energy - 1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10), st.data())
def test_projection_to_amplitudes_and_back(n_sites, data):
    two_total = data.draw(st.sampled_from(range(n_sites % 2, n_sites + 1, 2)))
    order = tuple(data.draw(st.permutations(range(n_sites))))
    basis = SectorBasis(n_sites, two_total)
    generator = np.random.default_rng(data.draw(st.integers(0, 1000)))
    state = generator.normal(size=basis.dimension) + 1j * generator.normal(size=basis.dimension)
    amplitudes = to_amplitudes(basis, state, order)
    assert np.linalg.norm(amplitudes) == pytest.approx(np.linalg.norm(state))
    np.testing.assert_allclose(from_amplitudes(basis, amplitudes, order), state, atol=1e-12)


@on_both
def test_importing_leaves_the_precision_of_jax_alone(engine):
    lattice = named_lattice("ring-4")
    circuit = ansatz(lattice, "triples", layers=1)
    before = jax.config.jax_enable_x64
    energies = engine(circuit, heisenberg(lattice)).energies(np.zeros((1, circuit.n_params)))
    assert energies.dtype == np.float64
    assert jax.config.jax_enable_x64 == before


@on_both
def test_other_numbers_of_sites_are_refused(engine):
    circuit = ansatz(named_lattice("ring-6"), "triples", layers=1)
    with pytest.raises(ValueError, match=r"same number of sites; got 6 and 8"):
        engine(circuit, heisenberg(named_lattice("ring-8")))


@pytest.mark.parametrize("gates", [REAL[:1], COMPLEX])
def test_single_precision_is_near_double(gates, rng):
    circuit, model = random_circuit(rng, 8, 0, gates), random_model(rng, 8)
    points = rng.normal(size=(1, circuit.n_params))
    double = sector_engine(circuit, model)
    single = sector_engine(circuit, model, "single")
    assert single.program.start.dtype.itemsize == double.program.start.dtype.itemsize // 2
    assert (single.precision, double.precision) == ("single", "double")
    for one, two in zip(
        single.energies_and_gradients(points), double.energies_and_gradients(points), strict=True
    ):
        assert one.dtype == two.dtype == np.float64
        np.testing.assert_allclose(one, two, atol=3e-5)


def scaled(engine, factor):
    """The engine with a start state of another length, as rounding would make it."""
    if hasattr(engine, "program"):
        program = dataclasses.replace(engine.program, start=factor * engine.program.start)
        return dataclasses.replace(engine, program=program)
    return dataclasses.replace(engine, start=factor * engine.start)


@on_both
@pytest.mark.parametrize("gates", [REAL[:1], COMPLEX])
def test_what_is_measured_does_not_depend_on_the_norm(gates, engine, rng):
    """A model with a constant, so that it is not taken for a part of the norm."""
    circuit, model = random_circuit(rng, 8, 0, gates), heisenberg(named_lattice("ring-8"))
    points = rng.normal(size=(2, circuit.n_params))
    one = engine(circuit, model)
    with jax.enable_x64(True):
        other = scaled(one, 1.5)
    assert np.linalg.norm(other.state(points[0])) == pytest.approx(1.5)
    for found, expected in zip(
        (other.energies(points), *other.energies_and_gradients(points)),
        (one.energies(points), *one.energies_and_gradients(points)),
        strict=True,
    ):
        np.testing.assert_allclose(found, expected, atol=1e-12)
    for found, expected in zip(
        other.measurements(points[0]), one.measurements(points[0]), strict=True
    ):
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_unknown_precisions_are_refused():
    with pytest.raises(ValueError, match="precision must be 'double' or 'single'; got 'half'"):
        SectorBackend("half")
