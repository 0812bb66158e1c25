"""What a run will cost on the processor, and the limits it must keep to.

Times are expectations: the circuits' own durations, the wait between shots, and a fixed time for
each job. The service charges what it measures.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qiskit import QuantumCircuit
from qiskit.exceptions import QiskitError

from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.errors import HardwareError

REPETITION_DELAY = 250e-6  # seconds between shots, where the device does not say
READOUT = 4e-6  # seconds of a circuit whose duration is not known, besides the gates
JOB_OVERHEAD = 2.0  # seconds; what IBM tells users to expect
OPEN_PLAN_SECONDS = 600.0  # a month of IBM's free plan


@dataclass(frozen=True)
class Cost:
    """Shots, seconds on the processor, and jobs.

    Args:
        shots: Number of shots.
        seconds: Expected seconds on the processor.
        jobs: Number of jobs.
    """

    shots: int = 0
    seconds: float = 0.0
    jobs: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.shots + other.shots, self.seconds + other.seconds, self.jobs + other.jobs)


@dataclass(frozen=True)
class Budget:
    """The most a run may cost, earlier attempts included; None is no limit.

    Args:
        max_shots: Number of shots.
        max_seconds: Seconds on the processor.
        max_jobs: Number of jobs.

    Raises:
        ValueError: If a limit is not positive.
    """

    max_shots: int | None = None
    max_seconds: float | None = None
    max_jobs: int | None = None

    def __post_init__(self) -> None:
        for name, value in dataclasses.asdict(self).items():
            if value is not None and not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a number above 0; got {value}.")

    def check(self, spent: Cost, wanted: Cost) -> None:
        """Refuse what would cost more than is left.

        Args:
            spent: What was sent already.
            wanted: What would be sent now.

        Raises:
            HardwareError: If a limit would be passed.
        """
        total = spent + wanted
        if not wanted.jobs:
            return
        for name, limit in dataclasses.asdict(self).items():
            asked = getattr(total, name.removeprefix("max_"))
            if limit is not None and asked > limit:
                raise HardwareError(
                    "budget",
                    f"{name} must be at least {asked:.6g} for this run, earlier attempts included; "
                    f"got {limit:.6g}. Nothing was sent: raise it, or use fewer shots or circuits.",
                )

    def to_json(self) -> dict[str, Any]:
        """Return the limits as one JSON object."""
        return dataclasses.asdict(self)


def expected_seconds(circuits: Sequence[QuantumCircuit], n_shots: int, device: Device) -> float:
    """Return the time a job should take on the processor.

    Args:
        circuits: The job's circuits, run equally often.
        n_shots: Shots of all circuits together.
        device: The device.
    """
    durations = [_duration(circuit, device) for circuit in circuits]
    mean = sum(durations) / max(len(durations), 1)
    return JOB_OVERHEAD + n_shots * (mean + _repetition_delay(device))


def total_cost(parts: Iterable[tuple[int, float | None]]) -> Cost:
    """Return the cost of several jobs.

    Args:
        parts: Shots and expected seconds of each.
    """
    return sum((Cost(shots, seconds or 0.0, 1) for shots, seconds in parts), Cost())


def _duration(circuit: QuantumCircuit, device: Device) -> float:
    try:
        return float(circuit.estimate_duration(device.backend.target))
    except QiskitError:  # the target lacks the duration of a gate, as simulators do
        return READOUT


def _repetition_delay(device: Device) -> float:
    value = getattr(device.backend, "default_rep_delay", None)
    return float(value) if isinstance(value, int | float) else REPETITION_DELAY
