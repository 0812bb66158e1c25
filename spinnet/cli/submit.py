"""`spinnet submit`: train a circuit, and measure its energy on a quantum computer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import heisenberg
from spinnet.backends.registry import backend_by_name
from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.circuit_choice import AUTOMATIC
from spinnet.cli.defaults import default_search
from spinnet.cli.hardware_options import (
    Backend,
    Bases,
    Decoupling,
    Iterations,
    MaxJobs,
    MaxSeconds,
    MaxShots,
    Mode,
    NoiseFactors,
    Placements,
    Primitive,
    Readout,
    Refine,
    RefineShots,
    Resilience,
    Shots,
    TrainedRun,
    Twirling,
)
from spinnet.cli.hardware_report import finish, print_dry_run, show_job
from spinnet.cli.options import AsJson
from spinnet.cli.problem_options import ProblemOptions, with_problem_options
from spinnet.cli.run_folder import choose_folder
from spinnet.cli.sector_choice import choose_sector
from spinnet.cli.vqe import MaxEvaluations, Out, Seed
from spinnet.storage.files import read_config
from spinnet.vqe import SearchSettings, VQEResult
from spinnet.vqe.task import Task

SUPPORTS, LAYERS = "bonds", 1  # two-spin gates reach further per two-qubit gate than larger ones
STARTS = 4

Starts = Annotated[
    int, typer.Option("--starts", metavar="N", help="Starts of the training, searched together.")
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="End when all jobs are sent; `spinnet fetch` looks again.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show circuits, depth and cost, and send nothing.")
]


@with_problem_options
def command(
    problem: ProblemOptions,
    backend: Backend = "FakeMarrakesh",
    run: TrainedRun = None,
    starts: Starts = STARTS,
    seed: Seed = 0,
    max_evaluations: MaxEvaluations = None,
    shots: Shots = 8192,
    bases: Bases = None,
    noise_factors: NoiseFactors = "1,3",
    readout: Readout = True,
    twirling: Twirling = 0,
    decoupling: Decoupling = None,
    mode: Mode = "job",
    primitive: Primitive = "sampler",
    resilience: Resilience = 1,
    refine: Refine = None,
    iterations: Iterations = 20,
    refine_shots: RefineShots = 4096,
    placements: Placements = 4,
    max_shots: MaxShots = None,
    max_seconds: MaxSeconds = None,
    max_jobs: MaxJobs = None,
    dry_run: DryRun = False,
    no_wait: NoWait = False,
    out: Out = None,
    as_json: AsJson = False,
) -> int:
    """Train a circuit, place it on a quantum computer, and measure its energy there."""
    ibm = import_ibm_backend()
    if run is not None:
        asked = _trained(run, problem, max_evaluations)
    else:
        asked = _untrained(problem, starts, seed, max_evaluations)
    two_total = asked["circuit"].two_total
    settings = ibm.HardwareSettings(
        device=backend,
        mode=mode,
        primitive=primitive,
        resilience_level=resilience,
        measurement=ibm.MeasurementSettings(
            shots=shots,
            bases=bases or ("Z" if two_total <= 1 else "ZX"),
            noise_factors=_numbers(noise_factors),
            readout=readout,
            twirling=twirling,
            dynamical_decoupling=decoupling,
            seed=seed,
        ),
        placement_seeds=tuple(range(_at_least_one("--placements", placements))),
        budget=ibm.Budget(max_shots, max_seconds, max_jobs),
    )
    search = None
    if refine is not None:
        search = ibm.RefinementSettings(refine, iterations, shots=refine_shots, seed=seed)
    task = ibm.HardwareTask(settings=settings, refinement=search, **asked)
    if dry_run:
        plan = ibm.HardwareRun.plan_only(task).dry_run()
        print_dry_run(plan, as_json=as_json)
        settings.budget.check(ibm.Cost(), plan.cost)
        return 0
    return _start(ibm, task, out, no_wait, as_json)


def _start(ibm: Any, task: Any, out: Path | None, no_wait: bool, as_json: bool) -> int:
    """Make the run folder and go through with the run."""
    device = ibm.open_device(task.settings.device)
    folder = choose_folder(out, f"{task.model.lattice.name}-{task.settings.device}")
    started = ibm.HardwareRun.create(folder, task, device=device)
    if not as_json:
        lattice = task.model.lattice
        print(lattice, task.circuit, f"run folder: {folder}", sep="\n", flush=True)
        started.progress, started.report = True, show_job
    return finish(lambda: started.run(wait=not no_wait), folder, as_json=as_json)


def _untrained(
    problem: ProblemOptions, starts: int, seed: int, max_evaluations: int | None
) -> dict[str, Any]:
    """Return circuit, model and search for a lattice."""
    cluster = problem.read_lattice()
    model = heisenberg(cluster)
    sector = choose_sector(model, problem.two_total(cluster))
    circuit = _for_hardware(problem).circuit(cluster, sector.two_total)
    search = default_search(cluster, problem.ansatz)
    settings = SearchSettings(
        optimizer=search.optimizer,
        learning_rate=search.learning_rate,
        initial=search.initial,
        starts=starts,
        seed=seed,
        max_evaluations=search.max_evaluations if max_evaluations is None else max_evaluations,
    )
    exact = sector.exact_energy
    return {"circuit": circuit, "model": model, "search": settings, "exact_energy": exact}


def _for_hardware(problem: ProblemOptions) -> ProblemOptions:
    """Return the options with the circuit that is taken on hardware if none was asked for."""
    if problem.ansatz != AUTOMATIC:
        return problem
    layers = LAYERS if problem.layers is None else problem.layers
    return replace(problem, ansatz=SUPPORTS, layers=layers)


def _trained(folder: Path, problem: ProblemOptions, max_evaluations: int | None) -> dict[str, Any]:
    """Return circuit, model and parameters of a finished run."""
    if problem != ProblemOptions() or max_evaluations is not None:
        raise ValueError(
            "--run takes lattice, circuit and parameters from its folder; leave out LATTICE, "
            "--graph and the options of lattice, circuit and training."
        )
    # The backend of the run computes nothing here, and need not be installed.
    task = Task.from_config(read_config(folder), folder, backend_by_name("statevector"))
    if not (folder / "result.json").exists():
        raise ValueError(
            f"the run in {folder} has no result yet; finish it with `spinnet resume {folder}`."
        )
    result = VQEResult.load(folder)
    return {
        "circuit": task.circuit,
        "model": task.model,
        "parameters": tuple(map(float, result.parameters)),
        "trained_energy": result.energy,
        "exact_energy": result.exact_energy,
    }


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise ValueError(
            f"--noise-factors must be odd whole numbers such as 1,3,5; got {text!r}."
        ) from None


def _at_least_one(name: str, value: int) -> int:
    if value < 1:
        raise ValueError(f"{name} must be at least 1; got {value}.")
    return value
