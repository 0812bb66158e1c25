"""Lanczos in a sector against plain diagonalisation in S_z sectors."""

from __future__ import annotations

import signal

import jax
import numpy as np
import pytest

from hamiltonians import Lattice, heisenberg, lowest_energies, named_lattice
from hamiltonians.references import reference_energies
from spinnet.sector import SectorBasis, sector_eigenstates, to_amplitudes
from spinnet.sector.vector_store import CheckpointError


def random_model(rng, n_sites):
    bonds = [
        [i, j, float(rng.normal())]
        for i in range(n_sites)
        for j in range(i + 1, n_sites)
        if j == i + 1 or rng.random() < 0.4
    ]
    return heisenberg(Lattice.from_json({"n_sites": n_sites, "bonds": bonds}))


def check(model, two_total, n_states, **options):
    found = sector_eigenstates(model, two_total, n_states, **options)
    expected = lowest_energies(model, two_total, n_states)
    np.testing.assert_allclose(found.energies[:n_states], expected, atol=1e-11)
    assert found.converged and max(found.residuals) < 1e-7
    return found


@pytest.mark.parametrize(
    ("n_sites", "two_total", "n_states"), [(2, 0, 1), (3, 1, 2), (6, 6, 1), (7, 3, 3), (10, 2, 4)]
)
def test_energies_agree_with_plain_diagonalisation(n_sites, two_total, n_states, rng):
    check(random_model(rng, n_sites), two_total, n_states)


@pytest.mark.slow
@pytest.mark.parametrize("n_sites", range(2, 13))
def test_energies_agree_in_every_sector(n_sites, rng):
    model = random_model(rng, n_sites)
    for two_total in range(n_sites % 2, n_sites + 1, 2):
        check(model, two_total, min(3, SectorBasis(n_sites, two_total).dimension))
    jax.clear_caches()


def test_degenerate_levels_are_counted_and_completed():
    model = heisenberg(named_lattice("kagome-12"))
    found = check(model, 0, 5)
    # The fifth state is one of three; asked for five, the whole level comes.
    assert found.is_complete
    np.testing.assert_allclose(found.energies, lowest_energies(model, 0, 7), atol=1e-11)
    assert lowest_energies(model, 0, 8)[-1] > found.energies[-1] + 1e-3


def test_the_recurrence_of_two_vectors_gives_the_same_state():
    model = heisenberg(named_lattice("kagome-12"))
    full = sector_eigenstates(model, 0, with_states=True)
    lean = sector_eigenstates(model, 0, max_vectors=2, with_states=True)
    assert lean.energy == pytest.approx(full.energy, abs=1e-12)
    assert abs(np.vdot(lean.states[0], full.states[0])) == pytest.approx(1, abs=1e-10)
    assert not lean.is_complete and max(lean.residuals) < 1e-7
    energies_only = sector_eigenstates(model, 0, 3, max_vectors=2)
    levels = sorted({round(energy, 9) for energy in lowest_energies(model, 0, 7)})
    np.testing.assert_allclose(energies_only.energies, levels[:3], atol=1e-9)


def test_restarts_change_nothing():
    model = heisenberg(named_lattice("ring-12"))
    wide = sector_eigenstates(model, 2, 3, max_vectors=40)
    narrow = sector_eigenstates(model, 2, 3, max_vectors=13)
    np.testing.assert_allclose(narrow.energies, wide.energies, atol=1e-12)


def test_a_state_is_an_eigenvector_of_the_dense_matrix():
    model = heisenberg(named_lattice("ring-8"))
    found = sector_eigenstates(model, 2, with_states=True)
    vector = to_amplitudes(SectorBasis(8, 2), np.asarray(found.states[0]), found.order)
    # Triplets of a ring come in pairs where the momentum is not 0 or pi; this one is alone.
    np.testing.assert_allclose(model.matrix() @ vector, found.energy * vector, atol=1e-7)


