"""`spinnet resume`: go on with a run that was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spinnet.cli.options import AsJson
from spinnet.cli.report import report
from spinnet.vqe import resume
from spinnet.vqe.run_folder import read_config
from spinnet.vqe.task import Task


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the run.")],
    max_evaluations: Annotated[
        int | None,
        typer.Option("--max-evaluations", metavar="N", help="A larger budget than before."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Go on with a run that was stopped, to the same end as if it had not been."""
    task = Task.from_config(read_config(folder), folder, None)
    result = resume(folder, max_evaluations=max_evaluations, progress=not as_json)
    return report(result, task.model.lattice, task.circuit, folder, as_json=as_json)
