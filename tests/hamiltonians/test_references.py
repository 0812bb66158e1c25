from __future__ import annotations

import pytest

from hamiltonians import (
    chain,
    ground_state,
    heisenberg,
    lattice_names,
    lowest_energies,
    model_reference,
    named_lattice,
    reference,
    reference_energies,
)

LARGEST_QUICK, LARGEST_SLOW = 16, 20
CELLS = ("triangular", "kagome", "square", "honeycomb")
QUICK = [r for r in reference_energies if r.n_sites <= LARGEST_QUICK]
TORI = tuple(f"{cell}-{tens}" for cell in CELLS for tens in "1234")
SLOW = [r for r in reference_energies if LARGEST_QUICK < r.n_sites <= LARGEST_SLOW]


def check(entry):
    model = heisenberg(named_lattice(entry.lattice))
    if entry.level == 0:
        result = ground_state(model, entry.two_total)
        assert result.energy == pytest.approx(entry.energy, abs=2e-9)
        assert result.residual < 1e-8
    else:
        energies = lowest_energies(model, entry.two_total, entry.level + 1)
        assert energies[entry.level] == pytest.approx(entry.energy, abs=2e-9)


@pytest.mark.parametrize("entry", QUICK, ids=lambda entry: entry.lattice)
def test_small_clusters_have_their_reference_energy(entry):
    check(entry)


@pytest.mark.slow
@pytest.mark.parametrize("entry", SLOW, ids=lambda r: f"{r.lattice}-{r.two_total}-{r.level}")
def test_clusters_up_to_20_sites_have_their_reference_energy(entry):
    check(entry)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({r.lattice for r in SLOW}))
def test_the_ground_state_is_a_single_singlet(name):
    result = ground_state(heisenberg(named_lattice(name)))
    assert (result.two_total, result.degeneracy) == (0, 1)
    assert result.energy == pytest.approx(reference(name).energy, abs=2e-9)


@pytest.mark.parametrize(
    ("name", "degeneracy"),
    [("kagome-star-12", 2), ("kagome-12", 1), ("triangular-12", 1), ("square-16", 1)],
)
def test_spin_and_degeneracy_of_the_lowest_level(name, degeneracy):
    result = ground_state(heisenberg(named_lattice(name)))
    assert (result.two_total, result.degeneracy) == (0, degeneracy)
    assert result.energy == pytest.approx(reference(name).energy, abs=2e-9)


@pytest.mark.parametrize("entry", reference_energies, ids=lambda r: f"{r.lattice}-{r.two_total}")
def test_entries_name_lattices_and_sources(entry):
    lattice = named_lattice(entry.lattice)
    assert lattice.n_sites == entry.n_sites
    assert (lattice.n_sites - entry.two_total) % 2 == 0
    assert entry.source
    assert "S.S" in entry.convention or "sigma" in entry.convention
    # above minus 3/4 a bond, below a product of singlets on every other site
    assert -0.75 * len(lattice.bonds) < entry.energy < -0.36 * lattice.n_sites


@pytest.mark.parametrize("name", sorted({r.lattice for r in reference_energies}))
def test_the_lowest_spin_is_that_of_the_ground_state(name):
    # Lieb and Mattis for the bipartite clusters; the frustrated ones keep to it too
    lowest = reference(name)
    assert lowest.two_total == lowest.n_sites % 2
    others = [r for r in reference_energies if r.lattice == name and r != lowest]
    assert all(other.energy > lowest.energy + 1e-3 for other in others)


def test_every_single_torus_has_an_energy():
    tori = [name for name in lattice_names() if name.startswith(TORI)]
    assert [name for name in tori if reference(name) is None] == []


@pytest.mark.parametrize(
    ("name", "per_site"),  # to the digits of the publications
    [
        ("square-32", -0.680179),  # Schulz, Ziman and Poilblanc, J. Phys. I France 6, 675 (1996)
        ("square-36", -0.678872),  # the same
    ],
)
def test_energies_per_site_are_the_published_ones(name, per_site):
    known = reference(name)
    assert known.energy / known.n_sites == pytest.approx(per_site, abs=1e-6)


def test_entries_are_looked_up_by_name_and_spin():
    name = "triangular-chain-20:j2=0.44"
    assert reference(name).energy == pytest.approx(-7.549374621)
    assert reference(name, 2).energy == pytest.approx(-7.350933688)
    assert reference(name, 4) is None
    assert reference("ring-17") is None
    assert {r.lattice for r in reference_energies} - {name} <= set(lattice_names())


def test_models_have_a_reference_only_as_the_lattice_stands():
    lattice = named_lattice("kagome-12")
    assert model_reference(heisenberg(lattice)) == reference("kagome-12")
    assert model_reference(heisenberg(lattice, 2.0)) is None
    assert model_reference(heisenberg(chain(12))) is None
    renamed = chain(12, name="kagome-12")
    assert model_reference(heisenberg(renamed)) is None
    strip = named_lattice("triangular-chain-20")
    assert model_reference(heisenberg(strip)) == reference("triangular-chain-20")
    assert model_reference(heisenberg(strip, {"first": 1, "second": 0.44})) is None