@pytest.mark.parametrize("options", [{}, {"max_vectors": 2}, {"max_vectors": 12}])
def test_an_interrupted_calculation_goes_on(options, tmp_path):
    model = heisenberg(named_lattice("ring-10"))
    options = {"with_states": True, **options}
    whole = sector_eigenstates(model, 0, **options)
    seen = []

    def stop(step):
        seen.append(step.n_products)
        return step.n_products % 9 == 0

    for _ in range(20):
        found = sector_eigenstates(model, 0, checkpoint=tmp_path, callback=stop, **options)
        if found.converged:
            break
    assert seen == list(range(1, len(seen) + 1))  # no product was made twice
    assert found.n_products == whole.n_products
    assert found.energies == pytest.approx(whole.energies, abs=1e-13)
    np.testing.assert_allclose(found.states[0], whole.states[0], atol=1e-10)


def test_it_goes_on_with_less_memory_too(tmp_path):
    model = heisenberg(named_lattice("ring-10"))
    sector_eigenstates(model, 0, checkpoint=tmp_path, max_vectors=30, max_products=20)
    found = sector_eigenstates(model, 0, checkpoint=tmp_path, max_vectors=12)
    assert found.converged
    assert found.energy == pytest.approx(lowest_energies(model, 0, 1)[0], abs=1e-11)


def raise_interrupt():
    raise KeyboardInterrupt


@pytest.mark.parametrize("how", [raise_interrupt, lambda: signal.raise_signal(signal.SIGINT)])
def test_ctrl_c_keeps_what_was_found(how, tmp_path):
    def interrupt(step):
        if step.n_products == 5:
            how()

    model = heisenberg(named_lattice("ring-10"))
    with pytest.raises(KeyboardInterrupt):
        sector_eigenstates(model, 0, checkpoint=tmp_path, callback=interrupt)
    first = []
    sector_eigenstates(model, 0, checkpoint=tmp_path, callback=lambda step: first.append(step))
    assert first[0].n_products == 6


def test_another_calculation_and_damage_are_refused(tmp_path):
    model = heisenberg(named_lattice("ring-10"))
    folder = tmp_path / "run"
    sector_eigenstates(model, 0, checkpoint=folder, max_products=5)
    with pytest.raises(CheckpointError, match="another calculation: its two_total differs"):
        sector_eigenstates(model, 2, checkpoint=folder)
    victim = sorted(folder.glob("vector-*.npy"))[0]
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(bytes(content))
    with pytest.raises(CheckpointError, match="checksum differs"):
        sector_eigenstates(model, 0, checkpoint=folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(CheckpointError, match="is damaged"):
        sector_eigenstates(model, 0, checkpoint=folder)


def test_a_limit_returns_what_stands():
    model = heisenberg(named_lattice("ring-10"))
    found = sector_eigenstates(model, 0, max_products=6)
    assert not found.converged and found.n_products == 6
    assert found.energy > lowest_energies(model, 0, 1)[0]
    late = sector_eigenstates(model, 0, max_seconds=0.0)
    assert not late.converged and late.energies == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"two_total": 1}, "1"),
        ({"n_states": 0}, r"n_states must be in 1..42, .* got 0"),
        ({"n_states": 43}, r"n_states must be in 1..42"),
        ({"max_vectors": 5, "complete": True}, "at least 10 vectors; got 5"),
        ({"start": np.ones(42)}, "line order"),
        ({"max_vectors": 1}, "max_vectors must be at least 2, .* got 1"),
        ({"max_products": 0}, "max_products must be at least 1; got 0"),
        ({"max_seconds": -1.0}, "max_seconds must not be negative; got -1.0"),
        ({"tolerance": 0.0}, "tolerance must be a finite number above 0; got 0.0"),
        ({"tolerance": float("nan")}, "tolerance must be a finite number above 0; got nan"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    model = heisenberg(named_lattice("ring-10"))
    with pytest.raises(ValueError, match=message):
        sector_eigenstates(model, **{"two_total": 0, **arguments})


def test_a_model_without_couplings_is_refused():
    model = heisenberg(named_lattice("ring-4"), 0.0)
    with pytest.raises(ValueError, match="coupling other than zero"):
        sector_eigenstates(model, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "known",
    [one for one in reference_energies if 18 <= one.n_sites <= 24 and one.level == 0],
    ids=lambda one: f"{one.lattice}-{one.two_total}",
)
def test_published_energies(known):
    model = heisenberg(named_lattice(known.lattice))
    found = sector_eigenstates(model, known.two_total, max_vectors=2, tolerance=1e-6)
    assert found.energy == pytest.approx(known.energy, abs=1e-8)
    jax.clear_caches()
