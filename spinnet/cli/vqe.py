"""`spinnet vqe`: from a lattice to its ground state."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hamiltonians import heisenberg
from spinnet.backends.sector import SectorBackend
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.report import report
from spinnet.cli.run_folder import choose_folder
from spinnet.cli.search_options import SearchOptions
from spinnet.vqe.task import Task

Precision = Annotated[
    str,
    typer.Option(
        "--precision",
        metavar="NAME",
        help="Of the amplitudes: double, or single for the largest lattices.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder of the run; by default runs/LATTICE, numbered if it exists.",
    ),
]


@with_option_groups
def command(
    problem: ProblemOptions,
    search: SearchOptions,
    precision: Precision = "double",
    out: Out = None,
    as_json: AsJson = False,
) -> int:
    """Find the ground state of a Heisenberg model with a circuit of vertex gates."""
    cluster = problem.read_lattice()
    backend = SectorBackend(precision)  # type: ignore[arg-type]  # it refuses other words
    settings = search.settings(cluster, problem.ansatz)
    if not as_json:
        print(cluster, flush=True)
    circuit, exact_energy = problem.circuit_of_ground_state(cluster, quiet=as_json)
    folder = choose_folder(out, cluster.name)
    if not as_json:
        print(circuit, f"run folder: {folder}", sep="\n", flush=True)
    task = Task(circuit, heisenberg(cluster), backend, settings, exact_energy)
    result = task.run(folder, progress=not as_json)
    return report(result, cluster, circuit, folder, as_json=as_json)
