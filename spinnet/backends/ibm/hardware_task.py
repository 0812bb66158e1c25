"""One run on a device as a value: circuit, model, where parameters come from, where it goes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamiltonians import HeisenbergModel, Lattice
from spinnet.backends.ibm.hardware_settings import HardwareSettings
from spinnet.backends.ibm.refinement import check_method
from spinnet.backends.ibm.refinement_settings import RefinementSettings
from spinnet.backends.ibm.training import PlainSettings, search_settings
from spinnet.circuits import Circuit, check_sizes
from spinnet.circuits.circuit_json import circuit_from_json, circuit_to_json
from spinnet.storage.errors import RunFolderError, damaged

FORMAT = 1
KIND = "hardware"


@dataclass(frozen=True, eq=False)
class HardwareTask:
    """Everything that decides what a run sends.

    Args:
        circuit: The circuit.
        model: The model, on the same sites.
        settings: Where it is evaluated, and how.
        search: How the parameters are searched for on the sector engine, a
            `spinnet.vqe.SearchSettings`; None if they are given.
        parameters: The parameters, radians; None if they are searched for.
        trained_energy: Energy at given parameters, if it is known.
        exact_energy: What errors are measured against, if it is known.
        refinement: How the parameters are improved on the device; None leaves them.

    Raises:
        ValueError: If circuit and model differ in size, or parameters are neither given nor
            searched for, or both.
    """

    circuit: Circuit
    model: HeisenbergModel
    settings: HardwareSettings
    search: PlainSettings | None = None
    parameters: tuple[float, ...] | None = None
    trained_energy: float | None = None
    exact_energy: float | None = None
    refinement: RefinementSettings | None = None

    def __post_init__(self) -> None:
        """Check the parts against each other."""
        check_sizes(self.circuit, self.model)
        if (self.search is None) == (self.parameters is None):
            raise ValueError("either search or parameters must be given; got both or neither.")
        if self.parameters is not None and len(self.parameters) != self.circuit.n_params:
            raise ValueError(
                f"parameters must be {self.circuit.n_params} numbers for this circuit; got "
                f"{len(self.parameters)}."
            )
        if self.refinement is not None:
            check_method(self.circuit, self.refinement.method)
        if self.refinement is not None and self.settings.primitive != "sampler":
            raise ValueError(
                "refinement needs primitive='sampler', whose samples it evaluates; got "
                f"{self.settings.primitive!r}."
            )

    def to_config(self) -> dict[str, Any]:
        """Return the task as data that ``json`` can write, without what a later call may change."""
        model, refinement = self.model, self.refinement
        return {
            "kind": KIND,
            "format": FORMAT,
            "model": {"lattice": model.lattice.to_json(), "couplings": list(model.couplings)},
            "circuit": circuit_to_json(self.circuit),
            "search": None if self.search is None else self.search.to_json(),
            "parameters": None if self.parameters is None else list(self.parameters),
            "trained_energy": self.trained_energy,
            "exact_energy": self.exact_energy,
            "refinement": None if refinement is None else dataclasses.asdict(refinement),
            "settings": self.settings.to_json(),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], path: Path) -> HardwareTask:
        """Return the task that `to_config` wrote.

        Args:
            config: The content of ``config.json``.
            path: The run folder, for messages.

        Raises:
            RunFolderError: If it is damaged, or of a run that sends nothing.
        """
        if config.get("kind") != KIND:
            raise RunFolderError(
                f"the run in {path} is no run on a device; it was not made by 'spinnet submit'."
            )
        try:
            model, given = config["model"], config["parameters"]
            refinement = config["refinement"]
            return cls(
                circuit_from_json(config["circuit"]),
                HeisenbergModel(Lattice.from_json(model["lattice"]), tuple(model["couplings"])),
                HardwareSettings.from_json(config["settings"]),
                None if config["search"] is None else search_settings(config["search"]),
                None if given is None else tuple(given),
                config["trained_energy"],
                config["exact_energy"],
                None if refinement is None else RefinementSettings(**refinement),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(path / "config.json", error) from error
