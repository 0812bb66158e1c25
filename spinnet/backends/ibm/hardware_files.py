"""The files of a run on a device that are read and written as a whole."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.hardware_task import KIND, HardwareTask
from spinnet.backends.ibm.job_record import now
from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import make_folder, read_config, read_json, write_atomically


@dataclass(frozen=True)
class HardwareFiles:
    """The folder of a run on a device.

    Args:
        path: The folder.
    """

    path: Path

    @classmethod
    def create(cls, path: Path, task: HardwareTask) -> HardwareFiles:
        """Make the folder, or take the one that holds the same task; limits may differ.

        Args:
            path: The folder.
            task: What is asked.

        Raises:
            RunFolderError: If it holds another run, is damaged, or cannot be written.
        """
        make_folder(path)
        config = json.loads(json.dumps(task.to_config()))
        identity: dict[str, Any] = {"run_id": uuid.uuid4().hex[:12], "created": now()}
        if (path / "config.json").exists():
            old = read_config(path)
            identity = {name: old.get(name) for name in identity}
            if _without_budget(old | identity) != _without_budget(config | identity):
                raise RunFolderError(
                    f"run folder {path} holds a run of other settings. Choose another folder, or "
                    f"go on with that one: 'spinnet resume {path}'."
                )
        content = json.dumps(config | identity, indent=1).encode()
        write_atomically(path / "config.json", content)
        return cls(path)

    @property
    def training(self) -> Path:
        """Folder of the search on the sector engine."""
        return self.path / "training"

    @property
    def jobs(self) -> Path:
        """Folder of the ledger."""
        return self.path / "jobs"

    @property
    def points(self) -> Path:
        """Folder of the points of a search on the device."""
        return self.path / "points"

    @property
    def has_jobs(self) -> bool:
        """Whether anything may have been sent."""
        return self.jobs.is_dir() and any(self.jobs.glob("*.json"))

    @property
    def run_id(self) -> str:
        """Letters that tell this run from all others."""
        return str(read_config(self.path)["run_id"])

    def task(self) -> HardwareTask:
        """Return what was asked.

        Raises:
            RunFolderError: If there is no run on a device in the folder, or it is damaged.
        """
        return HardwareTask.from_config(read_config(self.path), self.path)

    def write_facts(self, device: Device) -> None:
        """Write what is known of the device on the day the circuit was placed.

        Args:
            device: The device.
        """
        facts = {
            "backend": getattr(device.backend, "name", device.name),
            "calibration": device.calibration,
            "placed": now(),
        }
        write_atomically(self.path / "device.json", json.dumps(facts, indent=1).encode())

    def facts(self) -> dict[str, Any]:
        """Return what `write_facts` wrote, and when the run was made."""
        created = read_config(self.path).get("created")
        return {**read_json(self.path / "device.json"), "created": created}


def is_hardware_run(path: Path) -> bool:
    """Return whether a folder holds a run on a device.

    Args:
        path: The folder.
    """
    return (path / "config.json").exists() and read_config(path).get("kind") == KIND


def _without_budget(config: Mapping[str, Any]) -> dict[str, Any]:
    settings = {key: value for key, value in config["settings"].items() if key != "budget"}
    return {**config, "settings": settings}
