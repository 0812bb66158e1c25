"""The result of a run on a device: energies with errors, and everything it took to get them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from hamiltonians import Lattice
from spinnet.backends.ibm.estimates import HardwareEstimates
from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import make_folder, read_json, write_atomically
from spinnet.su2 import spin_text

FILE = "result.json"
_TUPLES = (
    "couplings",
    "parameters",
    "qubits",
    "job_ids",
    "sessions",
    "refinement_energies",
)


@dataclass(frozen=True, eq=False)
class HardwareResult:
    """What a run on a device found; prints readably, saves, loads and plots.

    Args:
        lattice: The lattice.
        couplings: J of each bond, multiplicity not included, as the model has them.
        two_total: Twice the total spin of the sector.
        estimates: The energies, from "raw" to "mitigated".
        parameters: The parameters that were measured, radians.
        backend: Name of the device.
        calibration_date: When the device was last calibrated, in ISO 8601, None if it is unknown.
        qubits: The device's qubit of each site.
        two_qubit_gates: Two-qubit gates of the circuit at noise factor 1.
        two_qubit_depth: Longest chain of them.
        expected_fidelity: Estimated probability of no error, from reported errors; None if unknown.
        placement_seed: The transpiler's seed that was kept.
        settings: The measurement settings, with their seed.
        n_circuits: Number of circuits that were sampled.
        n_shots: Number of shots of all of them.
        job_ids: The jobs, in the order in which they were sent.
        submitted: When the first job was sent, in ISO 8601, or None.
        finished: When the last job was done, or None.
        sessions: Ids of the sessions or batches the jobs belonged to.
        exact_energy: Ground-state energy, if it is known.
        trained_energy: Energy of the parameters without noise, if it is known.
        refinement_energies: Mean energy of each step of a search on the device.
        versions: Versions of what computed it.
    """

    lattice: Lattice
    couplings: tuple[float, ...]
    two_total: int
    estimates: HardwareEstimates
    parameters: tuple[float, ...]
    backend: str
    calibration_date: str | None
    qubits: tuple[int, ...]
    two_qubit_gates: int
    two_qubit_depth: int
    expected_fidelity: float | None
    placement_seed: int
    settings: Mapping[str, Any]
    n_circuits: int
    n_shots: int
    job_ids: tuple[str, ...] = ()
    submitted: str | None = None
    finished: str | None = None
    sessions: tuple[str, ...] = ()
    exact_energy: float | None = None
    trained_energy: float | None = None
    refinement_energies: tuple[float, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def energy(self) -> float:
        """The mitigated energy, in the units of the couplings."""
        return self.estimates.mitigated.energy

    @property
    def error(self) -> float:
        """Its standard error."""
        return self.estimates.mitigated.error

    def bond_energies(self, name: str = "mitigated") -> tuple[np.ndarray, np.ndarray]:
        """Return the energy J <S_i.S_j> of each bond with its standard error.

        A bond that wraps around a small torus counts as often as it does in the model, so that the
        energies add up to the total.

        Args:
            name: Which estimate.

        Returns:
            Two arrays ``(n_bonds,)``.
        """
        counts = np.array([bond.multiplicity for bond in self.lattice.bonds])
        weights = np.array(self.couplings) * counts
        estimate = self.estimates[name]
        errors = np.abs(weights) * np.array(estimate.bond_errors)
        return weights * np.array(estimate.bond_correlations), errors

    def to_json(self) -> dict[str, Any]:
        """Return the result as one JSON object, the content of ``result.json``."""
        simple = {value.name: getattr(self, value.name) for value in fields(self)}
        content = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in simple.items()
        }
        content |= {"settings": dict(self.settings), "versions": dict(self.versions)}
        content |= {"lattice": self.lattice.to_json(), "estimates": self.estimates.to_json()}
        return {"kind": "hardware", "energy": self.energy, "error": self.error} | content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> HardwareResult:
        """Return the result that `to_json` wrote.

        Args:
            content: The JSON object.
        """
        known = {value.name for value in fields(cls)}
        values = {name: value for name, value in content.items() if name in known}
        for name in _TUPLES:
            values[name] = tuple(values[name])
        values["lattice"] = Lattice.from_json(values["lattice"])
        values["estimates"] = HardwareEstimates.from_json(values["estimates"])
        return cls(**values)

    def save(self, folder: str | Path) -> Path:
        """Write ``result.json`` into a folder, which is made if it does not exist.

        Args:
            folder: Where to.

        Returns:
            The folder.

        Raises:
            RunFolderError: If the folder cannot be written.
        """
        path = make_folder(Path(folder))
        write_atomically(path / FILE, json.dumps(self.to_json(), indent=1).encode())
        return path

    @classmethod
    def load(cls, folder: str | Path) -> HardwareResult:
        """Return the result that `save` or a finished run left in a folder.

        Args:
            folder: The folder.

        Raises:
            RunFolderError: If the file is missing or damaged.
        """
        content = read_json(Path(folder) / FILE)
        try:
            return cls.from_json(content)
        except Exception as error:
            raise RunFolderError(
                f"the result in {folder} is damaged: {type(error).__name__}: {error}."
            ) from error

    def plot(self) -> Any:
        """Return a Matplotlib figure of all estimates beside the known energies."""
        return importlib.import_module("spinnet.plots").plot_mitigation(
            {one.name: (one.energy, one.error) for one in self.estimates.estimates},
            exact_energy=self.exact_energy,
            trained_energy=self.trained_energy,
            recommended=self.estimates.recommended,
            title=f"{self.lattice.name} on {self.backend}",
        )

    def plot_bonds(self, name: str = "mitigated") -> Any:
        """Return a Matplotlib figure of each bond's energy with its error, beside the raw one.

        Args:
            name: Which estimate.
        """
        energies, errors = self.bond_energies(name)
        return importlib.import_module("spinnet.plots").plot_bond_energies(
            self.lattice, energies, errors, raw=self.bond_energies("raw"), title=self.backend
        )

    def plot_lattice(self, name: str = "mitigated") -> Any:
        """Return a Matplotlib figure of <S_i.S_j> on the bonds of the lattice.

        Args:
            name: Which estimate. Values that shots scatter beyond -3/4 and 1/4 are drawn as these.
        """
        correlations = np.clip(self.estimates[name].bond_correlations, -0.75, 0.25)
        plots = importlib.import_module("spinnet.plots")
        return plots.plot_lattice(self.lattice, correlations=correlations)

    def plot_history(self) -> Any:
        """Return a Matplotlib figure of the search on the device, step by step.

        Raises:
            ValueError: If nothing was searched for on the device.
        """
        if not self.refinement_energies:
            raise ValueError(
                "refinement_energies must hold the energy of each step of a search on the device; "
                "got none, since the parameters were found without it."
            )
        return importlib.import_module("spinnet.plots").plot_history(
            [self.refinement_energies],
            exact_energy=self.exact_energy or None,
            title=f"{self.lattice.name} on {self.backend}",
        )

    def __str__(self) -> str:
        spin = spin_text(self.two_total)
        lines = [
            f"{self.lattice.name}: {self.lattice.n_sites} sites, total spin {spin}, on "
            f"{self.backend}",
            *(f"  {line}" for line in str(self.estimates).splitlines()),
        ]
        if self.exact_energy is not None:
            lines.append(f"  exact energy    {self.exact_energy:.6f}")
        if self.trained_energy is not None:
            lines.append(f"  without noise   {self.trained_energy:.6f}")
        lines.append(
            f"  circuit         {self.two_qubit_gates} two-qubit gates (depth "
            f"{self.two_qubit_depth}) on qubits {' '.join(map(str, self.qubits))}"
        )
        lines.append(f"  samples         {self.n_shots} shots of {self.n_circuits} circuits")
        if self.calibration_date:
            lines.append(f"  calibrated      {self.calibration_date}")
        if self.job_ids:
            lines.append(f"  jobs            {' '.join(self.job_ids)}")
        return "\n".join(lines)
