"""The options of a run on a device as values, and the settings they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spinnet.cli.hardware_options import (
    Backend,
    Bases,
    Decoupling,
    Iterations,
    MaxJobs,
    MaxSeconds,
    MaxShots,
    Mode,
    NoiseFactors,
    Placements,
    Primitive,
    Readout,
    Refine,
    RefineShots,
    Resilience,
    Shots,
    Twirling,
)


@dataclass(frozen=True)
class DeviceOptions:
    """What the command line says of the device and of what a run may cost."""

    backend: Backend = "FakeMarrakesh"
    mode: Mode = "job"
    primitive: Primitive = "sampler"
    resilience: Resilience = 1
    placements: Placements = 4
    max_shots: MaxShots = None
    max_seconds: MaxSeconds = None
    max_jobs: MaxJobs = None

    def settings(self, ibm: Any, measurement: Any) -> Any:
        """Return the ``HardwareSettings``.

        Args:
            ibm: The package ``spinnet.backends.ibm``.
            measurement: Its ``MeasurementSettings``.
        """
        if self.placements < 1:
            raise ValueError(f"--placements must be at least 1; got {self.placements}.")
        return ibm.HardwareSettings(
            device=self.backend,
            mode=self.mode,
            primitive=self.primitive,
            resilience_level=self.resilience,
            measurement=measurement,
            placement_seeds=tuple(range(self.placements)),
            budget=ibm.Budget(self.max_shots, self.max_seconds, self.max_jobs),
        )


@dataclass(frozen=True)
class MeasurementOptions:
    """What the command line says of how a circuit is measured."""

    shots: Shots = 8192
    bases: Bases = None
    noise_factors: NoiseFactors = "1,3"
    readout: Readout = True
    twirling: Twirling = 0
    decoupling: Decoupling = None

    def settings(self, ibm: Any, two_total: int, seed: int) -> Any:
        """Return the ``MeasurementSettings``.

        Args:
            ibm: The package ``spinnet.backends.ibm``.
            two_total: Twice the total spin, which decides the axes if none were asked for.
            seed: Seed of the twirls.
        """
        return ibm.MeasurementSettings(
            shots=self.shots,
            bases=self.bases or ("Z" if two_total <= 1 else "ZX"),
            noise_factors=_numbers(self.noise_factors),
            readout=self.readout,
            twirling=self.twirling,
            dynamical_decoupling=self.decoupling,
            seed=seed,
        )


@dataclass(frozen=True)
class RefinementOptions:
    """What the command line says of a search on the device."""

    refine: Refine = None
    iterations: Iterations = 20
    refine_shots: RefineShots = 4096

    def settings(self, ibm: Any, seed: int) -> Any:
        """Return the ``RefinementSettings``, None if no search was asked for.

        Args:
            ibm: The package ``spinnet.backends.ibm``.
            seed: Seed of the search.
        """
        if self.refine is None:
            return None
        if self.refine_shots < 1:
            raise ValueError(f"--refine-shots must be at least 1; got {self.refine_shots}.")
        return ibm.RefinementSettings(
            self.refine, self.iterations, shots=self.refine_shots, seed=seed
        )


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise ValueError(
            f"--noise-factors must be odd whole numbers such as 1,3,5; got {text!r}."
        ) from None
