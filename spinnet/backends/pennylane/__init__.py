"""Spin-network circuits in PennyLane: operations, templates, a backend, and the way back.

Needs the extra ``pennylane``: ``pip install 'spinnet[pennylane]'``.
"""

import spinnet.backends.pennylane.operation  # noqa: F401  # isort: skip - names a missing extra

from spinnet.backends.pennylane.backend import PennyLaneBackend
from spinnet.backends.pennylane.decomposition import eigenbasis_decomposition
from spinnet.backends.pennylane.evaluator import PennyLaneEvaluator
from spinnet.backends.pennylane.from_pennylane import from_pennylane
from spinnet.backends.pennylane.program import (
    PennyLaneProgram,
    apply_circuit,
    elementary_circuit,
    hamiltonian,
    to_pennylane,
    trained_circuit,
)
from spinnet.backends.pennylane.schur_transform import SchurTransform
from spinnet.backends.pennylane.singlet_covering import SingletCovering
from spinnet.backends.pennylane.vertex_gate import VertexGate

__all__ = [
    "PennyLaneBackend",
    "PennyLaneEvaluator",
    "PennyLaneProgram",
    "SchurTransform",
    "SingletCovering",
    "VertexGate",
    "apply_circuit",
    "eigenbasis_decomposition",
    "elementary_circuit",
    "from_pennylane",
    "hamiltonian",
    "to_pennylane",
    "trained_circuit",
]
