"""`spinnet jobs`: which jobs there are, and how far they got, from the folders of runs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from spinnet.cli._optional import import_ibm_backend
from spinnet.cli.options import AsJson
from spinnet.cli.output import print_json
from spinnet.cli.run_folder import RUNS

COLUMNS = ("key", "state", "job_id", "n_circuits", "n_shots", "submitted")


def command(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Folders of runs; by default all under runs."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the jobs of runs on devices; nothing is asked of the service."""
    ibm = import_ibm_backend()
    wanted = folders or sorted(path for path in RUNS.glob("*") if ibm.is_hardware_run(path))
    jobs = [job for folder in wanted for job in _jobs(ibm, folder)]
    if as_json:
        print_json({"jobs": jobs})
        return
    if not jobs:
        print("no jobs; `spinnet submit` sends some.")
        return
    for (run, device), part in itertools.groupby(jobs, lambda job: (job["run"], job["device"])):
        _print_jobs(f"{run} on {device}", list(part))


def _print_jobs(title: str, jobs: list[dict[str, Any]]) -> None:
    table = Table()
    for name in COLUMNS:
        table.add_column(name, overflow="fold")
    for job in jobs:
        table.add_row(*(str(job[name] or "") for name in COLUMNS))
    print(title)
    Console(highlight=False, markup=False).print(table)
    for job in jobs:
        if job["message"]:
            print(f"{job['key']}: {job['message']}")


def _jobs(ibm: Any, folder: Path) -> list[dict[str, Any]]:
    ibm.HardwareRun.open(folder)  # refuses what is no run on a device
    records = ibm.read_records(folder / "jobs")
    return [{"run": str(folder), **record.to_json()} for record in records]
