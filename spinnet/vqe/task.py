"""One search as a value: circuit, model, backend, settings; it runs, and goes to JSON and back."""

from __future__ import annotations

import dataclasses
import math
import time
from pathlib import Path
from typing import Any

import numpy as np

from hamiltonians import HeisenbergModel, Lattice
from spinnet.backends.base import AbstractBackend
from spinnet.backends.registry import backend_by_name
from spinnet.circuits import Circuit, check_sizes
from spinnet.circuits.circuit_json import circuit_from_json, circuit_to_json
from spinnet.storage.errors import damaged
from spinnet.storage.versions import versions
from spinnet.su2 import spin_text
from spinnet.vqe.history import relative_error
from spinnet.vqe.optimizers import make_optimizer
from spinnet.vqe.progress import ProgressBar
from spinnet.vqe.result import VQEResult
from spinnet.vqe.run_folder import RunFolder
from spinnet.vqe.search import Callback, Found, Search
from spinnet.vqe.settings import SearchSettings
from spinnet.vqe.starting_points import starting_points

FORMAT = 1
FREE = ("versions", "exact_energy")  # what a later call on the same run folder may change


@dataclasses.dataclass(frozen=True, eq=False)
class Task:
    """Everything that decides the course of a search."""

    circuit: Circuit
    model: HeisenbergModel
    backend: AbstractBackend
    settings: SearchSettings
    exact_energy: float | None = None

    def __post_init__(self) -> None:
        """Check the parts against each other."""
        check_sizes(self.circuit, self.model)
        if self.exact_energy is not None and not math.isfinite(self.exact_energy):
            raise ValueError(f"exact_energy must be finite; got {self.exact_energy}.")
        if self.settings.target_error is not None and not self.exact_energy:
            raise ValueError(
                f"target_error = {self.settings.target_error} needs an exact_energy other than 0; "
                f"got {self.exact_energy}."
            )

    def run(
        self,
        path: Path | None,
        *,
        is_resumed: bool = False,
        progress: bool = False,
        callback: Callback | None = None,
    ) -> VQEResult:
        """Search, measure the best point, and save the result if there is a folder.

        Args:
            path: The run folder, if any.
            is_resumed: Whether the folder's own budget may be replaced.
            progress: Whether to show a bar.
            callback: Called after each batch.
        """
        points = self._starting_points()
        free = (*FREE, "settings.max_evaluations") if is_resumed else FREE
        folder = None if path is None else RunFolder(path, self.to_config(), free=free)
        try:
            evaluator = self.backend.evaluator(self.circuit, self.model)
            with ProgressBar(self.settings.max_evaluations, shown=progress) as bar:
                found = Search(
                    evaluator,
                    make_optimizer(points, self.settings, self.circuit),
                    self.settings,
                    exact_energy=self.exact_energy,
                    folder=folder,
                    bar=bar,
                    callback=callback,
                ).run()
            began = time.perf_counter()
            observables = evaluator.observables(found.tally.points[found.tally.best_start])
            seconds = time.perf_counter() - began
            result = self._result(found, dataclasses.asdict(observables), seconds)
            if folder is not None:
                result.save(folder.path)
            return result
        finally:
            if folder is not None:
                folder.close()

    def to_config(self) -> dict[str, Any]:
        """Return the task as data that ``json`` can write, in the order it is compared."""
        lattice = self.model.lattice.to_json()
        return {
            "format": FORMAT,
            "model": {"lattice": lattice, "couplings": list(self.model.couplings)},
            "circuit": circuit_to_json(self.circuit),
            "settings": self.settings.to_json(),
            "backend": self.backend.name,
            "exact_energy": self.exact_energy,
            "versions": versions(),
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], path: Path, backend: AbstractBackend | None
    ) -> Task:
        """Return the task that `to_config` wrote."""
        try:
            model = config["model"]
            return cls(
                circuit_from_json(config["circuit"]),
                HeisenbergModel(Lattice.from_json(model["lattice"]), tuple(model["couplings"])),
                backend or backend_by_name(config["backend"]),
                SearchSettings.from_json(config["settings"]),
                config["exact_energy"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(path / "config.json", error) from error

    def _starting_points(self) -> np.ndarray:
        return starting_points(
            self.circuit.n_params,
            starts=self.settings.starts,
            seed=self.settings.seed,
            initial=self.settings.initial,
            initial_scale=self.settings.initial_scale,
        )

    def _result(
        self, found: Found, observables: dict[str, Any], observable_seconds: float
    ) -> VQEResult:
        tally, n_sites = found.tally, self.circuit.n_sites
        energy = tally.best.energy
        observables.pop("energy")
        return VQEResult(
            lattice=self.model.lattice.name,
            n_sites=n_sites,
            total_spin=spin_text(self.circuit.two_total),
            energy=energy,
            energy_per_site=energy / n_sites,
            exact_energy=self.exact_energy,
            relative_error=relative_error(energy, self.exact_energy),
            n_params=self.circuit.n_params,
            n_gates=self.circuit.n_gates,
            n_evaluations=sum(tally.evaluations),
            wall_time=found.seconds + observable_seconds,
            seed=self.settings.seed,
            converged=found.ending.converged,
            message=found.ending.message,
            parameters=tally.points[tally.best_start].copy(),
            start_energies=tuple(tally.energies.tolist()),
            start_parameters=tally.points.copy(),
            **observables,
            settings={"backend": self.backend.name, **self.settings.to_json()},
            versions=versions(),
            timings={**found.timings, "observables": observable_seconds},
            history=tuple(tally.history),
        )
