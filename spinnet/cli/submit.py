"""`spinnet submit`: train a circuit, and measure its energy on a quantum computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.hardware_groups import DeviceOptions, MeasurementOptions, RefinementOptions
from spinnet.cli.hardware_report import finish, print_dry_run, show_job
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.run_folder import choose_folder
from spinnet.cli.training import TrainingOptions
from spinnet.cli.vqe import Out

NoWait = Annotated[
    bool, typer.Option("--no-wait", help="End when all jobs are sent; `spinnet fetch` looks again.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show circuits, depth and cost, and send nothing.")
]


@with_option_groups
def command(
    problem: ProblemOptions,
    training: TrainingOptions,
    device: DeviceOptions,
    measurement: MeasurementOptions,
    refinement: RefinementOptions,
    dry_run: DryRun = False,
    no_wait: NoWait = False,
    out: Out = None,
    as_json: AsJson = False,
) -> int:
    """Train a circuit, place it on a quantum computer, and measure its energy there."""
    ibm = import_ibm_backend()
    trained = training.of_task(problem, quiet=as_json)
    measured = measurement.settings(ibm, trained["circuit"].two_total, training.seed)
    task = ibm.HardwareTask(
        settings=device.settings(ibm, measured),
        refinement=refinement.settings(ibm, training.seed),
        **trained,
    )
    if dry_run:
        return _show(ibm, task, as_json)
    return _start(ibm, task, out, no_wait, as_json)


def _show(ibm: Any, task: Any, as_json: bool) -> int:
    """Show what would be sent."""
    plan = ibm.HardwareRun.plan_only(task).dry_run()
    print_dry_run(plan, as_json=as_json)
    task.settings.budget.check(ibm.Cost(), plan.cost)
    return 0


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
