"""spinnet circuits in Qiskit: native gates, compilation for targets, and a backend.

Needs the extra: ``pip install "spinnet[qiskit]"``. Site s is always qubit s.
"""

from __future__ import annotations

try:
    import qiskit as _  # noqa: F401 - only to see whether it is there
except ImportError as error:  # named here because this is where the package is first needed
    raise ImportError(
        'spinnet.backends.qiskit needs Qiskit. Install it with: pip install "spinnet[qiskit]"'
    ) from error

from spinnet.backends.qiskit.backend import QiskitBackend
from spinnet.backends.qiskit.bit_order import reverse_matrix, reverse_vector
from spinnet.backends.qiskit.compiled import CompiledCircuit
from spinnet.backends.qiskit.compiling import compile_circuit
from spinnet.backends.qiskit.connectivity import connectivity_of
from spinnet.backends.qiskit.conversion import spin_network_ansatz, to_qiskit
from spinnet.backends.qiskit.cost import DeviceCost, circuit_cost
from spinnet.backends.qiskit.evaluator import Estimates, QiskitEvaluator
from spinnet.backends.qiskit.files import load_qpy, save_qpy, to_qasm3
from spinnet.backends.qiskit.gate import VertexGate
from spinnet.backends.qiskit.operators import (
    bond_correlation_ops,
    to_sparse_pauli_op,
    total_spin_squared_op,
)
from spinnet.backends.qiskit.passes import vertex_gate_pass_manager
from spinnet.backends.qiskit.plugin import VertexGateSynthesis
from spinnet.backends.qiskit.reading import from_qiskit
from spinnet.backends.qiskit.states import SingletGate, from_statevector, to_statevector

__all__ = [
    "CompiledCircuit",
    "DeviceCost",
    "Estimates",
    "QiskitBackend",
    "QiskitEvaluator",
    "SingletGate",
    "VertexGate",
    "VertexGateSynthesis",
    "bond_correlation_ops",
    "circuit_cost",
    "compile_circuit",
    "connectivity_of",
    "from_qiskit",
    "from_statevector",
    "load_qpy",
    "reverse_matrix",
    "reverse_vector",
    "save_qpy",
    "spin_network_ansatz",
    "to_qasm3",
    "to_qiskit",
    "to_sparse_pauli_op",
    "to_statevector",
    "total_spin_squared_op",
    "vertex_gate_pass_manager",
]
