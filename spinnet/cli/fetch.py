"""`spinnet fetch`: collect what the jobs of a run measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.hardware_report import finish, show_job
from spinnet.cli.options import AsJson


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the run.")],
    as_json: AsJson = False,
) -> int:
    """Collect what the jobs of a run measured; send nothing and do not wait."""
    started = import_ibm_backend().HardwareRun.open(folder)
    if not as_json:
        started.report = show_job
    return finish(started.fetch, folder, as_json=as_json)
