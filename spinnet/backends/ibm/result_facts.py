"""From what a run left on disk to its result."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

import numpy as np

from spinnet.backends.ibm.estimates import HardwareEstimates
from spinnet.backends.ibm.hardware_task import HardwareTask
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.placement import PlacedCircuit
from spinnet.backends.ibm.refinement import Refined
from spinnet.backends.ibm.result import HardwareResult
from spinnet.backends.qiskit.compiling import two_qubit_cost
from spinnet.storage.versions import versions

PACKAGES = ("qiskit", "qiskit-aer", "qiskit-ibm-runtime", "mthree")


def hardware_result(
    task: HardwareTask,
    facts: Mapping[str, Any],
    placed: PlacedCircuit,
    estimates: HardwareEstimates,
    records: Sequence[JobRecord],
    *,
    parameters: np.ndarray,
    trained_energy: float | None,
    refined: Refined | None,
) -> HardwareResult:
    """Return the result of a run whose jobs are done.

    Args:
        task: What was asked.
        facts: What was known of the device when the circuit was placed.
        placed: The circuit, placed.
        estimates: What the samples say.
        records: The jobs.
        parameters: The parameters that were measured, ``(n_params,)``, radians.
        trained_energy: Energy of the trained parameters on a simulator without noise, if known.
        refined: The search on the device, if there was one.
    """
    gates, depth = two_qubit_cost(placed.compiled.isa_circuit)
    return HardwareResult(
        lattice=task.model.lattice,
        couplings=task.model.couplings,
        two_total=task.circuit.two_total,
        estimates=estimates,
        parameters=tuple(map(float, parameters)),
        backend=task.settings.device,
        calibration_date=facts["calibration"],
        qubits=placed.qubits,
        two_qubit_gates=gates,
        two_qubit_depth=depth,
        expected_fidelity=placed.expected_fidelity,
        placement_seed=placed.seed,
        settings=_settings(task),
        n_circuits=sum(record.n_circuits for record in records),
        n_shots=sum(record.n_shots for record in records),
        job_ids=tuple(record.job_id for record in records if record.job_id),
        submitted=min((record.submitted for record in records if record.submitted), default=None),
        finished=max((record.finished for record in records if record.finished), default=None),
        sessions=_sessions(records),
        exact_energy=task.exact_energy,
        trained_energy=trained_energy,
        refinement_energies=() if refined is None else refined.energies,
        versions=versions() | {name: metadata.version(name) for name in PACKAGES},
    )


def _settings(task: HardwareTask) -> dict[str, Any]:
    """Return what was asked of the device, the limits left out."""
    settings = {key: value for key, value in task.settings.to_json().items() if key != "budget"}
    refinement = None if task.refinement is None else dataclasses.asdict(task.refinement)
    return settings | {"refinement": refinement}


def _sessions(records: Sequence[JobRecord]) -> tuple[str, ...]:
    found = [record.session_id for record in records if record.session_id]
    return tuple(dict.fromkeys(found))
