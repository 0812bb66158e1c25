"""What a run would send, and what it would cost, with nothing sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from spinnet.backends.ibm.budget import OPEN_PLAN_SECONDS, Cost, expected_seconds
from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.placement import PlacedCircuit
from spinnet.backends.ibm.work import AbstractWork
from spinnet.backends.qiskit import circuit_cost


@dataclass(frozen=True)
class DryRun:
    """What would be sent.

    Args:
        device: Name of the device.
        calibration: When it was calibrated, if it says so.
        circuits: Number of circuits.
        jobs: Number of jobs.
        shots: Number of shots of all circuits together.
        qubits: The device's qubit of each site.
        two_qubit_gates: Of the circuit itself, not folded.
        two_qubit_depth: The same.
        one_qubit_gates: The same.
        duration: Seconds of one run of the circuit, None if the device does not say.
        expected_fidelity: Probability that nothing goes wrong, by reported errors.
        seconds: Expected seconds on the processor, for local devices on one like it.
    """

    device: str
    calibration: str | None
    circuits: int
    jobs: int
    shots: int
    qubits: tuple[int, ...]
    two_qubit_gates: int
    two_qubit_depth: int
    one_qubit_gates: int
    duration: float | None
    expected_fidelity: float
    seconds: float

    @property
    def cost(self) -> Cost:
        """Shots, seconds and jobs."""
        return Cost(self.shots, self.seconds, self.jobs)

    @property
    def share_of_open_plan(self) -> float:
        """Share of the ten minutes a month that IBM's open plan gives."""
        return self.seconds / OPEN_PLAN_SECONDS

    def to_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return asdict(self) | {"qubits": list(self.qubits)}


def dry_run(
    device: Device,
    placed: PlacedCircuit,
    works: Sequence[AbstractWork],
    repeated: Sequence[AbstractWork] = (),
    repeats: int = 0,
) -> DryRun:
    """Return what sending jobs would cost.

    Args:
        device: Where to.
        placed: The circuit.
        works: The jobs of the measurement.
        repeated: The jobs of one iteration of a search on the device.
        repeats: Number of iterations.
    """
    counts = circuit_cost(placed.compiled, device.compiled_for)
    all_works = [(work, 1) for work in works] + [(work, repeats) for work in repeated]
    return DryRun(
        device=device.name,
        calibration=device.calibration,
        circuits=sum(times * work.n_circuits for work, times in all_works),
        jobs=sum(times for _, times in all_works),
        shots=sum(times * work.n_shots for work, times in all_works),
        qubits=placed.qubits,
        two_qubit_gates=counts.two_qubit_gates,
        two_qubit_depth=counts.two_qubit_depth,
        one_qubit_gates=counts.one_qubit_gates,
        duration=counts.duration,
        expected_fidelity=placed.expected_fidelity,
        seconds=sum(
            times * expected_seconds(work.circuits, work.n_shots, device)
            for work, times in all_works
        ),
    )
