"""The engine of bundles against its twins on CPUs."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from hamiltonians import Bond, HeisenbergModel, Lattice, heisenberg, named_lattice
from spinnet.backends.preconditioner import gate_angles
from spinnet.backends.statevector import statevector
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    general_gate,
    paper,
    paper_gate,
    real_gate,
)
from spinnet.sector import loop_engine, sector_engine, walk_steps
from spinnet.sector.bundles import BundleEngine, bundle_engine
from spinnet.sector.gate_metric import gate_metrics


@pytest.fixture(autouse=True)
def narrow_walks(request, monkeypatch):
    """Windows of models as wide as those of circuits are compiled in seconds."""
    if request.node.get_closest_marker("slow") is None:
        monkeypatch.setattr(walk_steps, "MAX_WIDTH", 3)


def on_line(gate, n_sites, two_total, *on):
    """A gate on some sites of an open line with random couplings."""
    pairs = tuple((2 * n, 2 * n + 1) for n in range((n_sites - two_total) // 2))
    start = SingletCovering(n_sites, pairs, tuple(range(n_sites - two_total, n_sites)))
    n_angles = len(gate.generators)
    placements = tuple(
        Placement(gate, sites, tuple(range(n_angles * n, n_angles * (n + 1))), n)
        for n, sites in enumerate(on)
    )
    places = tuple((float(site), 0.0) for site in range(n_sites))
    bonds = tuple(Bond(n, n + 1, coupling=0.5 + n) for n in range(n_sites - 1))
    lattice = Lattice("line", n_sites, bonds, places)
    return Circuit(n_sites, start, placements, n_angles * len(on)), heisenberg(lattice)


def on_lattice(name, build):
    lattice = named_lattice(name)
    return build(lattice), heisenberg(lattice)


CASES = {
    "real": lambda: on_line(real_gate(3), 5, 1, (1, 0, 2), (2, 4, 3)),
    "far apart": lambda: on_line(real_gate(3), 6, 0, (1, 2, 4), (3, 0, 5)),
    "complex": lambda: on_line(paper_gate(2), 5, 1, (1, 2), (3, 0)),
    "higher spin": lambda: on_line(general_gate(3), 6, 2, (1, 2, 4), (5, 0, 3)),
    "ring": lambda: on_lattice("ring-8", lambda one: ansatz(one, "paths", layers=2, two_total=2)),
    "chain": lambda: on_lattice(
        "ring-8", lambda one: paper.chain_circuit(one, gate_spins=3, blocks=1)
    ),
    "kagome": lambda: on_lattice("kagome-12", lambda one: ansatz(one, "triangles", layers=2)),
}


def slow(*cases):
    return [pytest.param(case, marks=pytest.mark.slow) for case in cases]


def check_amplitudes(found, expected, atol):
    """States that are equal up to a phase."""
    phase = np.vdot(found, expected)
    assert abs(phase) == pytest.approx(1, abs=atol)
    np.testing.assert_allclose(found * phase, expected, atol=atol)


@pytest.mark.parametrize(
    "case", ["real", "complex", *slow("far apart", "higher spin", "ring", "chain", "kagome")]
)
def test_both_engines_agree(case, rng):
    circuit, model = CASES[case]()
    engine, twin = bundle_engine(circuit, model), loop_engine(circuit, model)
    points = rng.normal(size=(1 if case == "real" else 2, circuit.n_params))
    found = engine.energies_and_gradients(points)
    for one, two in zip(found, twin.energies_and_gradients(points), strict=True):
        assert (one.shape, one.dtype) == (two.shape, two.dtype)
        np.testing.assert_allclose(one, two, atol=1e-11)
    np.testing.assert_allclose(engine.energies(points), found[0], atol=1e-13)


@pytest.mark.parametrize("case", ["real", *slow("complex", "higher spin", "chain")])
def test_states_are_measured_as_in_the_twin(case, rng):
    circuit, model = CASES[case]()
    engine, twin = bundle_engine(circuit, model), loop_engine(circuit, model)
    point = rng.normal(size=circuit.n_params)
    check_amplitudes(engine.amplitudes(point), twin.amplitudes(point), 1e-12)
    for one, two in zip(engine.measurements(point), twin.measurements(point), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["real", "complex"])
def test_batches_are_their_rows(case, rng):
    circuit, model = CASES[case]()
    engine = bundle_engine(circuit, model)
    points = rng.normal(size=(3, circuit.n_params))
    energies, gradients = engine.energies_and_gradients(points)
    for point, energy, gradient in zip(points, energies, gradients, strict=True):
        alone = engine.energies_and_gradients(point[None])
        np.testing.assert_allclose(alone[0], [energy], atol=1e-13)
        np.testing.assert_allclose(alone[1], [gradient], atol=1e-13)


@pytest.mark.parametrize("case", ["complex", *slow("real", "higher spin")])
def test_metrics_of_gates_are_those_of_the_twin(case, rng):
    circuit, model = CASES[case]()
    engine, twin = bundle_engine(circuit, model), sector_engine(circuit, model)
    point, groups = rng.normal(size=circuit.n_params), gate_angles(circuit)
    found, expected = (
        gate_metrics(one.table, point, one.overlaps(point), groups) for one in (engine, twin)
    )
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert abs(found).max() > 1e-3


@pytest.mark.parametrize("case", ["real", *slow("chain")])
def test_single_precision_is_near_double(case, rng):
    circuit, model = CASES[case]()
    engine, twin = bundle_engine(circuit, model, "single"), loop_engine(circuit, model)
    assert (engine.precision, bundle_engine(circuit, model).precision) == ("single", "double")
    assert engine.start.dtype == np.float32
    points = rng.normal(size=(1, circuit.n_params))
    for one, two in zip(
        engine.energies_and_gradients(points), twin.energies_and_gradients(points), strict=True
    ):
        assert one.dtype == np.float64
        np.testing.assert_allclose(one, two, atol=3e-5)


def test_what_is_measured_does_not_depend_on_the_norm(rng):
    circuit, model = CASES["real"]()
    engine, points = bundle_engine(circuit, model), rng.normal(size=(1, circuit.n_params))
    expected = *engine.energies_and_gradients(points), *engine.measurements(points[0])
    engine.__dict__["start"] = 1.5 * engine.start  # as rounding would make it
    assert np.linalg.norm(engine.state(points[0])) == pytest.approx(1.5)
    found = *engine.energies_and_gradients(points), *engine.measurements(points[0])
    for one, two in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-12)


@pytest.mark.parametrize(
    ("n_sites", "two_total"),
    [(4, 0), *(pytest.param(*one, marks=pytest.mark.slow) for one in [(1, 1), (2, 0), (3, 3)])],
)
def test_circuits_without_gates_keep_their_start(n_sites, two_total):
    circuit, model = on_line(real_gate(3), n_sites, two_total)
    engine, vector = bundle_engine(circuit, model), statevector(circuit, np.zeros(0))
    expected = (vector.conj() @ (model.matrix() @ vector)).real
    energies, gradients = engine.energies_and_gradients(np.zeros((2, 0)))
    np.testing.assert_allclose(energies, [expected] * 2, atol=1e-13)
    assert gradients.shape == (2, 0)
    np.testing.assert_allclose(engine.amplitudes(np.zeros(0)), vector, atol=1e-13)


def test_bonds_without_coupling_are_measured(rng):
    circuit, model = CASES["complex"]()
    silent = HeisenbergModel(model.lattice, (0.0,) * len(model.couplings))
    point = rng.normal(size=circuit.n_params)
    energy, variance, swaps = bundle_engine(circuit, silent).measurements(point)
    assert (energy, variance) == (0.0, 0.0)
    expected = loop_engine(circuit, model).measurements(point)[2]
    np.testing.assert_allclose(swaps, expected, atol=1e-12)


def test_lattices_without_bonds_are_measured():
    circuit, _ = on_line(real_gate(3), 3, 1, (0, 1, 2))
    lattice = Lattice("apart", 3, (), ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0)))
    energy, variance, swaps = bundle_engine(circuit, heisenberg(lattice)).measurements(np.ones(1))
    assert (energy, variance, swaps.shape) == (0.0, 0.0, (0,))


def test_coverings_are_brought_to_the_first_line_order(rng):
    """The singlets are far apart, the gates are not: moves come before the first gate."""
    covering = SingletCovering(6, ((0, 3), (1, 4), (2, 5)), ())
    gate = real_gate(3)
    circuit = Circuit(6, covering, (Placement(gate, (0, 1, 2), (0,), 0),), 1)
    _, model = on_line(gate, 6, 0)
    engine = bundle_engine(circuit, model)
    check_amplitudes(engine.amplitudes(np.ones(1)), statevector(circuit, np.ones(1)), 1e-12)


def test_engines_know_what_they_are():
    circuit, model = CASES["complex"]()
    engine = bundle_engine(circuit, model)
    assert isinstance(engine, BundleEngine)
    assert (engine.name, engine.precision) == ("bundles", "double")
    assert (engine.basis.n_sites, engine.basis.two_total) == (5, 1)
    assert sorted(engine.order) == list(range(5))
    assert engine.bundled.n_gates == 2
    assert not jax.config.jax_enable_x64 or engine.start.dtype == np.float64


def test_unknown_precisions_are_refused():
    circuit, model = CASES["complex"]()
    with pytest.raises(ValueError, match="precision must be 'double' or 'single'; got 'half'"):
        bundle_engine(circuit, model, "half")


def test_models_on_other_sites_are_refused():
    circuit, _ = CASES["complex"]()
    _, model = CASES["far apart"]()
    with pytest.raises(ValueError, match="the same number of sites; got 5 and 6"):
        bundle_engine(circuit, model)
