"""What a search is told: the optimiser, the starts, the budget and when to stop."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spinnet.vqe.starting_points import INITIAL_RULES

OPTIMIZERS = ("lbfgs", "metric-lbfgs", "adam", "natural", "gauss-newton")
Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class SearchSettings:
    """The settings of a search, checked; a run folder holds them and resuming obeys them.

    Args:
        optimizer: "lbfgs", "metric-lbfgs", "adam", "natural" or "gauss-newton".
        learning_rate: Size of a step of Adam in radians; None is 0.02. Of "natural" and
            "gauss-newton" the length of the first step in imaginary time, in units of one over
            energy; None is 0.1. L-BFGS has none.
        starts: Number of starts, searched together.
        seed: Seed of the starts. Start n is the same whatever the number of starts.
        initial: "near-identity", "uniform", or one row of parameters for each start.
        initial_scale: Standard deviation of the parameters near the identity, radians.
        max_evaluations: Budget of each start; one evaluation is one energy with its gradient.
        tolerance: The search ends when a step changes the energy by less than this, relative to
            the larger of the energy and 1, or no component of the gradient is larger.
        target_error: The search ends when the best start comes this close to the exact energy,
            relative to it; None never.
        damping: What "metric-lbfgs", "natural" and "gauss-newton" add to the diagonal of the
            metric; None is 1e-3. The others have none.

    Raises:
        ValueError: If a name is unknown or a number is out of range.
        TypeError: If a count is no whole number.
    """

    optimizer: str = "lbfgs"
    learning_rate: float | None = None
    starts: int = 1
    seed: int = 0
    initial: str | Rows = "near-identity"
    initial_scale: float = 0.1
    max_evaluations: int = 1000
    tolerance: float = 1e-10
    target_error: float | None = None
    damping: float | None = None

    def __post_init__(self) -> None:
        """Check every setting."""
        _check_name("optimizer", self.optimizer, OPTIMIZERS)
        if isinstance(self.initial, str):
            _check_name("initial", self.initial, INITIAL_RULES)
        for name, least in (("starts", 1), ("seed", 0), ("max_evaluations", 1)):
            _check_count(name, getattr(self, name), least)
        _check_positive("initial_scale", self.initial_scale, or_zero=True)
        _check_positive("tolerance", self.tolerance, or_zero=True)
        if self.learning_rate is not None:
            _check_positive("learning_rate", self.learning_rate)
            if self.optimizer in ("lbfgs", "metric-lbfgs"):
                raise ValueError(
                    f"learning_rate belongs to optimizer='adam'; got {self.learning_rate} with "
                    f"optimizer={self.optimizer!r}, which finds its own steps."
                )
        if self.damping is not None:
            _check_positive("damping", self.damping)
            if self.optimizer in ("lbfgs", "adam"):
                raise ValueError(
                    "damping belongs to optimizer='metric-lbfgs', 'natural' and 'gauss-newton'; "
                    f"got {self.damping} with optimizer={self.optimizer!r}."
                )
        if self.target_error is not None:
            _check_positive("target_error", self.target_error)

    def to_json(self) -> dict[str, Any]:
        """Return the settings as data that ``json`` can write."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SearchSettings:
        """Return the settings that `to_json` wrote."""
        initial = data["initial"]
        if not isinstance(initial, str):
            initial = tuple(tuple(row) for row in initial)
        return cls(**{**data, "initial": initial})


def _check_name(argument: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        near = difflib.get_close_matches(str(value), known, n=1, cutoff=0.3)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{argument} must be one of {', '.join(known)}; got {value!r}.{hint}")


def _check_count(argument: str, value: int, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{argument} must be a whole number; got {value!r}.")
    if value < least:
        raise ValueError(f"{argument} must be at least {least}; got {value}.")


def _check_positive(argument: str, value: float, *, or_zero: bool = False) -> None:
    if not math.isfinite(value) or value < 0 or (value == 0 and not or_zero):
        bound = "at least 0" if or_zero else "above 0"
        raise ValueError(f"{argument} must be a finite number {bound}; got {value}.")
