"""The last measurement of a run: its jobs, and what their arrays say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.estimates import HardwareEstimates
from spinnet.backends.ibm.estimation import estimation_work, read_estimates
from spinnet.backends.ibm.evaluation import evaluate_samples
from spinnet.backends.ibm.hardware_settings import HardwareSettings
from spinnet.backends.ibm.measurement import MeasurementPlan, SamplingTask, plan_measurement
from spinnet.backends.ibm.work import AbstractWork, Arrays, merged, pack_tasks
from spinnet.backends.qiskit import CompiledCircuit

PREFIX = "measure"


@dataclass(frozen=True, eq=False)
class Measurement:
    """Jobs, and how they are read.

    Args:
        works: The jobs.
        read: Maps what each job measured to estimates.
        tasks: The sampled circuits; none for the estimator.
    """

    works: tuple[AbstractWork, ...]
    read: Callable[[Sequence[Arrays]], HardwareEstimates]
    tasks: tuple[SamplingTask, ...] = ()


def sampler_measurement(
    compiled: CompiledCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    settings: HardwareSettings,
    device: Device,
    tasks: tuple[SamplingTask, ...] | None = None,
) -> Measurement:
    """Return a measurement by sampling.

    Args:
        compiled: The circuit, compiled for the device.
        model: The model.
        parameters: The circuit's parameters ``(n_params,)``, radians.
        settings: How to measure.
        device: The device.
        tasks: The circuits, if they were planned before; None plans them.
    """
    asked = settings.measurement
    if tasks is None:
        plan = plan_measurement(compiled, model, parameters, asked, device=device.compiled_for)
    else:
        plan = MeasurementPlan(compiled, model, tuple(map(float, parameters)), asked, tasks)
    works = pack_tasks(PREFIX, plan.tasks, singly=device.is_local)
    return Measurement(
        tuple(works), lambda arrays: evaluate_samples(plan, merged(arrays)), plan.tasks
    )


def estimator_measurement(
    compiled: CompiledCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    settings: HardwareSettings,
) -> Measurement:
    """Return a measurement by the runtime's estimator.

    Args:
        compiled: The circuit, compiled for the device.
        model: The model.
        parameters: The circuit's parameters ``(n_params,)``, radians.
        settings: How to measure.
    """
    work = estimation_work(
        f"{PREFIX}-000",
        compiled,
        model,
        parameters,
        shots=settings.measurement.shots,
        resilience_level=settings.resilience_level,
    )
    return Measurement((work,), lambda arrays: read_estimates(work, arrays[0]))
