"""A run on a device, from its folder: train, place, plan, send, collect, evaluate.

    config.json           what was asked
    training/             the search on the sector engine, a run folder of its own
    placed.*, tasks.*     what is sent, compiled once
    jobs/                 the ledger
    result.json ...       written at the end

Each step leaves its files behind before the next begins, and takes them up again if they are there:
a run that was stopped at any moment is continued by running it again, to the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from spinnet.backends.ibm.asking import Patience
from spinnet.backends.ibm.budget import Budget
from spinnet.backends.ibm.compiled_files import load_placed, load_tasks, save_placed, save_tasks
from spinnet.backends.ibm.desk import Desk
from spinnet.backends.ibm.devices import Device, open_device, open_service
from spinnet.backends.ibm.dry_run import DryRun, dry_run
from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.hardware_files import HardwareFiles
from spinnet.backends.ibm.hardware_task import HardwareTask
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.ledger import Ledger
from spinnet.backends.ibm.measurement import SamplingTask
from spinnet.backends.ibm.measurement_work import (
    Measurement,
    estimator_measurement,
    sampler_measurement,
)
from spinnet.backends.ibm.modes import OpenMode
from spinnet.backends.ibm.placement import PlacedCircuit, place_circuit
from spinnet.backends.ibm.refinement import Refined
from spinnet.backends.ibm.refinement_run import first_refinement_works, refine_on_device
from spinnet.backends.ibm.result import HardwareResult
from spinnet.backends.ibm.result_facts import hardware_result
from spinnet.backends.ibm.submission import run_jobs
from spinnet.backends.ibm.training import load_training, train


@dataclass(eq=False)
class HardwareRun:
    """A run in its folder.

    Args:
        files: The run folder.
        task: What was asked.
        given_device: The device, if the caller opened one; None opens it by its name.
        patience: How long to ask the service and how often to look.
        progress: Whether to show how the training goes.
        report: Told about every new state of a job.
    """

    files: HardwareFiles
    task: HardwareTask
    given_device: Device | None = None
    patience: Patience = field(default_factory=Patience)
    progress: bool = False
    report: Callable[[JobRecord], None] | None = None

    @classmethod
    def create(
        cls, folder: str | Path, task: HardwareTask, *, device: Device | None = None
    ) -> HardwareRun:
        """Return a new run, or the one that the folder holds if it is of the same task.

        Args:
            folder: The run folder.
            task: What is asked.
            device: The device, for those that have no name.

        Raises:
            RunFolderError: If the folder holds another run or cannot be written.
            ValueError: If the device is too small.
        """
        if device is not None:
            _check_room(task, device)
        return cls(HardwareFiles.create(Path(folder), task), task, device)

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        device: Device | None = None,
        budget: Budget | None = None,
    ) -> HardwareRun:
        """Return the run of a folder.

        Args:
            folder: The run folder.
            device: The device, for those that have no name.
            budget: New limits; None keeps the old ones.

        Raises:
            RunFolderError: If there is no run on a device in the folder, or it is damaged.
        """
        files = HardwareFiles(Path(folder))
        task = files.task()
        if budget is not None:
            task = replace(task, settings=replace(task.settings, budget=budget))
            files = HardwareFiles.create(files.path, task)
        return cls(files, task, device)

    @classmethod
    def plan_only(cls, task: HardwareTask, *, device: Device | None = None) -> HardwareRun:
        """Return a run without a folder, for `dry_run` alone.

        Args:
            task: What is asked.
            device: The device, for those that have no name.
        """
        return cls(HardwareFiles(Path()), task, device)

    def run(self, *, wait: bool = True, retry: bool = False) -> HardwareResult:
        """Do what is left to do and return the result, which is in the folder too.

        Args:
            wait: Whether to wait for jobs; without, the call ends when all are sent.
            retry: Whether jobs that failed, were cancelled or timed out are sent again.

        Raises:
            HardwareError: If a job is not done; its sentence says what to do.
            RunFolderError: If the folder is damaged or in use.
        """
        if self.task.search is not None:
            self.trained()
        try:
            device = self.device()
        except HardwareError as error:
            if error.kind != "backend" or not self.files.has_jobs:
                raise
            raise HardwareError(
                "backend", f"{error} What was sent is collected by 'spinnet fetch'."
            ) from error
        return self._finish(device, send=True, wait=wait, retry=retry)

    def fetch(self) -> HardwareResult:
        """Collect what is done, send nothing, and return the result if it is complete.

        Raises:
            HardwareError: If jobs are not done yet.
            RunFolderError: If the folder is damaged or in use.
        """
        if not self.files.has_jobs:
            raise HardwareError(
                "pending",
                f"nothing was sent from {self.files.path} yet; 'spinnet resume' goes on with it.",
            )
        return self._finish(self._device_of_jobs(), send=False, wait=False, retry=False)

    def dry_run(self) -> DryRun:
        """Return what would be sent and what it would cost; parameters need not be trained."""
        device, rng = self.device(), np.random.default_rng(0)
        placed = self._place(device)
        given = self.task.parameters
        values = rng.uniform(-1, 1, self.task.circuit.n_params) if given is None else given
        measurement = self._measure(device, placed, np.asarray(values))
        if self.task.refinement is None:
            return dry_run(device, placed, measurement.works)
        points = first_refinement_works(self.task, placed, np.asarray(values), device)
        repeats = self.task.refinement.iterations
        return dry_run(device, placed, measurement.works, points, repeats)

    def device(self) -> Device:
        """Return the device, opened if it was not.

        Raises:
            HardwareError: If there is no account, no connection, or no such device.
        """
        if self.given_device is None:
            self.given_device = open_device(self.task.settings.device)
        return self.given_device

    def trained(self) -> Any:
        """Return the search on the sector engine, done or continued; None if there is none."""
        if self.task.search is None:
            return None
        return train(
            self.task.circuit,
            self.task.model,
            self.task.search,
            exact_energy=self.task.exact_energy,
            run_folder=self.files.training,
            progress=self.progress,
        )

    def _finish(self, device: Device, *, send: bool, wait: bool, retry: bool) -> HardwareResult:
        trained, energy = self._trained_point()
        settings = self.task.settings
        with Ledger(self.files.jobs) as ledger:
            mode = OpenMode(device, settings.mode, ledger)
            desk = Desk(
                device,
                ledger,
                self.files.run_id,
                mode,
                settings.budget,
                settings.measurement.seed,
                self.patience,
                self.report,
            )
            try:
                placed = self._placed(device)
                refined = self._refined(desk, placed, trained, send=send, retry=retry)
                parameters = trained if refined is None else refined.parameters
                measurement = self._measurement(device, placed, parameters)
                arrays = run_jobs(desk, measurement.works, send=send, wait=wait, retry=retry)
            finally:
                if send:
                    mode.close()
            result = hardware_result(
                self.task, self.files.facts(), placed, measurement.read(arrays), ledger.records,
                parameters=parameters, trained_energy=energy, refined=refined,
            )  # fmt: skip
        result.save(self.files.path)
        return result

    def _trained_point(self) -> tuple[np.ndarray, float | None]:
        """Return the trained parameters and their energy, from the folder or as given."""
        if self.task.parameters is not None:
            return np.asarray(self.task.parameters), self.task.trained_energy
        result = load_training(self.files.training)
        return result.parameters, result.energy

    def _device_of_jobs(self) -> Device:
        """Return a device that is only asked for jobs; it may be gone in the meantime."""
        name = self.task.settings.device
        if self.given_device is not None or self.task.refinement is not None:
            return self.device()
        is_local = name.startswith(("Fake", "fake_", "aer"))
        return open_device(name) if is_local else Device(name, None, open_service())

    def _place(self, device: Device) -> PlacedCircuit:
        return place_circuit(
            self.task.circuit, device.compiled_for, seeds=self.task.settings.placement_seeds
        )

    def _placed(self, device: Device) -> PlacedCircuit:
        """Return the placed circuit, from the folder if it is there."""
        placed = load_placed(self.files.path, self.task.circuit)
        if placed is None:
            placed = self._place(device)
            self.files.write_facts(device)
            save_placed(self.files.path, placed)
        return placed

    def _refined(
        self,
        desk: Desk,
        placed: PlacedCircuit,
        start: np.ndarray,
        *,
        send: bool,
        retry: bool,
    ) -> Refined | None:
        if self.task.refinement is None:
            return None
        return refine_on_device(
            self.task, placed, start, desk, self.files.points, send=send, retry=retry
        )

    def _measurement(
        self, device: Device, placed: PlacedCircuit, parameters: np.ndarray
    ) -> Measurement:
        """Return the jobs of the measurement, their circuits from the folder if they are there."""
        if self.task.settings.primitive == "estimator":
            return self._measure(device, placed, parameters)
        tasks = load_tasks(self.files.path)
        measurement = self._measure(device, placed, parameters, tasks)
        if tasks is None:
            save_tasks(self.files.path, measurement.tasks)
        return measurement

    def _measure(
        self,
        device: Device,
        placed: PlacedCircuit,
        parameters: np.ndarray,
        tasks: tuple[SamplingTask, ...] | None = None,
    ) -> Measurement:
        compiled, model, settings = placed.compiled, self.task.model, self.task.settings
        if settings.primitive == "estimator":
            return estimator_measurement(compiled, model, parameters, settings)
        return sampler_measurement(compiled, model, parameters, settings, device, tasks)


def _check_room(task: HardwareTask, device: Device) -> None:
    n_sites, n_qubits = task.circuit.n_sites, device.backend.num_qubits
    if n_qubits is not None and n_sites > n_qubits:
        raise ValueError(
            f"device {device.name!r} must have a qubit for each of {n_sites} sites; it has "
            f"{n_qubits}. Choose a larger one."
        )
