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
from spinnet.backends.ibm.conserved_blocks import ConservedBlock, conserved_blocks
from spinnet.backends.ibm.estimates import Estimate, HardwareEstimates
from spinnet.backends.ibm.evaluation import evaluate_samples
from spinnet.backends.ibm.measurement import (
    MeasurementPlan,
    MeasurementSettings,
    Samples,
    SamplingTask,
    plan_measurement,
)
from spinnet.backends.ibm.placement import PlacedCircuit, expected_fidelity, place_circuit
from spinnet.backends.ibm.readout import ReadoutCalibration, readout_calibration
from spinnet.backends.ibm.result import HardwareResult

__all__ = [
    "ConservedBlock",
    "Estimate",
    "HardwareEstimates",
    "HardwareResult",
    "MeasurementPlan",
    "MeasurementSettings",
    "PlacedCircuit",
    "ReadoutCalibration",
    "Samples",
    "SamplingTask",
    "active_qubits",
    "conserved_blocks",
    "device_noise",
    "evaluate_samples",
    "expected_fidelity",
    "place_circuit",
    "plan_measurement",
    "readout_calibration",
    "reduced_circuit",
]
