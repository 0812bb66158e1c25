"""`spinnet vqe`: from a lattice to its ground state."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hamiltonians import heisenberg
from spinnet.backends.sector import SectorBackend
from spinnet.cli.defaults import STARTS, default_search
from spinnet.cli.options import AsJson
from spinnet.cli.problem_options import ProblemOptions, with_problem_options
from spinnet.cli.report import report
from spinnet.cli.run_folder import choose_folder
from spinnet.cli.sector_choice import choose_sector
from spinnet.vqe import minimise

Optimizer = Annotated[
    str | None,
    typer.Option(
        "--optimizer",
        metavar="NAME",
        help="Optimiser: lbfgs, adam, natural or gauss-newton; by default lbfgs, and adam for the "
        "paper's circuits.",
    ),
]
LearningRate = Annotated[
    float | None,
    typer.Option(
        "--learning-rate",
        metavar="X",
        help="Step of Adam in radians; by default 0.02, and the paper's for its circuits.",
    ),
]
Starts = Annotated[
    int, typer.Option("--starts", metavar="N", help="Starts that are searched together.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the starts.")]
MaxEvaluations = Annotated[
    int | None,
    typer.Option(
        "--max-evaluations",
        metavar="N",
        help="Budget of evaluations of each start; by default 1000, and 2000 for the paper's "
        "circuits.",
    ),
]
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


@with_problem_options
def command(
    problem: ProblemOptions,
    optimizer: Optimizer = None,
    learning_rate: LearningRate = None,
    starts: Starts = STARTS,
    seed: Seed = 0,
    max_evaluations: MaxEvaluations = None,
    precision: Precision = "double",
    out: Out = None,
    as_json: AsJson = False,
) -> int:
    """Find the ground state of a Heisenberg model with a circuit of vertex gates."""
    cluster = problem.read_lattice()
    model = heisenberg(cluster)
    backend = SectorBackend(precision)  # type: ignore[arg-type]  # it refuses other words
    sector = choose_sector(model, problem.two_total(cluster))
    circuit = problem.circuit(cluster, sector.two_total)
    folder = choose_folder(out, cluster.name)
    if not as_json:
        print(cluster, circuit, f"run folder: {folder}", sep="\n", flush=True)
    search = default_search(cluster, problem.ansatz, optimizer)
    result = minimise(
        circuit,
        model,
        backend=backend,
        optimizer=search.optimizer,
        learning_rate=search.learning_rate if learning_rate is None else learning_rate,
        initial=search.initial,
        starts=starts,
        seed=seed,
        max_evaluations=search.max_evaluations if max_evaluations is None else max_evaluations,
        run_folder=folder,
        exact_energy=sector.exact_energy,
        progress=not as_json,
    )
    return report(result, cluster, circuit, folder, as_json=as_json)
