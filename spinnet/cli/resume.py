"""`spinnet resume`: go on with a run that was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.hardware_options import MaxJobs, MaxSeconds, MaxShots, Retry
from spinnet.cli.hardware_report import finish, show_job
from spinnet.cli.options import AsJson
from spinnet.cli.report import report
from spinnet.storage.files import read_config
from spinnet.vqe import resume
from spinnet.vqe.task import Task


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the run.")],
    max_evaluations: Annotated[
        int | None,
        typer.Option("--max-evaluations", metavar="N", help="A larger budget than before."),
    ] = None,
    retry: Retry = False,
    max_shots: MaxShots = None,
    max_seconds: MaxSeconds = None,
    max_jobs: MaxJobs = None,
    as_json: AsJson = False,
) -> int:
    """Go on with a run that was stopped, to the same end as if it had not been."""
    limits = (max_shots, max_seconds, max_jobs)
    if read_config(folder).get("kind") == "hardware":
        if max_evaluations is not None:
            raise ValueError(
                "--max-evaluations belongs to runs of `vqe`; a run on a device keeps its training."
            )
        return _on_device(folder, limits, retry, as_json)
    if retry or limits != (None, None, None):
        raise ValueError(
            f"--retry, --max-shots, --max-seconds and --max-jobs belong to runs of `submit`; "
            f"{folder} holds a run of `vqe`."
        )
    task = Task.from_config(read_config(folder), folder, None)
    result = resume(folder, max_evaluations=max_evaluations, progress=not as_json)
    return report(result, task.model.lattice, task.circuit, folder, as_json=as_json)


def _on_device(
    folder: Path,
    limits: tuple[int | None, float | None, int | None],
    retry: bool,
    as_json: bool,
) -> int:
    """Send what is missing, wait for it, and report."""
    ibm = import_ibm_backend()
    budget = None if limits == (None, None, None) else ibm.Budget(*limits)
    started = ibm.HardwareRun.open(folder, budget=budget)
    if not as_json:
        started.progress, started.report = True, show_job
    return finish(lambda: started.run(retry=retry), folder, as_json=as_json)
