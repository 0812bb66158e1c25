"""The result of a search: what was found, how well it is known, and how it came about."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hamiltonians.numbers import counted
from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import make_folder, read_json, read_npz, write_atomically, write_npz
from spinnet.su2 import Spin, spin_text
from spinnet.vqe.history import HistoryRecord, history_from_lines

SUMMARY = (
    "lattice",
    "n_sites",
    "total_spin",
    "energy",
    "energy_per_site",
    "exact_energy",
    "relative_error",
    "n_params",
    "n_gates",
    "n_evaluations",
    "wall_time",
    "seed",
    "converged",
    "message",
)
DETAILS = (
    "total_spin_squared",
    "variance",
    "bond_correlations",
    "start_energies",
    "settings",
    "versions",
    "timings",
)


@dataclass(frozen=True, eq=False)
class VQEResult:
    """What a search found; prints readably, saves and loads.

    Args:
        lattice: Name of the lattice.
        n_sites: Number of spins 1/2.
        total_spin: Total spin of the sector, as text such as "0" or "1/2".
        energy: Lowest energy found, in the units of the couplings.
        energy_per_site: The same divided by the number of sites.
        exact_energy: What the error is measured against; None if it was not known.
        relative_error: (energy - exact) / abs(exact), or None.
        n_params: Number of parameters.
        n_gates: Number of vertex gates.
        n_evaluations: Number of evaluations of all starts together.
        wall_time: Seconds, over all sessions of a resumed run.
        seed: Seed of the starts.
        converged: Whether the best start reached a tolerance or the target.
        message: Why the search ended.
        parameters: The best parameters, read-only array ``(n_params,)``, radians.
        start_energies: Lowest energy of each start.
        start_parameters: Best parameters of each start, read-only ``(n_starts, n_params)``.
        total_spin_squared: Expectation of S^2, J(J+1) up to rounding.
        variance: Energy variance, 0 for an exact eigenstate; None if it was not measured.
        bond_correlations: Expectation of S_i.S_j on each bond of the lattice, in its order.
        settings: The settings of the search and the backend's name.
        versions: Versions of what computed it.
        timings: Seconds of the last session in the evaluator ("evaluations"), its first
            evaluation with compilation ("first_evaluation") and the final "observables".
        history: One record an evaluation.
    """

    lattice: str
    n_sites: int
    total_spin: str
    energy: float
    energy_per_site: float
    exact_energy: float | None
    relative_error: float | None
    n_params: int
    n_gates: int
    n_evaluations: int
    wall_time: float
    seed: int
    converged: bool
    message: str
    parameters: np.ndarray
    start_energies: tuple[float, ...]
    start_parameters: np.ndarray
    total_spin_squared: float
    variance: float | None
    bond_correlations: tuple[float, ...]
    settings: Mapping[str, Any] = field(repr=False)
    versions: Mapping[str, str] = field(repr=False)
    timings: Mapping[str, float] = field(repr=False)
    history: tuple[HistoryRecord, ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        self.parameters.flags.writeable = False
        self.start_parameters.flags.writeable = False

    def to_json(self) -> dict[str, Any]:
        """Return the summary as one JSON object, the content of ``result.json``.

        The total spin is a number there, such as 0 or 0.5.
        """
        two_total = Spin(self.total_spin).two_j
        spin = two_total / 2 if two_total % 2 else two_total // 2
        return {**{name: getattr(self, name) for name in SUMMARY}, "total_spin": spin}

    def history_of(self, start: int) -> tuple[HistoryRecord, ...]:
        """Return the evaluations of one start whose energy was finite.

        Args:
            start: Number of the start, from 0.
        """
        return tuple(
            record
            for record in self.history
            if record.start == start and math.isfinite(record.energy)
        )

    def save(self, folder: str | Path) -> Path:
        """Write ``result.json``, ``details.json``, ``result.npz`` and ``history.jsonl``.

        Args:
            folder: Where to; it is made if it does not exist.

        Returns:
            The folder.

        Raises:
            RunFolderError: If the folder cannot be written.
        """
        path = make_folder(Path(folder))
        details = {name: getattr(self, name) for name in DETAILS}
        lines = "".join(record.to_line() for record in self.history)
        write_npz(
            path / "result.npz",
            parameters=self.parameters,
            start_parameters=self.start_parameters,
        )
        write_atomically(path / "history.jsonl", lines.encode())
        write_atomically(path / "details.json", json.dumps(details, indent=1).encode())
        write_atomically(path / "result.json", json.dumps(self.to_json(), indent=1).encode())
        return path

    @classmethod
    def load(cls, folder: str | Path) -> VQEResult:
        """Return the result that `save` or a finished run left in a folder.

        Args:
            folder: The folder.

        Raises:
            RunFolderError: If a file is missing or damaged.
        """
        path = Path(folder)
        data = {**read_json(path / "result.json"), **read_json(path / "details.json")}
        try:
            data |= read_npz(path / "result.npz")
            data["total_spin"] = spin_text(round(2 * data["total_spin"]))
            for name in ("start_energies", "bond_correlations"):
                data[name] = tuple(data[name])
            return cls(**data, history=history_from_lines((path / "history.jsonl").read_text()))
        except Exception as error:
            raise RunFolderError(
                f"the result in {path} is incomplete or damaged: {type(error).__name__}: {error}."
            ) from error

    def plot(self) -> Any:
        """Return a Matplotlib figure of energy and error against evaluations of each start."""
        runs = [self.history_of(start) for start in range(len(self.start_energies))]
        return importlib.import_module("spinnet.plots").plot_history(
            [[record.energy for record in run] for run in runs],
            evaluations=[[record.evaluation for record in run] for run in runs],
            exact_energy=self.exact_energy or None,
            title=self.lattice,
        )

    def __str__(self) -> str:
        lines = [
            f"{self.lattice}: {counted(self.n_sites, 'site')}, total spin {self.total_spin}",
            f"  energy           {self.energy:.10f}  ({self.energy_per_site:.8f} per site)",
        ]
        if self.exact_energy is not None:
            lines.append(f"  exact            {self.exact_energy:.10f}")
        if self.relative_error is not None:
            lines.append(f"  relative error   {self.relative_error:.2e}")
        if self.variance is not None:
            lines.append(f"  energy variance  {self.variance:.2e}")
        ended = "converged" if self.converged else "not converged"
        lines += [
            f"  circuit          {counted(self.n_gates, 'gate')}, "
            f"{counted(self.n_params, 'parameter')}",
            f"  search           {self.n_evaluations} evaluations from {len(self.start_energies)} "
            f"start(s), seed {self.seed}, {self.wall_time:.1f} s",
            f"  {ended}: {self.message}",
        ]
        return "\n".join(lines)
