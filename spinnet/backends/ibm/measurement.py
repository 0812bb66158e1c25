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
from spinnet.backends.qiskit import CompiledCircuit

Samples = Mapping[str, np.ndarray]
BASES = ("Z", "ZX", "XYZ")
EXTRAPOLATIONS = ("linear", "richardson", "exponential")


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

    Args:
        compiled: The circuit, compiled for the device.
        model: The model.
        parameters: The circuit's parameters ``(n_params,)``, radians.
        settings: How to measure.
        device: The device the circuit was compiled for.

    Raises:
        ValueError: If sizes differ, or the bases do not determine the energy in this sector.
    """
    raise NotImplementedError
