"""Energies with error bars: what the samples of a plan say, method by method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

RECOMMENDED = "mitigated"


@dataclass(frozen=True)
class Estimate:
    """What one way to read the samples gives.

    Errors are standard errors, of the shots and of the readout calibration.

    Args:
        name: The method, such as "post-selected".
        energy: Energy in the units of the couplings.
        error: Its standard error.
        bond_correlations: <S_i.S_j> for each bond of the lattice, in its order.
        bond_errors: Their standard errors.
        total_spin_squared: Expectation of S^2.
        total_spin_squared_error: Its standard error.
        kept_fraction: Share of the circuit's shots that count, 1 without a symmetry; for weighted
            shots the sum of the weights.
        axis_energies: The energy as each axis alone would give it, for the axes that the symmetry
            makes agree: a pair of axis and energy for each.
        symmetry_disagreement: Largest difference between these energies, None for a single axis.
            Without noise it is as small as its error; more of it is an error that symmetry shows.
        symmetry_disagreement_error: Standard error of the difference, or None.
        n_shots: Number of shots it is made from, those of other noise factors and of readout
            circuits included where it needs them.
    """

    name: str
    energy: float
    error: float
    bond_correlations: tuple[float, ...]
    bond_errors: tuple[float, ...]
    total_spin_squared: float
    total_spin_squared_error: float
    kept_fraction: float
    axis_energies: tuple[tuple[str, float], ...] = ()
    symmetry_disagreement: float | None = None
    symmetry_disagreement_error: float | None = None
    n_shots: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the estimate as one JSON object."""
        content = asdict(self)
        for name in ("bond_correlations", "bond_errors"):
            content[name] = list(content[name])
        return content | {"axis_energies": [list(pair) for pair in self.axis_energies]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Estimate:
        """Return the estimate that `to_json` wrote.

        Args:
            content: The JSON object.
        """
        values = dict(content)
        for name in ("bond_correlations", "bond_errors"):
            values[name] = tuple(values[name])
        values["axis_energies"] = tuple((axis, energy) for axis, energy in values["axis_energies"])
        return cls(**values)


@dataclass(frozen=True)
class HardwareEstimates(Mapping[str, Estimate]):
    """Estimates by name, from "raw" to "mitigated", the recommended combination.

    Args:
        estimates: The estimates, in the order in which they are shown.
        recommended: The name of the combination that "mitigated" repeats.
        notes: A sentence for each method that these samples do not allow.

    Example:
        >>> raw = Estimate("raw", -1.0, 0.1, (), (), 0.0, 0.1, 1.0)
        >>> estimates = HardwareEstimates((raw,), "raw")
        >>> estimates["raw"].energy, estimates.mitigated.energy, list(estimates)
        (-1.0, -1.0, ['raw', 'mitigated'])
    """

    estimates: tuple[Estimate, ...]
    recommended: str
    notes: tuple[str, ...] = ()

    @property
    def raw(self) -> Estimate:
        """The samples as they are."""
        return self["raw"]

    @property
    def mitigated(self) -> Estimate:
        """The recommended combination of methods."""
        return self[RECOMMENDED]

    def __getitem__(self, name: str) -> Estimate:
        wanted = self.recommended if name == RECOMMENDED else name
        for estimate in self.estimates:
            if estimate.name == wanted:
                return estimate
        known = ", ".join(repr(name) for name in self)
        raise KeyError(
            " ".join([f"no estimate is called {name!r}; there are {known}.", *self.notes])
        )

    def __iter__(self) -> Iterator[str]:
        yield from (estimate.name for estimate in self.estimates)
        yield RECOMMENDED

    def __len__(self) -> int:
        return len(self.estimates) + 1

    def to_json(self) -> dict[str, Any]:
        """Return the estimates as one JSON object."""
        return {
            "estimates": [estimate.to_json() for estimate in self.estimates],
            "recommended": self.recommended,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> HardwareEstimates:
        """Return the estimates that `to_json` wrote.

        Args:
            content: The JSON object.
        """
        estimates = tuple(Estimate.from_json(value) for value in content["estimates"])
        return cls(estimates, content["recommended"], tuple(content["notes"]))

    def __str__(self) -> str:
        width = max(len(estimate.name) for estimate in self.estimates)
        lines = []
        for estimate in self.estimates:
            mark = "  <- mitigated" if estimate.name == self.recommended else ""
            lines.append(
                f"{estimate.name:<{width}}  {estimate.energy:10.5f} ± {estimate.error:.5f}  "
                f"S² {estimate.total_spin_squared:7.4f}  kept {estimate.kept_fraction:5.1%}{mark}"
            )
        return "\n".join([*lines, *self.notes])
