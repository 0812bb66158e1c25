"""Lattice and circuit as options: the one list for every command that builds a circuit.

A command that takes a `ProblemOptions` first is made to take its fields on the command line.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from hamiltonians import Lattice
from spinnet.circuits import Circuit
from spinnet.cli.circuit_choice import AUTOMATIC, choose_circuit, needed_two_total
from spinnet.cli.circuit_options import Ansatz, Layers, Real, Sharing
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.options import Graph, LatticeName, SecondNeighbour, TotalSpin


@dataclass(frozen=True)
class ProblemOptions:
    """What the command line says of lattice and circuit; the fields are those options."""

    lattice: LatticeName = None
    graph: Graph = None
    ansatz: Ansatz = AUTOMATIC
    layers: Layers = None
    real: Real = None
    sharing: Sharing = "none"
    spin: TotalSpin = None
    j2: SecondNeighbour = None

    def read_lattice(self) -> Lattice:
        """Return the lattice that is named, or read from a file."""
        return read_lattice(self.lattice, self.graph, self.j2)

    def two_total(self, lattice: Lattice) -> int | None:
        """Return twice the total spin that is asked for, None if it is left open.

        Args:
            lattice: The lattice.
        """
        asked = read_two_total(self.spin, lattice.n_sites)
        return needed_two_total(lattice, self.ansatz, asked)

    def circuit(self, lattice: Lattice, two_total: int | None) -> Circuit:
        """Return the circuit that is asked for.

        Args:
            lattice: The lattice.
            two_total: Twice its total spin; None is the lowest.
        """
        return choose_circuit(
            lattice,
            self.ansatz,
            layers=self.layers,
            real=self.real,
            sharing=self.sharing,
            two_total=two_total,
        )


def with_problem_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command whose first argument, a `ProblemOptions`, is spread over its options.

    Args:
        command: The command; its other arguments come after those of lattice and circuit.
    """
    hints = get_type_hints(command, include_extras=True)
    others = list(inspect.signature(command).parameters.values())[1:]
    own = [other.replace(annotation=hints[other.name]) for other in others]
    parameters = [*_problem_parameters(), *own]
    names = [field.name for field in fields(ProblemOptions)]

    @functools.wraps(command)
    def run(**values: Any) -> Any:
        """Gather the options of lattice and circuit and run the command."""
        problem = ProblemOptions(**{name: values.pop(name) for name in names})
        return command(problem, **values)

    del run.__wrapped__  # type: ignore[attr-defined]  # its signature is not this one's
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _problem_parameters() -> list[inspect.Parameter]:
    hints = get_type_hints(ProblemOptions, include_extras=True)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [
        inspect.Parameter(field.name, kind, default=field.default, annotation=hints[field.name])
        for field in fields(ProblemOptions)
    ]
