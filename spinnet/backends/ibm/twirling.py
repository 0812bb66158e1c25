"""Pauli twirling: copies of a circuit that agree without noise and average it to Pauli noise."""

from __future__ import annotations

from qiskit import QuantumCircuit
from qiskit.circuit import pauli_twirl_2q_gates
from qiskit.transpiler import Target

from spinnet.backends.ibm.basis_circuits import merged_one_qubit_gates


def twirled(
    circuit: QuantumCircuit, n_copies: int, seed: int, target: Target | None
) -> tuple[QuantumCircuit, ...]:
    """Return copies of a circuit with random Paulis around each CX, CZ, ECR and iSWAP gate.

    Folded gates are twirled one by one. Fixed RZZ gates are left alone.

    Args:
        circuit: The circuit, not yet measured.
        n_copies: How many; 0 gives the circuit itself.
        seed: Seed of the Paulis.
        target: The device's target; None is a simulator.
    """
    if n_copies == 0:
        return (circuit,)
    copies = pauli_twirl_2q_gates(circuit, seed=seed, num_twirls=n_copies)
    return tuple(merged_one_qubit_gates(copy, target) for copy in copies)
