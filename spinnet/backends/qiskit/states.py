"""States between spinnet and Qiskit: amplitudes to `Statevector`, start states to gates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from qiskit import QuantumCircuit
from qiskit.circuit import Gate
from qiskit.quantum_info import Statevector

from spinnet.backends.qiskit.bit_order import reverse_vector
from spinnet.circuits import SingletCovering


class SingletGate(Gate):
    r"""Prepares :math:`(|0_i 1_j\rangle - |1_i 0_j\rangle)/\sqrt 2` from two qubits in zero.

    One CX. On other inputs it acts as the unitary of its definition.
    """

    def __init__(self) -> None:
        super().__init__("singlet", 2, [])

    def _define(self) -> None:
        definition = QuantumCircuit(2, name=self.name)
        definition.x([0, 1])
        definition.h(0)
        definition.cx(0, 1)
        self._definition = definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SingletGate)

    __hash__ = None  # type: ignore[assignment]


def covering_circuit(covering: SingletCovering) -> QuantumCircuit:
    """Return the circuit that prepares a singlet covering: one CX per pair.

    Args:
        covering: The start state; sites left single stay up.
    """
    circuit = QuantumCircuit(covering.n_sites, name="singlet covering")
    for pair in covering.pairs:
        circuit.append(SingletGate(), pair)
    return circuit


def to_statevector(amplitudes: ArrayLike) -> Statevector:
    """Return amplitudes on the 2^N product states as a Qiskit `Statevector`.

    Args:
        amplitudes: Array ``(2**n_sites,)`` with site 0 leftmost and up before down, such as a
            sector state projected to the product basis.

    Returns:
        The same state with site s on qubit s.

    Raises:
        ValueError: If it is no vector, its length is no power of two, or its norm is not 1.
    """
    vector = np.asarray(amplitudes)
    if vector.ndim != 1:
        raise ValueError(f"amplitudes must be one vector; got an array of shape {vector.shape}.")
    norm = float(np.linalg.norm(vector))
    if not np.isclose(norm, 1.0, rtol=0, atol=1e-6):
        raise ValueError(f"amplitudes must have norm 1; got {norm:.9g}. Divide by the norm first.")
    return Statevector(reverse_vector(vector).astype(complex))


def from_statevector(state: Statevector) -> np.ndarray:
    """Return the amplitudes of a Qiskit state in spinnet's order.

    Args:
        state: A state of qubits.

    Returns:
        Array ``(2**n_sites,)``, complex, site 0 leftmost and up before down.
    """
    return reverse_vector(state.data)
