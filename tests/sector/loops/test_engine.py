"""The engine of loops against its twin in JAX."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from hamiltonians import Bond, HeisenbergModel, Lattice, heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.backends.statevector import statevector
from spinnet.circuits import Circuit, Placement, SingletCovering, ansatz, general_gate, paper
from spinnet.sector import LoopEngine, SectorEngine, loop_engine, sector_engine
from spinnet.sector.loops.instructions import TURN

TRIPLES = general_gate(3)


def sized(n_sites, two_total, *on):
    """General gates on triples of sites of a line with random couplings."""
    pairs = tuple((2 * n, 2 * n + 1) for n in range((n_sites - two_total) // 2))
    start = SingletCovering(n_sites, pairs, tuple(range(n_sites - two_total, n_sites)))
    placements = [
        Placement(TRIPLES, sites, tuple(range(4 * number, 4 * number + 4)), number)
        for number, sites in enumerate(on)
    ]
    bonds = [[i, (i + 1) % n_sites, 0.5 + i] for i in range(n_sites - 1)]
    bonds += [[0, n_sites - 1, -0.7]] if n_sites > 2 else []
    lattice = Lattice.from_json({"n_sites": n_sites, "bonds": bonds})
    return Circuit(n_sites, start, tuple(placements), 4 * len(on)), heisenberg(lattice)


def on_lattice(name, build):
    lattice = named_lattice(name)
    return build(lattice), heisenberg(lattice)


CASES = {
    "real ring": lambda: on_lattice("ring-8", lambda one: ansatz(one, "triples", layers=2)),
    "complex chain": lambda: on_lattice(
        "triangular-chain-8", lambda one: paper.paper_circuit(one, blocks=1)
    ),
    "odd sites": lambda: sized(7, 1, (0, 3, 6), (2, 1, 4), (5, 6, 4)),
    "higher spin": lambda: sized(8, 4, (0, 3, 6), (2, 1, 7), (5, 6, 4)),
}


@pytest.mark.parametrize(
    "case",
    [
        "odd sites",
        pytest.param("complex chain", marks=pytest.mark.slow),
        pytest.param("real ring", marks=pytest.mark.slow),
        pytest.param("higher spin", marks=pytest.mark.slow),
    ],
)
def test_both_engines_agree(case, rng):
    circuit, model = CASES[case]()
    loops, twin = loop_engine(circuit, model), sector_engine(circuit, model)
    points = rng.normal(size=(3, circuit.n_params))
    for one, two in zip(
        loops.energies_and_gradients(points), twin.energies_and_gradients(points), strict=True
    ):
        assert (one.shape, one.dtype) == (two.shape, two.dtype)
        np.testing.assert_allclose(one, two, atol=1e-11)
    # The two take different line orders, so states are compared on all 2^N amplitudes.
    np.testing.assert_allclose(loops.amplitudes(points[0]), twin.amplitudes(points[0]), atol=1e-12)
    for one, two in zip(loops.measurements(points[0]), twin.measurements(points[0]), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-10)
    jax.clear_caches()


@pytest.mark.parametrize("case", CASES)
def test_batches_are_their_rows(case, rng):
    circuit, model = CASES[case]()
    engine = loop_engine(circuit, model)
    points = rng.normal(size=(5, circuit.n_params))
    energies, gradients = engine.energies_and_gradients(points)
    np.testing.assert_array_equal(engine.energies(points), energies)
    for point, energy, gradient in zip(points, energies, gradients, strict=True):
        alone = engine.energies_and_gradients(point[None])
        np.testing.assert_allclose(alone[0], [energy], atol=1e-13)
        np.testing.assert_allclose(alone[1], [gradient], atol=1e-13)


@pytest.mark.parametrize("case", ["real ring", "complex chain"])
def test_single_precision_is_near_double(case, rng):
    circuit, model = CASES[case]()
    double, single = loop_engine(circuit, model), loop_engine(circuit, model, "single")
    assert (double.precision, single.precision) == ("double", "single")
    assert single.start.itemsize == 4
    points = rng.normal(size=(2, circuit.n_params))
    for one, two in zip(
        single.energies_and_gradients(points), double.energies_and_gradients(points), strict=True
    ):
        assert one.dtype == np.float64
        np.testing.assert_allclose(one, two, atol=3e-5)
    for one, two in zip(
        single.measurements(points[0]), double.measurements(points[0]), strict=True
    ):
        np.testing.assert_allclose(one, two, atol=1e-4)


def test_models_that_turn_the_state_are_measured_as_matrices(rng):
    circuit, model = on_lattice("kagome-12", lambda one: ansatz(one, "triangles+paths", layers=2))
    engine = loop_engine(circuit, model)
    assert TURN in engine.compiled.forwards[:, 0]
    assert TURN in engine.compiled.measured[:, 0]
    point, along = rng.normal(size=(2, circuit.n_params))
    vector, matrix = engine.amplitudes(point), model.matrix()
    energy, variance, swaps = engine.measurements(point)
    energies, gradients = engine.energies_and_gradients(point[None])
    assert energy == energies[0] == pytest.approx(vector @ (matrix @ vector), abs=1e-12)
    assert variance == pytest.approx(np.linalg.norm(matrix @ vector) ** 2 - energy**2, abs=1e-10)
    assert engine.constant + np.dot(
        [weight for _, _, weight in model.swap_form()[1]], swaps
    ) == pytest.approx(energy)
    plus, minus = engine.energies(np.array([point + 1e-5 * along, point - 1e-5 * along]))
    assert gradients[0] @ along == pytest.approx((plus - minus) / 2e-5, abs=3e-8)


@pytest.mark.parametrize(("n_sites", "two_total"), [(1, 1), (2, 0), (2, 2), (3, 3), (4, 0)])
def test_circuits_without_gates_keep_their_start(n_sites, two_total):
    pairs = tuple((2 * n, 2 * n + 1) for n in range((n_sites - two_total) // 2))
    start = SingletCovering(n_sites, pairs, tuple(range(n_sites - two_total, n_sites)))
    circuit = Circuit(n_sites, start, (), 0)
    places = tuple((float(site), 0.0) for site in range(n_sites))
    bonds = tuple(Bond(site, site + 1) for site in range(n_sites - 1))
    for some in ((), bonds):
        one = heisenberg(Lattice("line", n_sites, some, places, ()))
        engine, vector = loop_engine(circuit, one), statevector(circuit, np.zeros(0))
        expected = (vector.conj() @ (one.matrix() @ vector)).real
        energies, gradients = engine.energies_and_gradients(np.zeros((2, 0)))
        np.testing.assert_allclose(energies, [expected] * 2, atol=1e-13)
        assert gradients.shape == (2, 0)
        np.testing.assert_allclose(engine.amplitudes(np.zeros(0)), vector, atol=1e-13)
        assert engine.measurements(np.zeros(0))[0] == pytest.approx(expected, abs=1e-13)


def test_bonds_without_coupling_are_measured():
    circuit, model = CASES["odd sites"]()
    silent = HeisenbergModel(model.lattice, (0.0,) * len(model.couplings))
    point = np.linspace(-1, 1, circuit.n_params)
    energy, variance, swaps = loop_engine(circuit, silent).measurements(point)
    assert (energy, variance) == pytest.approx((0.0, 0.0), abs=1e-13)
    np.testing.assert_allclose(swaps, loop_engine(circuit, model).measurements(point)[2])


def test_unknown_precisions_are_refused():
    circuit, model = CASES["odd sites"]()
    with pytest.raises(ValueError, match="precision must be 'double' or 'single'; got 'half'"):
        loop_engine(circuit, model, "half")


def test_the_backend_takes_loops_where_they_are_faster():
    circuit, model = CASES["odd sites"]()
    engines = {
        engine: SectorBackend(engine=engine).evaluator(circuit, model).engine
        for engine in (None, "loops", "jax")
    }
    assert isinstance(engines[None], LoopEngine)
    assert isinstance(engines["loops"], LoopEngine)
    assert isinstance(engines["jax"], SectorEngine)
    one = SectorBackend(devices=jax.devices()).evaluator(circuit, model).engine
    assert isinstance(one, SectorEngine)


def test_loops_on_devices_are_refused():
    with pytest.raises(ValueError, match="over devices by engine 'jax' alone; got 'loops'"):
        SectorBackend(engine="loops", devices=jax.devices())


def test_unknown_engines_are_refused():
    with pytest.raises(ValueError, match="engine must be 'loops', 'bundles' or 'jax'; got 'fast'"):
        SectorBackend(engine="fast")
