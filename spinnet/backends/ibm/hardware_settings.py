"""What a run on a device is told, in numbers and strings that JSON keeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spinnet.backends.ibm.budget import Budget
from spinnet.backends.ibm.measurement import MeasurementSettings
from spinnet.backends.ibm.modes import MODES

PRIMITIVES = ("sampler", "estimator")
RESILIENCE_LEVELS = (0, 1, 2)


@dataclass(frozen=True)
class HardwareSettings:
    """Where a trained circuit is evaluated, and how.

    Args:
        device: Name of the device, as `open_device` takes it.
        mode: "job", "batch" or "session"; the open plan has no sessions.
        primitive: "sampler" samples bits, with the symmetry's own mitigation; "estimator" leaves
            measuring and mitigating to the runtime.
        resilience_level: For the estimator: 0 no mitigation, 1 readout, 2 extrapolation.
        measurement: What is measured; of these the estimator takes the shots and the seed.
        placement_seeds: Seeds of the transpiler; the likeliest placement of all is kept.
        budget: The most it may cost.

    Raises:
        ValueError: If a setting is not among its choices.
    """

    device: str
    mode: str = "job"
    primitive: str = "sampler"
    resilience_level: int = 1
    measurement: MeasurementSettings = field(default_factory=MeasurementSettings)
    placement_seeds: tuple[int, ...] = (0, 1, 2, 3)
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        """Check the choices."""
        for name, value, choices in (
            ("mode", self.mode, MODES),
            ("primitive", self.primitive, PRIMITIVES),
            ("resilience_level", self.resilience_level, RESILIENCE_LEVELS),
        ):
            if value not in choices:
                listed = ", ".join(map(str, choices))
                raise ValueError(f"{name} must be one of {listed}; got {value!r}.")

    def to_json(self) -> dict[str, Any]:
        """Return the settings as one JSON object."""
        plain = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return plain | {
            "measurement": self.measurement.to_json(),
            "placement_seeds": list(self.placement_seeds),
            "budget": self.budget.to_json(),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> HardwareSettings:
        """Return the settings that `to_json` wrote.

        Args:
            content: The JSON object.
        """
        return cls(
            **{
                **content,
                "measurement": MeasurementSettings.from_json(content["measurement"]),
                "placement_seeds": tuple(content["placement_seeds"]),
                "budget": Budget(**content["budget"]),
            }
        )
