"""A search on the device, each of its points measured by jobs of the run's ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from spinnet.backends.ibm.compiled_files import load_tasks, save_tasks
from spinnet.backends.ibm.desk import Desk
from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.evaluation import evaluate_samples
from spinnet.backends.ibm.hardware_task import HardwareTask
from spinnet.backends.ibm.measurement import MeasurementPlan, SamplingTask, plan_measurement
from spinnet.backends.ibm.placement import PlacedCircuit
from spinnet.backends.ibm.refinement import Refined, iteration_points, refine
from spinnet.backends.ibm.submission import run_jobs
from spinnet.backends.ibm.work import AbstractWork, merged, pack_tasks
from spinnet.backends.qiskit import CompiledCircuit
from spinnet.storage.files import make_folder


def refine_on_device(
    task: HardwareTask,
    placed: PlacedCircuit,
    start: np.ndarray,
    desk: Desk,
    folder: Path,
    *,
    send: bool,
    retry: bool,
) -> Refined:
    """Return better parameters than the trained ones, measured on the device.

    All points of an iteration go in one job. Their circuits are kept on disk, so that the same
    are sent and read whatever the device's calibration has become.

    Args:
        task: The run.
        placed: The circuit, placed.
        start: The trained parameters.
        desk: Where the jobs are handled.
        folder: Where the circuits of each iteration are kept.
        send: Whether anything may be sent.
        retry: Whether jobs that ended badly are sent again.

    Raises:
        HardwareError: If a job is not done.
    """
    assert task.refinement is not None

    def measure(iteration: int, angles: np.ndarray) -> np.ndarray:
        place = make_folder(folder / f"{iteration:04d}")
        known = load_tasks(place)
        plans = _plans(task, placed, angles, desk.device)
        if known is None:
            save_tasks(place, _labelled(plans))
        else:
            plans = _with_tasks(plans, known)
        works = _works(iteration, plans, desk.device)
        bits = merged(run_jobs(desk, works, send=send, wait=send, retry=retry))
        return np.array([_energy(number, plan, bits) for number, plan in enumerate(plans)])

    return refine(task.circuit, start, task.refinement, measure)


def first_refinement_works(
    task: HardwareTask, placed: PlacedCircuit, start: np.ndarray, device: Device
) -> list[AbstractWork]:
    """Return the jobs of the first iteration, which are like those of all others.

    Args:
        task: The run.
        placed: The circuit, placed.
        start: The parameters it starts from.
        device: The device.
    """
    assert task.refinement is not None
    rng = np.random.default_rng(task.refinement.seed)
    points = iteration_points(task.circuit, start, task.refinement, 0, rng)
    return _works(0, _plans(task, placed, points.angles, device), device)


def _plans(
    task: HardwareTask, placed: PlacedCircuit, angles: np.ndarray, device: Device
) -> list[MeasurementPlan]:
    """Return one plan for each point: raw samples, post-selected where the symmetry allows it."""
    assert task.refinement is not None
    settings = replace(
        task.settings.measurement,
        shots=task.refinement.shots,
        noise_factors=(1,),
        readout=False,
        twirling=0,
    )
    free = _with_own_parameters(placed.compiled)
    return [
        plan_measurement(free, task.model, row, settings, device=device.compiled_for)
        for row in angles
    ]


def _with_own_parameters(compiled: CompiledCircuit) -> CompiledCircuit:
    """Return the same compiled circuit, every angle of every gate a parameter of its own."""
    placements, first = [], 0
    for placement in compiled.circuit.placements:
        last = first + len(placement.parameters)
        placements.append(replace(placement, parameters=tuple(range(first, last))))
        first = last
    circuit = replace(compiled.circuit, placements=tuple(placements), n_params=first)
    return replace(compiled, circuit=circuit)


def _works(iteration: int, plans: Sequence[MeasurementPlan], device: Device) -> list[AbstractWork]:
    return [*pack_tasks(f"refine-{iteration:04d}", _labelled(plans), singly=device.is_local)]


def _labelled(plans: Sequence[MeasurementPlan]) -> list[SamplingTask]:
    return [
        replace(task, label=f"point{number}-{task.label}")
        for number, plan in enumerate(plans)
        for task in plan.tasks
    ]


def _with_tasks(
    plans: Sequence[MeasurementPlan], tasks: Sequence[SamplingTask]
) -> list[MeasurementPlan]:
    """Return plans with the circuits that were kept on disk."""
    kept = {task.label: task for task in tasks}
    return [
        replace(
            plan,
            tasks=tuple(
                replace(kept[f"point{number}-{task.label}"], label=task.label)
                for task in plan.tasks
            ),
        )
        for number, plan in enumerate(plans)
    ]


def _energy(number: int, plan: MeasurementPlan, bits: dict[str, np.ndarray]) -> float:
    samples = {task.label: bits[f"point{number}-{task.label}"] for task in plan.tasks}
    return evaluate_samples(plan, samples).mitigated.energy
