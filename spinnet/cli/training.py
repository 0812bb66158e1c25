"""The trained circuit of a run on a device: a search to be done first, or one that is finished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import heisenberg
from spinnet.cli.circuit_choice import AUTOMATIC
from spinnet.cli.finished_run import read_finished_run
from spinnet.cli.hardware_options import TrainedRun
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.search_options import MaxEvaluations, SearchOptions, Seed

SUPPORTS, LAYERS = "bonds", 1  # two-spin gates reach further per two-qubit gate than larger ones
STARTS = 4

Starts = Annotated[
    int, typer.Option("--starts", metavar="N", help="Starts of the training, searched together.")
]


@dataclass(frozen=True)
class TrainingOptions:
    """What the command line says of the training."""

    run: TrainedRun = None
    starts: Starts = STARTS
    seed: Seed = 0
    max_evaluations: MaxEvaluations = None

    def of_task(self, problem: ProblemOptions, *, quiet: bool) -> dict[str, Any]:
        """Return what a ``HardwareTask`` is told of circuit, model, parameters and search.

        Args:
            problem: Lattice and circuit; untouched if a finished run has them.
            quiet: Whether to say nothing on standard error.
        """
        if self.run is None:
            return self._untrained(problem, quiet)
        if problem != ProblemOptions() or self.max_evaluations is not None:
            raise ValueError(
                "--run takes lattice, circuit and parameters from its folder; leave out LATTICE, "
                "--graph and the options of lattice, circuit and training."
            )
        return _trained(self.run)

    def _untrained(self, problem: ProblemOptions, quiet: bool) -> dict[str, Any]:
        cluster = problem.read_lattice()
        search = SearchOptions(
            starts=self.starts, seed=self.seed, max_evaluations=self.max_evaluations
        ).settings(cluster, problem.ansatz)
        circuit, exact = _for_hardware(problem).circuit_of_ground_state(cluster, quiet=quiet)
        model = heisenberg(cluster)
        return {"circuit": circuit, "model": model, "search": search, "exact_energy": exact}


def _for_hardware(problem: ProblemOptions) -> ProblemOptions:
    """Return the options with the circuit that is taken on hardware if none was asked for."""
    if problem.ansatz != AUTOMATIC:
        return problem
    layers = LAYERS if problem.layers is None else problem.layers
    return replace(problem, ansatz=SUPPORTS, layers=layers)


def _trained(folder: Path) -> dict[str, Any]:
    """Return circuit, model and parameters of a finished run."""
    task, result = read_finished_run(folder)
    return {
        "circuit": task.circuit,
        "model": task.model,
        "parameters": tuple(map(float, result.parameters)),
        "trained_energy": result.energy,
        "exact_energy": result.exact_energy,
    }
