"""The exact energy of a sector: looked up, by plain diagonalisation, or by Lanczos."""

from __future__ import annotations

import math

import pytest

from hamiltonians import Bond, Lattice, ground_state, heisenberg, named_lattice, reference
from spinnet.cli import sector_choice
from spinnet.cli.sector_choice import SectorChoice, choose_sector
from spinnet.su2 import multiplicity


def graph_of_mixed_signs() -> Lattice:
    bonds = [(0, 1, 1.0), (1, 2, -0.5), (2, 3, 0.7), (0, 3, -1.0), (0, 2, 0.4), (3, 4, 0.9)]
    found = tuple(Bond(first, second, coupling=coupling) for first, second, coupling in bonds)
    return Lattice("mixed", 5, found, tuple((float(site), 0.0) for site in range(5)), ())


SMALL = [
    (named_lattice("ring-7"), 1),
    (graph_of_mixed_signs(), 3),
    (named_lattice("ring-6"), 6),
]


@pytest.mark.parametrize(("lattice", "two_total"), SMALL, ids=lambda one: getattr(one, "name", one))
def test_lanczos_finds_what_plain_diagonalisation_finds(monkeypatch, lattice, two_total):
    model = heisenberg(lattice)
    plain = choose_sector(model, two_total)
    assert plain.exact_energy == ground_state(model, two_total).energy
    monkeypatch.setattr(sector_choice, "LARGEST_PLAIN", 0)
    found = choose_sector(model, two_total)
    assert found.two_total == two_total
    assert found.exact_energy == pytest.approx(plain.exact_energy, abs=1e-11)


def test_above_the_size_of_plain_diagonalisation_energies_are_known(capsys):
    model = heisenberg(named_lattice("triangular-chain-22:j2=0.5"))  # Majumdar and Ghosh: singlets
    assert model.n_sites > sector_choice.LARGEST_PLAIN
    found = choose_sector(model)
    assert found == SectorChoice(0, pytest.approx(-3 / 8 * 22, abs=1e-10))
    said = capsys.readouterr()
    assert f"({multiplicity(22, 0)} states) by Lanczos" in said.err and said.out == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kagome-24", "honeycomb-24"])
def test_references_of_24_sites_are_found_again(name):
    scaled = heisenberg(named_lattice(name), 2.0)  # which the list does not have
    found = choose_sector(scaled, quiet=True)
    assert found.exact_energy == pytest.approx(2 * reference(name).energy, abs=1e-9)


def test_all_spins_up_have_a_quarter_for_each_bond():
    ring = heisenberg(named_lattice("ring-22"))
    assert choose_sector(ring, 22, quiet=True) == SectorChoice(22, pytest.approx(22 / 4))


def test_large_models_without_frustration_have_the_spin_of_the_theorem():
    bonds = tuple(Bond(0, leg) for leg in range(1, 22))
    star = Lattice("star", 22, bonds, tuple((float(site), 0.0) for site in range(22)))
    assert choose_sector(heisenberg(star), quiet=True) == SectorChoice(20, pytest.approx(-23 / 4))
    ferromagnet = heisenberg(named_lattice("ring-22"), -1.0)
    assert choose_sector(ferromagnet, quiet=True) == SectorChoice(22, pytest.approx(-22 / 4))


def test_without_couplings_all_energies_are_zero():
    model = heisenberg(named_lattice("ring-22"), 0.0)
    assert choose_sector(model) == SectorChoice(0, 0.0)
    assert choose_sector(heisenberg(named_lattice("ring-23"), 0.0)) == SectorChoice(1, 0.0)


def test_published_energies_come_first_and_only_for_their_model(monkeypatch):
    def nothing_is_computed(*_):
        raise AssertionError

    monkeypatch.setattr(sector_choice, "ground_state", nothing_is_computed)
    monkeypatch.setattr(sector_choice, "lowest_of_each", nothing_is_computed)
    for name in ("kagome-12", "kagome-24", "kagome-36"):
        known = reference(name)
        found = choose_sector(heisenberg(named_lattice(name)))
        assert found == SectorChoice(known.two_total, known.energy)
    large = named_lattice("kagome-36")
    assert choose_sector(heisenberg(large, 2.0)) == SectorChoice(0, None)
    triplet = reference("kagome-36", 2)
    assert choose_sector(heisenberg(large), 2) == SectorChoice(2, triplet.energy)
    assert choose_sector(heisenberg(large), 4) == SectorChoice(4, None)


def test_what_would_take_long_is_left_out_and_said(capsys):
    states = math.comb(36, 18) // 19
    choose_sector(heisenberg(named_lattice("kagome-36"), 2.0))
    said = capsys.readouterr().err
    assert f"spin 0 ({states} states) is not known here; `spinnet exact`" in said
    assert said.count("\n") == 1


def test_lanczos_is_stopped_in_time(monkeypatch, capsys):
    monkeypatch.setattr(sector_choice, "LARGEST_PLAIN", 0)
    monkeypatch.setattr(sector_choice, "MOST_SECONDS", 0.0)
    assert choose_sector(heisenberg(named_lattice("ring-8"))) == SectorChoice(0, None)
    assert "stopped after 0 s" in capsys.readouterr().err


def test_quiet_is_quiet(monkeypatch, capsys):
    monkeypatch.setattr(sector_choice, "LARGEST_PLAIN", 0)
    for states in (0, 1_000_000):
        monkeypatch.setattr(sector_choice, "LARGEST_LANCZOS", states)
        choose_sector(heisenberg(named_lattice("ring-6")), quiet=True)
    assert capsys.readouterr().err == ""
