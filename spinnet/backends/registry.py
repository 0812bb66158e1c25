"""The table of backends by name, each loaded when it is first asked for.

A run folder holds the name of its backend, so that resuming finds it again; and what runs when
nobody chose is decided here, in one place.
"""

from __future__ import annotations

import difflib
import importlib
from types import MappingProxyType

from spinnet.backends.base import AbstractBackend

DEFAULT_BACKEND = "sector"
_HOMES = MappingProxyType(
    {
        "sector": ("spinnet.backends.sector", "SectorBackend", {}),
        "sector-single": ("spinnet.backends.sector", "SectorBackend", {"precision": "single"}),
        "statevector": ("spinnet.backends.statevector", "StatevectorBackend", {}),
        "pennylane": ("spinnet.backends.pennylane", "PennyLaneBackend", {}),
        "qiskit": ("spinnet.backends.qiskit", "QiskitBackend", {}),
    }
)


def backend_names() -> tuple[str, ...]:
    """Return the names that `backend_by_name` knows."""
    return tuple(_HOMES)


def backend_by_name(name: str) -> AbstractBackend:
    """Return the backend of a name.

    Args:
        name: One of `backend_names`.

    Raises:
        ValueError: If there is no such backend.
    """
    if name not in _HOMES:
        near = difflib.get_close_matches(name, _HOMES, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"backend must be one of {', '.join(_HOMES)}; got {name!r}.{hint}")
    module, kind, options = _HOMES[name]
    backend: AbstractBackend = getattr(importlib.import_module(module), kind)(**options)
    return backend


def default_backend() -> AbstractBackend:
    """Return the backend that runs when none is named: the sector engine."""
    return backend_by_name(DEFAULT_BACKEND)
