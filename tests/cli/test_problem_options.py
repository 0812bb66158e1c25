"""Options of lattice and circuit, spread over the commands that take them."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Annotated

from spinnet.cli import cost, vqe
from spinnet.cli.problem_options import ProblemOptions, with_problem_options

NAMES = [field.name for field in fields(ProblemOptions)]


def test_the_fields_come_first_and_the_rest_keeps_its_annotations():
    @with_problem_options
    def command(problem: ProblemOptions, times: Annotated[int, "how often"] = 2) -> tuple:
        """Say what was asked."""
        return problem, times

    parameters = inspect.signature(command).parameters
    assert [*parameters] == [*NAMES, "times"]
    assert parameters["times"].annotation == Annotated[int, "how often"]
    assert command.__doc__ == "Say what was asked."
    defaults = {name: parameters[name].default for name in NAMES}
    assert command(**(defaults | {"layers": 3}), times=1) == (ProblemOptions(layers=3), 1)


def test_commands_that_build_circuits_share_them():
    for module in (cost, vqe):
        assert [*inspect.signature(module.command).parameters][: len(NAMES)] == NAMES


def test_options_become_lattice_spin_and_circuit():
    problem = ProblemOptions(lattice="ring-6", ansatz="bonds", layers=2, spin="1")
    lattice = problem.read_lattice()
    assert (lattice.n_sites, problem.two_total(lattice)) == (6, 2)
    circuit = problem.circuit(lattice, 2)
    assert (circuit.n_layers, circuit.two_total) == (2, 2)
