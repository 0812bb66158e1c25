"""Lattice and circuit from what the command line says of them."""

from __future__ import annotations

import pytest

from spinnet.cli import problem_options
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.sector_choice import SectorChoice


def test_options_become_lattice_spin_and_circuit():
    problem = ProblemOptions(lattice="ring-6", ansatz="bonds", layers=2, spin="1")
    lattice = problem.read_lattice()
    assert (lattice.n_sites, problem.two_total(lattice)) == (6, 2)
    circuit = problem.circuit(lattice, 2)
    assert (circuit.n_layers, circuit.two_total) == (2, 2)


@pytest.mark.parametrize(("two_total", "energy"), [(0, -2.0), (2, None)])
def test_the_circuit_has_the_spin_of_the_ground_state(monkeypatch, two_total, energy):
    found = SectorChoice(two_total, energy)
    monkeypatch.setattr(problem_options, "choose_sector", lambda *_, quiet: found)
    problem = ProblemOptions(lattice="ring-6", layers=1)
    circuit, exact = problem.circuit_of_ground_state(problem.read_lattice(), quiet=True)
    assert (circuit.two_total, exact) == (two_total, energy)
    assert circuit == problem.circuit(problem.read_lattice(), two_total)


def test_wrong_options_are_refused_before_energies_are_computed(monkeypatch):
    def long_computation(*_, quiet):
        raise AssertionError

    monkeypatch.setattr(problem_options, "choose_sector", long_computation)
    problem = ProblemOptions(lattice="ring-22", ansatz="triangels")
    with pytest.raises(ValueError, match="triangles"):
        problem.circuit_of_ground_state(problem.read_lattice(), quiet=True)
