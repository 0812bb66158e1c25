"""The search on the sector engine that a run may begin with.

Backends lie below the search, which asks them for energies. A run on a device asks the search, so
it is loaded by name when it is needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit


class PlainSettings(Protocol):
    """Settings that are plain data, such as `spinnet.vqe.SearchSettings`."""

    def to_json(self) -> dict[str, Any]:
        """Return the settings as data that ``json`` can write."""


def search_settings(data: Mapping[str, Any]) -> PlainSettings:
    """Return the settings of a search from plain data.

    Args:
        data: What their ``to_json`` gave.
    """
    settings: PlainSettings = _search().SearchSettings.from_json(data)
    return settings


def train(circuit: Circuit, model: HeisenbergModel, search: PlainSettings, **options: Any) -> Any:
    """Search for the parameters of a circuit, or go on with a search in its folder.

    Args:
        circuit: The circuit.
        model: The model.
        search: How to search.
        **options: Of `spinnet.vqe.minimise`, such as the run folder.

    Returns:
        The `spinnet.vqe.VQEResult`.
    """
    return _search().minimise(circuit, model, **search.to_json(), **options)


def load_training(folder: Path) -> Any:
    """Return the `spinnet.vqe.VQEResult` of a finished search.

    Args:
        folder: Its run folder.
    """
    return _search().VQEResult.load(folder)


def _search() -> Any:
    return importlib.import_module("spinnet.vqe")
