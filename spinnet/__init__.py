"""SU(2)-equivariant quantum circuits and spin networks.

A lattice becomes a circuit of vertex gates, the circuit runs in one total-spin sector, and a search
finds the ground state of a Heisenberg model:

    >>> import hamiltonians, spinnet
    >>> lattice = hamiltonians.named_lattice("kagome-12")
    >>> circuit = spinnet.triangle_ansatz(lattice, layers=2)
    >>> circuit.n_gates
    16

Names and subpackages are loaded when they are first used, so that ``import spinnet`` is quick.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spinnet.backends import AbstractBackend, AbstractEvaluator, Observables
    from spinnet.circuits import (
        Circuit,
        Placement,
        SingletCovering,
        VertexGate,
        ansatz,
        bond_ansatz,
        exchange_gate,
        general_gate,
        paper_gate,
        path_ansatz,
        real_gate,
        singlet_covering,
        triangle_ansatz,
    )
    from spinnet.networks import Tree, change_of_basis, comb_tree, parse_tree, schur_matrix
    from spinnet.su2 import Spin
    from spinnet.vqe import VQEResult, minimise, resume

__version__ = "0.1.0"

__all__ = [
    "AbstractBackend",
    "AbstractEvaluator",
    "Circuit",
    "Observables",
    "Placement",
    "SingletCovering",
    "Spin",
    "Tree",
    "VQEResult",
    "VertexGate",
    "__version__",
    "ansatz",
    "bond_ansatz",
    "change_of_basis",
    "comb_tree",
    "exchange_gate",
    "general_gate",
    "minimise",
    "paper_gate",
    "parse_tree",
    "path_ansatz",
    "real_gate",
    "resume",
    "schur_matrix",
    "singlet_covering",
    "triangle_ansatz",
]

_NAMES_OF = {
    "spinnet.backends": ("AbstractBackend", "AbstractEvaluator", "Observables"),
    "spinnet.circuits": (
        "Circuit",
        "Placement",
        "SingletCovering",
        "VertexGate",
        "ansatz",
        "bond_ansatz",
        "exchange_gate",
        "general_gate",
        "paper_gate",
        "path_ansatz",
        "real_gate",
        "singlet_covering",
        "triangle_ansatz",
    ),
    "spinnet.networks": ("Tree", "change_of_basis", "comb_tree", "parse_tree", "schur_matrix"),
    "spinnet.su2": ("Spin",),
    "spinnet.vqe": ("VQEResult", "minimise", "resume"),
}
_HOME_OF = MappingProxyType({name: home for home, names in _NAMES_OF.items() for name in names})
_SUBPACKAGES = ("backends", "circuits", "networks", "plots", "sector", "su2", "testing", "vqe")


def __getattr__(name: str) -> Any:
    """Load a public name or subpackage on first use."""
    if name in _HOME_OF:
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
    elif name in _SUBPACKAGES:
        value = importlib.import_module(f"spinnet.{name}")
    else:
        raise AttributeError(f"module 'spinnet' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List what can be used, loaded or not."""
    return sorted({*__all__, *_SUBPACKAGES})
