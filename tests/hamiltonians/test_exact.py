"""The oracle against dense matrices on 2^N states, with total spin from S^2 itself."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from hamiltonians import (
    HeisenbergModel,
    Lattice,
    chain,
    count_multiplets,
    ground_state,
    heisenberg,
    kagome,
    lowest_energies,
    named_lattice,
    random_couplings,
    triangular_chain,
)
from hamiltonians import lowest_states as lowest_states_module


def graph(n_sites, bonds):
    positions = tuple((float(site), 0.0) for site in range(n_sites))
    data = {"n_sites": n_sites, "bonds": bonds, "positions": positions}
    return heisenberg(Lattice.from_json(data))


def spectrum(model):
    """All (energy, 2S) of the 2^N states, by diagonalising H and S^2 together."""
    n_sites = model.n_sites
    pairs = [[i, j, 1.0] for i, j in itertools.combinations(range(n_sites), 2)]
    spin_squared = 0.75 * n_sites * np.eye(2**n_sites)
    if pairs:
        spin_squared += 2 * graph(n_sites, pairs).matrix().toarray()
    strange = math.pi / 17  # separates the spins of degenerate levels
    matrix = model.matrix().toarray()
    _, vectors = np.linalg.eigh(matrix + strange * spin_squared)
    energies = np.sum(vectors * (matrix @ vectors), axis=0)
    squares = np.sum(vectors * (spin_squared @ vectors), axis=0)
    spins = np.sqrt(1 + 4 * squares) - 1
    assert np.allclose(spins, np.round(spins), atol=1e-6)
    return list(zip(energies, np.round(spins).astype(int), strict=True))


def expected_level(levels, two_total=None):
    kept = [(energy, spin) for energy, spin in levels if two_total in (None, spin)]
    lowest = min(energy for energy, _ in kept)
    level = [spin for energy, spin in kept if energy < lowest + 1e-9]
    return lowest, min(level), len(level)


CASES = {
    "one site": lambda rng: heisenberg(chain(1)),
    "two sites": lambda rng: heisenberg(chain(2)),
    "two sites, ferromagnetic": lambda rng: heisenberg(chain(2), -1.0),
    "three sites": lambda rng: heisenberg(chain(3)),
    "triangle": lambda rng: heisenberg(chain(3, periodic=True)),
    "five on a ring": lambda rng: heisenberg(chain(5, periodic=True)),
    "seven on a ring": lambda rng: heisenberg(chain(7, periodic=True)),
    "ferromagnet": lambda rng: heisenberg(named_lattice("triangular-chain-8"), -0.7),
    "bow tie": lambda rng: graph(
        5, [[0, 1, 1], [1, 2, 1], [0, 2, 1], [2, 3, 1], [3, 4, 1], [2, 4, 1]]
    ),
    "dimerised point": lambda rng: heisenberg(triangular_chain(8, j2=0.5)),
    "complete graph": lambda rng: graph(
        6, [[i, j, 1.0] for i, j in itertools.combinations(range(6), 2)]
    ),
    "star, ferrimagnetic": lambda rng: graph(6, [[0, leaf, 1.0] for leaf in range(1, 6)]),
    "spins without coupling": lambda rng: graph(5, [[0, 1, 1], [1, 2, 0], [2, 3, 0], [3, 4, 0]]),
    "no coupling at all": lambda rng: heisenberg(chain(4), 0.0),
    "random": lambda rng: random_model(rng, 8),
    "random, odd": lambda rng: random_model(rng, 7),
    "random, tiny couplings": lambda rng: random_model(rng, 6, 1e-9),
    "random, huge couplings": lambda rng: random_model(rng, 6, 1e200),
    "kagome patch": lambda rng: heisenberg(kagome((2, 1), periodic=False)),
}


def random_model(rng, n_sites, scale=1.0):
    lattice = triangular_chain(n_sites)
    couplings = [scale * coupling for coupling in random_couplings(lattice, rng)]
    return heisenberg(lattice, couplings)


@pytest.fixture(params=["dense", "lanczos"])
def method(request, monkeypatch):
    if request.param == "lanczos":
        monkeypatch.setattr(lowest_states_module, "_DENSE_LIMIT", 6)


@pytest.mark.parametrize("case", CASES)
def test_every_sector_agrees_with_dense_matrices(case, method, rng):
    model = CASES[case](rng)
    scale = max((abs(coupling) for coupling in model.couplings), default=1.0) or 1.0
    unit = HeisenbergModel(model.lattice, tuple(j / scale for j in model.couplings))
    levels = spectrum(unit)
    for two_total in (None, *range(model.n_sites % 2, model.n_sites + 1, 2)):
        result = ground_state(model, two_total)
        energy, spin, degeneracy = expected_level(levels, two_total)
        assert result.energy / scale == pytest.approx(energy, abs=1e-10)
        assert (result.two_total, result.degeneracy) == (spin, degeneracy)
        assert result.n_sites == model.n_sites
        assert result.residual < 1e-9 * scale
        assert result.energy_per_site == result.energy / model.n_sites


@pytest.mark.parametrize("case", ["random", "random, odd", "dimerised point", "complete graph"])
def test_excited_levels_agree_with_dense_matrices(case, method, rng):
    model = CASES[case](rng)
    levels = spectrum(model)
    for two_total in range(model.n_sites % 2, model.n_sites + 1, 2):
        energies = sorted(energy for energy, spin in levels if spin == two_total)
        available = count_multiplets(model.n_sites, two_total)
        n_levels = min(4, available)
        expected = energies[:: two_total + 1][:n_levels]
        found = lowest_energies(model, two_total, n_levels)
        np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("n_sites", range(1, 12))
def test_multiplets_fill_the_whole_space(n_sites):
    spins = range(n_sites % 2, n_sites + 1, 2)
    assert sum((spin + 1) * count_multiplets(n_sites, spin) for spin in spins) == 2**n_sites


@pytest.mark.parametrize("n_sites", [14, 15])
def test_ferromagnets_beyond_the_dense_limit(n_sites):
    model = heisenberg(chain(n_sites, periodic=True), -1.0)
    result = ground_state(model)
    assert result.energy == pytest.approx(-n_sites / 4, abs=1e-10)
    assert (result.two_total, result.degeneracy) == (n_sites, n_sites + 1)
    # one magnon of momentum 2 pi / N costs 1 - cos(2 pi / N), for both signs of the momentum
    magnon = ground_state(model, n_sites - 2)
    assert magnon.energy == pytest.approx(-n_sites / 4 + 1 - math.cos(math.tau / n_sites), abs=1e-9)
    assert magnon.degeneracy == 2 * (n_sites - 1)


def test_sectors_of_a_ferromagnet_are_kept_apart():
    """Below the lowest singlet lie many states of higher spin; none may be taken for it.

    On open chains the lowest energy falls with the spin (Nachtergaele, Spitzer and Starr,
    J. Stat. Phys. 116, 719); on even rings the lowest singlet is below the lowest triplet.
    """
    chain_energies = [ground_state(heisenberg(chain(14), -1.0), s).energy for s in range(0, 16, 2)]
    assert (np.diff(chain_energies) < -0.01).all()
    assert chain_energies[-1] == pytest.approx(-13 / 4)
    ring = heisenberg(chain(14, periodic=True), -1.0)
    assert ground_state(ring, 0).energy < ground_state(ring, 2).energy - 0.001


def test_the_odd_ring_has_two_doublets():
    result = ground_state(heisenberg(chain(13, periodic=True)))
    assert (result.two_total, result.degeneracy) == (1, 4)


def test_results_do_not_depend_on_the_seed_or_on_labels(rng):
    lattice = named_lattice("ring-14")
    couplings = random_couplings(lattice, rng)
    first = ground_state(heisenberg(lattice, couplings), 2, seed=1)
    other = ground_state(heisenberg(lattice, np.roll(couplings, 5)), 2, seed=2)
    relabelled = lattice.restricted_to(rng.permutation(14).tolist(), "x")
    assert first.energy == pytest.approx(other.energy, abs=1e-10)
    assert ground_state(heisenberg(relabelled)).energy == pytest.approx(
        ground_state(heisenberg(lattice)).energy, abs=1e-10
    )


@pytest.mark.parametrize(
    ("n_sites", "two_total", "message"),
    [
        (4, 1, r"of 4 spins 1/2 must be one of 0, 2, ... up to 4, got 1"),
        (3, 0, r"of 3 spins 1/2 must be one of 1, 3, ... up to 3, got 0"),
        (4, 6, "got 6"),
        (4, -2, "got -2"),
        (1, 3, "got 3"),
    ],
)
def test_sectors_that_cannot_exist_are_refused(n_sites, two_total, message):
    model = heisenberg(chain(n_sites))
    with pytest.raises(ValueError, match=message):
        ground_state(model, two_total)
    with pytest.raises(ValueError, match=message):
        lowest_energies(model, two_total, 1)


@pytest.mark.parametrize("two_total", [0.0, "0", True])
def test_spins_that_are_no_integers_are_refused(two_total):
    with pytest.raises(TypeError, match=r"two_total .* must be a whole number"):
        ground_state(heisenberg(chain(4)), two_total)


@pytest.mark.parametrize("n_levels", [0, 3])
def test_more_levels_than_there_are_are_refused(n_levels):
    with pytest.raises(ValueError, match=r"n_levels must be in 1..2, .* two_total=0, got"):
        lowest_energies(heisenberg(chain(4)), 0, n_levels)


def test_levels_of_free_spins():
    model = heisenberg(chain(4), 0.0)
    assert lowest_energies(model, 2, 3) == (0.0, 0.0, 0.0)


def test_more_sites_than_bits_are_refused():
    with pytest.raises(ValueError, match="at most 62 sites, got 64"):
        ground_state(heisenberg(chain(64), -1.0), 64)
    assert ground_state(heisenberg(chain(62), -1.0), 62).energy == pytest.approx(-61 / 4)


def test_sectors_too_large_for_this_method_are_refused():
    with pytest.raises(ValueError, match="at most 3000000 states; 30 sites with 2 S_z = 0 have"):
        ground_state(heisenberg(named_lattice("ring-30")))
