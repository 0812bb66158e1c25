"""What one job is asked to do, apart from when and how often it is sent.

Work is pure and can be made again after a crash; its digest tells whether what was made again is
what was sent. `SamplingWork` samples bits; estimates of operators are in ``estimation.py``.
"""

from __future__ import annotations

import abc
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qiskit import QuantumCircuit

from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.measurement import SamplingTask
from spinnet.backends.ibm.primitives import SendingOptions, run_sampler

LARGEST_JOB = 300  # circuits; keeps one job's data small enough to fetch in one piece
Arrays = dict[str, np.ndarray]


class MalformedResultError(ValueError):
    """A result does not hold what was asked for."""


class AbstractWork(abc.ABC):
    """The content of one job."""

    key: str
    n_circuits: int
    n_shots: int
    circuits: tuple[QuantumCircuit, ...]

    @property
    @abc.abstractmethod
    def digest(self) -> str:
        """Tells the circuits and shots from any others."""

    @abc.abstractmethod
    def submit(self, device: Device, mode: Any, options: SendingOptions) -> Any:
        """Send it and return the job.

        Args:
            device: Where to.
            mode: What the primitives take: a backend, a batch or a session.
            options: Tag, limits and seed.
        """

    @abc.abstractmethod
    def read(self, result: Any) -> Arrays:
        """Return what a job measured, by name.

        Args:
            result: The job's result.

        Raises:
            MalformedResultError: If it does not hold what was asked for.
        """


@dataclass(frozen=True, eq=False)
class SamplingWork(AbstractWork):
    """Circuits to sample, all with the same number of shots.

    Args:
        key: Name of the job in the run.
        tasks: The circuits.
    """

    key: str
    tasks: tuple[SamplingTask, ...]

    @property
    def circuits(self) -> tuple[QuantumCircuit, ...]:  # type: ignore[override]
        """The circuits."""
        return tuple(task.circuit for task in self.tasks)

    @property
    def n_circuits(self) -> int:  # type: ignore[override]
        """Number of circuits."""
        return len(self.tasks)

    @property
    def n_shots(self) -> int:  # type: ignore[override]
        """Number of shots of all circuits together."""
        return sum(task.shots for task in self.tasks)

    @property
    def digest(self) -> str:
        """Tells labels, circuits and shots from any others."""
        return digest_of([(task.label, task.shots) for task in self.tasks], self.circuits)

    def submit(self, device: Device, mode: Any, options: SendingOptions) -> Any:
        """Send it to the sampler and return the job.

        Args:
            device: Where to.
            mode: A backend, a batch or a session.
            options: Tag, limits and seed.
        """
        return run_sampler(device, mode, self.circuits, self.tasks[0].shots, options)

    def read(self, result: Any) -> Arrays:
        """Return the bits of each task, uint8 ``(shots, n_sites)``, by label.

        Args:
            result: The job's result.

        Raises:
            MalformedResultError: If circuits, bits or shots are missing.
        """
        try:
            bits = [entry.data["sites"].to_bool_array(order="little") for entry in result]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise MalformedResultError(
                f"it holds no bits of a register 'sites' ({error})"
            ) from error
        if len(bits) != len(self.tasks):
            raise MalformedResultError(f"it holds {len(bits)} of {len(self.tasks)} circuits")
        return {
            task.label: _checked(task, array) for task, array in zip(self.tasks, bits, strict=True)
        }


def pack_tasks(prefix: str, tasks: Sequence[SamplingTask], *, singly: bool) -> list[SamplingWork]:
    """Return tasks as jobs: one number of shots in each job, and not too many circuits.

    Args:
        prefix: Beginning of the jobs' names.
        tasks: What is to be sampled.
        singly: One task in each job, as local simulation wants: its primitives draw the same
            random numbers for every circuit of a job.
    """
    by_shots: dict[int, list[SamplingTask]] = {}
    for task in tasks:
        by_shots.setdefault(task.shots, []).append(task)
    size = 1 if singly else LARGEST_JOB
    parts = [
        tuple(group[start : start + size])
        for group in by_shots.values()
        for start in range(0, len(group), size)
    ]
    return [SamplingWork(f"{prefix}-{number:03d}", part) for number, part in enumerate(parts)]


def digest_of(asked: Any, circuits: Sequence[QuantumCircuit]) -> str:
    """Return sixteen letters that tell a request from any other.

    Args:
        asked: What is asked of the circuits; plain data.
        circuits: The circuits, without free parameters.
    """
    told = hashlib.blake2b(repr(asked).encode(), digest_size=8)
    for circuit in circuits:
        places = {bit: number for number, bit in enumerate((*circuit.qubits, *circuit.clbits))}
        for item in circuit.data:
            where = [places[bit] for bit in (*item.qubits, *item.clbits)]
            told.update(repr((item.operation.name, _angles(item.operation.params), where)).encode())
    return told.hexdigest()


def merged(parts: Sequence[Mapping[str, np.ndarray]]) -> Arrays:
    """Return the arrays of several jobs by name.

    Args:
        parts: The arrays of each job.
    """
    return {name: array for part in parts for name, array in part.items()}


def _angles(values: Sequence[Any]) -> list[Any]:
    return [
        round(float(value), 10) if isinstance(value, int | float) else str(value)
        for value in values
    ]


def _checked(task: SamplingTask, bits: np.ndarray) -> np.ndarray:
    n_sites = next(register.size for register in task.circuit.cregs if register.name == "sites")
    if bits.shape != (task.shots, n_sites):
        raise MalformedResultError(
            f"{task.label} must hold {task.shots} shots of {n_sites} bits; it holds an array of "
            f"shape {bits.shape}"
        )
    return bits.astype(np.uint8)
