"""The runtime's primitives, executor ones first, and the classic ones where a client has no others.

This is the only file that knows which primitives the installed client has. Circuits for local
devices are cut down to the qubits they use before a simulator gets them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel
from qiskit_ibm_runtime import EstimatorV2, SamplerV2

from spinnet.backends.ibm.active_qubits import active_qubits, device_noise, reduced_circuit
from spinnet.backends.ibm.devices import Device

try:
    from qiskit_ibm_runtime.executor_estimator import Estimator as ExecutorEstimator
    from qiskit_ibm_runtime.executor_sampler import Sampler as ExecutorSampler
except ImportError:  # clients before 0.50
    ExecutorEstimator = ExecutorSampler = None

LARGEST_DENSITY_MATRIX = 13  # qubits; half a gigabyte in single precision
Pub = tuple[QuantumCircuit, list[SparsePauliOp]]


@dataclass(frozen=True)
class SendingOptions:
    """What goes with a job besides its circuits.

    Args:
        tag: The tag by which the service finds the job.
        seed: Seed of a simulator; processors take none.
        max_seconds: Time on the processor after which the service ends the job; None is its own.
    """

    tag: str
    seed: int
    max_seconds: float | None = None


def run_sampler(
    device: Device,
    mode: Any,
    circuits: Sequence[QuantumCircuit],
    shots: int,
    options: SendingOptions,
) -> Any:
    """Send circuits to the sampler and return the job.

    Args:
        device: Where to.
        mode: A backend, a batch or a session of it.
        circuits: Measured circuits for the device.
        shots: Shots of each.
        options: Tag, limits and seed.
    """
    if device.is_local:
        mode, circuits, _ = _simulated(device, circuits, shots)
    primitive = ExecutorSampler or SamplerV2
    return _made(primitive, mode, _common(options, device)).run(list(circuits), shots=shots)


def run_estimator(
    device: Device,
    mode: Any,
    pubs: Sequence[Pub],
    shots: int,
    resilience_level: int,
    options: SendingOptions,
) -> Any:
    """Send circuits and operators to the estimator and return the job.

    Args:
        device: Where to.
        mode: A backend, a batch or a session of it.
        pubs: Circuits without measurements, with operators on the device's qubits.
        shots: Shots of each group of operators.
        resilience_level: 0 is no mitigation, 1 mitigates the readout, 2 extrapolates to no noise.
        options: Tag, limits and seed.
    """
    if device.is_local:
        circuits = [circuit for circuit, _ in pubs]
        operators = [operator for _, measured in pubs for operator in measured]
        touched = {q for one in operators for _, wires, _ in one.to_sparse_list() for q in wires}
        mode, reduced, qubits = _simulated(device, circuits, shots, touched)
        pubs = [
            (circuit, [_restricted(operator, qubits) for operator in measured])
            for circuit, (_, measured) in zip(reduced, pubs, strict=True)
        ]
    asked = _common(options, device) | {"resilience_level": resilience_level}
    primitive = ExecutorEstimator or EstimatorV2
    return _made(primitive, mode, asked).run(list(pubs), precision=1 / math.sqrt(shots))


def _made(primitive: Any, mode: Any, options: dict[str, Any]) -> Any:
    with warnings.catch_warnings():  # the classic ones announce their end
        warnings.simplefilter("ignore", DeprecationWarning)
        return primitive(mode=mode, options=options)


def _common(options: SendingOptions, device: Device) -> dict[str, Any]:
    asked: dict[str, Any] = {"environment": {"job_tags": [options.tag]}}
    if device.is_local:
        asked["simulator"] = {"seed_simulator": options.seed}
    elif options.max_seconds is not None:
        asked["max_execution_time"] = max(1, math.ceil(options.max_seconds))
    return asked


def _simulated(
    device: Device,
    circuits: Sequence[QuantumCircuit],
    shots: int,
    touched: Collection[int] = (),
) -> tuple[AerSimulator, list[QuantumCircuit], tuple[int, ...]]:
    """Return a simulator of the qubits that are used, and the circuits on these alone."""
    active = {qubit for circuit in circuits for qubit in active_qubits(circuit)}
    qubits = tuple(sorted(active.union(touched)))
    reduced = [reduced_circuit(circuit, qubits)[0] for circuit in circuits]
    noise = _noise(device, qubits)
    method = "statevector" if noise is None else _method(len(qubits), shots)
    simulator = AerSimulator(noise_model=noise, method=method, precision="single")
    return simulator, reduced, qubits


@lru_cache(maxsize=4)  # it takes a second, and all circuits of a run share it
def _noise(device: Device, qubits: tuple[int, ...]) -> NoiseModel | None:
    if isinstance(device.backend, AerSimulator):
        return device.backend.options.noise_model
    return device_noise(device.backend.target, qubits)


def _method(n_qubits: int, shots: int) -> str:
    """Return the quicker of one density matrix and one state vector for each shot."""
    fits = n_qubits <= LARGEST_DENSITY_MATRIX
    return "density_matrix" if fits and shots > 2**n_qubits / 8 else "statevector"


def _restricted(operator: SparsePauliOp, qubits: Sequence[int]) -> SparsePauliOp:
    """Return an operator on some of a device's qubits, numbered anew."""
    place = {qubit: index for index, qubit in enumerate(qubits)}
    terms = [
        (letters, [place[qubit] for qubit in wires], value)
        for letters, wires, value in operator.to_sparse_list()
    ]
    return SparsePauliOp.from_sparse_list(terms, num_qubits=len(place))
