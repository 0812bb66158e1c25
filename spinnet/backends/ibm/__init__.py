"""spinnet circuits on IBM Quantum: placing, measuring, mitigating, submitting and fetching.

Needs the extra: ``pip install "spinnet[ibm]"``. The same path runs on processors, on fake backends
and on noisy local simulation.
"""

from __future__ import annotations

try:
    import mthree as _mthree  # noqa: F401 - only to see whether it is there
    import qiskit_ibm_runtime as _runtime  # noqa: F401
except ImportError as error:  # named here because this is where the packages are first needed
    raise ImportError(
        "spinnet.backends.ibm needs the IBM client and mthree. Install them with: "
        'pip install "spinnet[ibm]"'
    ) from error

from spinnet.backends.ibm.active_qubits import active_qubits, device_noise, reduced_circuit
from spinnet.backends.ibm.budget import Budget, Cost
from spinnet.backends.ibm.conserved_blocks import ConservedBlock, conserved_blocks
from spinnet.backends.ibm.devices import Device, device_names, open_device
from spinnet.backends.ibm.dry_run import DryRun
from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.estimates import Estimate, HardwareEstimates
from spinnet.backends.ibm.evaluation import evaluate_samples
from spinnet.backends.ibm.hardware_files import is_hardware_run
from spinnet.backends.ibm.hardware_run import HardwareRun
from spinnet.backends.ibm.hardware_settings import HardwareSettings
from spinnet.backends.ibm.hardware_task import HardwareTask
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.ledger import read_records
from spinnet.backends.ibm.measurement import (
    MeasurementPlan,
    MeasurementSettings,
    Samples,
    SamplingTask,
    plan_measurement,
)
from spinnet.backends.ibm.placement import PlacedCircuit, expected_fidelity, place_circuit
from spinnet.backends.ibm.readout import ReadoutCalibration, readout_calibration
from spinnet.backends.ibm.refinement_settings import RefinementSettings
from spinnet.backends.ibm.result import HardwareResult
from spinnet.backends.ibm.shot_split import optimal_split, shot_energies, split_variance
from spinnet.backends.ibm.symmetry_weights import axis_weights

__all__ = [
    "Budget",
    "ConservedBlock",
    "Cost",
    "Device",
    "DryRun",
    "Estimate",
    "HardwareError",
    "HardwareEstimates",
    "HardwareResult",
    "HardwareRun",
    "HardwareSettings",
    "HardwareTask",
    "JobRecord",
    "MeasurementPlan",
    "MeasurementSettings",
    "PlacedCircuit",
    "ReadoutCalibration",
    "RefinementSettings",
    "Samples",
    "SamplingTask",
    "active_qubits",
    "axis_weights",
    "conserved_blocks",
    "device_names",
    "device_noise",
    "evaluate_samples",
    "expected_fidelity",
    "is_hardware_run",
    "open_device",
    "optimal_split",
    "place_circuit",
    "plan_measurement",
    "read_records",
    "readout_calibration",
    "reduced_circuit",
    "shot_energies",
    "split_variance",
]
