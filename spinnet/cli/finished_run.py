"""Finished runs of `vqe`, for commands that take circuit and parameters from one."""

from __future__ import annotations

from pathlib import Path

from spinnet.backends.registry import backend_by_name
from spinnet.storage.files import read_config
from spinnet.vqe import VQEResult
from spinnet.vqe.task import Task


def read_finished_run(folder: Path) -> tuple[Task, VQEResult]:
    """Return the task and the result of a finished run.

    Args:
        folder: The run folder.

    Raises:
        RunFolderError: If there is no run in the folder, or it is damaged.
        ValueError: If the run has no result yet.
    """
    # The backend of the run computes nothing here, and need not be installed.
    task = Task.from_config(read_config(folder), folder, backend_by_name("statevector"))
    if not (folder / "result.json").exists():
        raise ValueError(
            f"the run in {folder} has no result yet; finish it with `spinnet resume {folder}`."
        )
    return task, VQEResult.load(folder)
