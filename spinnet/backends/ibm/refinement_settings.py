"""How parameters are improved on a device, in numbers and strings that JSON keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass

METHODS = ("spsa", "shift", "rotosolve")


@dataclass(frozen=True)
class RefinementSettings:
    """A search on the device, from the trained parameters.

    Args:
        method: "spsa" measures two points an iteration, in random directions; "shift" all points
            of the parameter-shift gradient, in one job; "rotosolve" moves one parameter after the
            other to the minimum of its sinusoid, two points each.
        iterations: Number of iterations; for rotosolve, of parameters visited.
        step: Size of the first step, radians per unit of energy gradient; rotosolve has none.
        shift: SPSA's distance of the two points from the middle, radians.
        shots: Shots of each point.
        seed: Seed of SPSA's directions.

    Raises:
        ValueError: If a number is out of range or there is no such method.
    """

    method: str = "spsa"
    iterations: int = 20
    step: float = 0.05
    shift: float = 0.1
    shots: int = 4096
    seed: int = 0

    def __post_init__(self) -> None:
        """Check every setting."""
        if self.method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}; got {self.method!r}.")
        for name in ("iterations", "step", "shift", "shots"):
            value = getattr(self, name)
            if not math.isfinite(value) or value <= 0:
                raise ValueError(f"{name} must be a number above 0; got {value}.")
        if self.seed < 0:
            raise ValueError(f"seed must be at least 0; got {self.seed}.")
