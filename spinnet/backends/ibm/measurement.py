"""What is measured on a device: the circuits to sample, as plain values made before any is sent.

A plan is pure: the same compiled circuit, parameters and settings give the same tasks, so that it
can be made again after a crash. Running it, and what the samples mean, are the affair of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from hamiltonians import HeisenbergModel
from spinnet.backends.ibm.basis_circuits import basis_circuit, measured, readout_circuits
from spinnet.backends.ibm.decoupling import SEQUENCES, decoupled
from spinnet.backends.ibm.folding import folded
from spinnet.backends.ibm.symmetry_weights import axis_weights
from spinnet.backends.ibm.twirling import twirled
from spinnet.backends.ibm.zero_noise import EXTRAPOLATIONS
from spinnet.backends.qiskit import CompiledCircuit
from spinnet.backends.qiskit.connectivity import target_of
from spinnet.circuits import check_sizes

Samples = Mapping[str, np.ndarray]
BASES = ("Z", "ZX", "XYZ")


@dataclass(frozen=True)
class MeasurementSettings:
    """How a circuit is measured, in numbers and strings that JSON keeps.

    Args:
        shots: Shots of each basis at each noise factor, shared by its twirled copies; also of each
            readout circuit.
        bases: "Z", "ZX" or "XYZ": along which axes all spins are measured.
        noise_factors: Odd factors by which two-qubit gates are repeated, ascending from 1.
        readout: Whether circuits are added that calibrate the readout.
        twirling: Number of Pauli-twirled copies of each circuit; 0 runs the circuit as it is.
        dynamical_decoupling: "XX" or "XY4": pulses put into idle times; None is none.
        extrapolation: "linear", "richardson" or "exponential", for more than one noise factor.
        seed: Seed of the twirls and of the resampled errors.

    Raises:
        ValueError: If a setting is outside its range.
    """

    shots: int = 8192
    bases: str = "Z"
    noise_factors: tuple[int, ...] = (1,)
    readout: bool = False
    twirling: int = 0
    dynamical_decoupling: str | None = None
    extrapolation: str = "exponential"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings outside their range."""
        factors = tuple(self.noise_factors)
        ascending = factors == tuple(sorted(set(factors)))
        odd = all(isinstance(factor, int) and factor % 2 == 1 for factor in factors)
        _require(self.shots >= 1, f"shots must be at least 1; got {self.shots}.")
        _require_choice("bases", self.bases, BASES)
        _require(
            factors[:1] == (1,) and ascending and odd,
            f"noise_factors must be odd numbers that ascend from 1, such as (1, 3); got {factors}.",
        )
        _require(self.twirling >= 0, f"twirling must be at least 0; got {self.twirling}.")
        _require(
            self.twirling <= self.shots,
            f"shots must be enough for one in each of {self.twirling} twirled copies; got "
            f"{self.shots}.",
        )
        if self.dynamical_decoupling is not None:
            _require_choice("dynamical_decoupling", self.dynamical_decoupling, tuple(SEQUENCES))
        _require_choice("extrapolation", self.extrapolation, EXTRAPOLATIONS)
        _require(self.seed >= 0, f"seed must be at least 0; got {self.seed}.")

    def to_json(self) -> dict[str, Any]:
        """Return the settings as one JSON object."""
        return asdict(self) | {"noise_factors": list(self.noise_factors)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> MeasurementSettings:
        """Return the settings that `to_json` wrote.

        Args:
            content: The JSON object; settings it lacks have their defaults.

        Raises:
            ValueError: If it names an unknown setting.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(content) - known)
        if unknown:
            raise ValueError(
                f"measurement settings must be among {', '.join(sorted(known))}; got {unknown[0]!r}"
                ". Remove it."
            )
        values = dict(content)
        if "noise_factors" in values:
            values["noise_factors"] = tuple(values["noise_factors"])
        return cls(**values)


@dataclass(frozen=True)
class SamplingTask:
    """One circuit to sample.

    Args:
        label: Its name in the plan, such as "Z-fold1" or "readout-0"; no two tasks share one.
        circuit: A circuit for the device without free parameters. Its classical register "sites"
            has one bit per site: bit s is the measured bit of site s.
        shots: Number of shots.
    """

    label: str
    circuit: QuantumCircuit
    shots: int


@dataclass(frozen=True)
class MeasurementPlan:
    """Everything that is to be sampled, and from what it was made.

    Args:
        compiled: The compiled circuit.
        model: The model whose energy is wanted.
        parameters: The circuit's parameters.
        settings: The settings.
        tasks: What is to be sampled, in order.
    """

    compiled: CompiledCircuit
    model: HeisenbergModel
    parameters: tuple[float, ...]
    settings: MeasurementSettings
    tasks: tuple[SamplingTask, ...]

    @property
    def n_circuits(self) -> int:
        """Number of circuits."""
        return len(self.tasks)

    @property
    def n_shots(self) -> int:
        """Number of shots of all circuits together."""
        return sum(task.shots for task in self.tasks)


def plan_measurement(
    compiled: CompiledCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    settings: MeasurementSettings,
    *,
    device: Target | BackendV2 | None = None,
) -> MeasurementPlan:
    """Return the circuits that measure a model's energy in a circuit's final state.

    Labels are "Z-fold3" for axis and noise factor, "Z-fold3-twirl0" for the copies of a twirled
    circuit, and "readout-0" to "readout-3".

    Args:
        compiled: The circuit, compiled for the device.
        model: The model.
        parameters: The circuit's parameters ``(n_params,)``, radians.
        settings: How to measure.
        device: The device the circuit was compiled for; None is a simulator.

    Raises:
        ValueError: If sizes differ, or the bases do not determine the energy in this sector.
    """
    check_sizes(compiled.circuit, model)
    axis_weights(settings.bases, compiled.circuit.two_total)  # refuses what does not suffice
    values = np.asarray(parameters, dtype=float)
    bound, target = compiled.bound(values), target_of(device)
    tasks: list[SamplingTask] = []
    for axis in settings.bases:
        turned = basis_circuit(bound, compiled.qubit_of_site, axis, target)
        for factor in settings.noise_factors:
            seed = settings.seed + 1009 * factor + "XYZ".index(axis)
            copies = twirled(folded(turned, factor), settings.twirling, seed, target)
            tasks += _tasks(f"{axis}-fold{factor}", copies, compiled, settings, target)
    if settings.readout:
        circuits = readout_circuits(bound.num_qubits, compiled.qubit_of_site)
        tasks += [
            SamplingTask(f"readout-{index}", circuit, settings.shots)
            for index, circuit in enumerate(circuits)
        ]
    return MeasurementPlan(compiled, model, tuple(map(float, values)), settings, tuple(tasks))


def _tasks(
    label: str,
    copies: tuple[QuantumCircuit, ...],
    compiled: CompiledCircuit,
    settings: MeasurementSettings,
    target: Target | None,
) -> list[SamplingTask]:
    """Return one task for each twirled copy, or one for the circuit itself."""
    tasks = []
    for index, copy in enumerate(copies):
        circuit = measured(copy, compiled.qubit_of_site)
        if settings.dynamical_decoupling is not None:
            circuit = decoupled(circuit, settings.dynamical_decoupling, target)
        name = f"{label}-twirl{index}" if settings.twirling else label
        shots, left_over = divmod(settings.shots, len(copies))
        tasks.append(SamplingTask(name, circuit, shots + (index < left_over)))
    return tasks


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _require_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    _require(value in choices, f"{name} must be one of {', '.join(choices)}; got {value!r}.")
