r"""Symbolic definitions for gates without an affine structure: exact for any gate, not cheap.

Each factor is :math:`e^{i a G} = V e^{i a \Lambda} V^\dagger` with a constant V, which goes
through Qiskit's quantum Shannon decomposition, and a diagonal of RZ rotations whose angles are
multiples of a; neighbouring constants are merged.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterExpression
from qiskit.synthesis import qs_decomposition

from spinnet.backends.qiskit.bit_order import reverse_matrix
from spinnet.circuits import BlockMatrix, VertexGate, block_sizes, identity_blocks
from spinnet.networks import schur_matrix

Value: TypeAlias = float | ParameterExpression


def symbolic_definition(vertex: VertexGate, angles: Sequence[Value]) -> QuantumCircuit:
    """Return a circuit whose rotation angles are affine in a gate's angles.

    Args:
        vertex: The gate.
        angles: A number or an expression for each angle.
    """
    constants, spectra = _constants_and_spectra(vertex)
    circuit = QuantumCircuit(vertex.n_spins)
    circuit.compose(constants[0], inplace=True)
    for angle, spectrum, constant in zip(angles, spectra, constants[1:], strict=True):
        _append_phases(circuit, angle, np.array(spectrum))
        circuit.compose(constant, inplace=True)
    return circuit


@lru_cache(maxsize=64)
def _constants_and_spectra(
    vertex: VertexGate,
) -> tuple[tuple[QuantumCircuit, ...], tuple[tuple[float, ...], ...]]:
    """Return the constant circuits between the factors, and the eigenvalues of each factor."""
    in_frame, out_frame = schur_matrix(vertex.in_tree), schur_matrix(vertex.out_tree)
    constant = _on_spins(vertex.constant or identity_blocks(vertex.n_spins))
    reached = constant @ in_frame.T
    matrices, spectra = [], []
    for generator in vertex.generators:
        values, vectors = _eigensystem(_on_spins(generator))
        matrices.append(vectors.conj().T @ reached)
        spectra.append(tuple(float(value) for value in values))
        reached = vectors
    matrices.append(out_frame @ reached)
    circuits = tuple(_constant_circuit(matrix) for matrix in matrices)
    # eigenvalue x belongs to row x of the constants, wire 0 being its leading bit
    return circuits, tuple(spectra)


def _eigensystem(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvalues and eigenvectors; a diagonal matrix keeps its basis and its order."""
    diagonal = np.diag(matrix)
    if np.allclose(matrix, np.diag(diagonal), rtol=0, atol=1e-14):
        return diagonal.real, np.eye(len(matrix))
    return np.linalg.eigh(matrix)


def _constant_circuit(matrix: np.ndarray) -> QuantumCircuit:
    if np.allclose(matrix, np.eye(len(matrix)), rtol=0, atol=1e-14):
        return QuantumCircuit(len(matrix).bit_length() - 1)
    return qs_decomposition(reverse_matrix(matrix))


def _on_spins(matrix: BlockMatrix) -> np.ndarray:
    """Return a block matrix on the coupled states of k spins, multiplets written out."""
    size = 2**matrix.n_spins
    full, start = np.zeros((size, size), dtype=complex), 0
    for two_total, paths in block_sizes(matrix.n_spins):
        stop = start + paths * (two_total + 1)
        full[start:stop, start:stop] = np.kron(matrix.block(two_total), np.eye(two_total + 1))
        start = stop
    return full


def _append_phases(circuit: QuantumCircuit, angle: Value, spectrum: np.ndarray) -> None:
    """Append exp(i angle diag(spectrum)): an RZ on each parity of wires that has a weight."""
    n_wires = circuit.num_qubits
    for subset, weight in enumerate(_parity_weights(spectrum)):
        if abs(weight) < 1e-14:
            continue
        wires = [wire for wire in range(n_wires) if subset >> (n_wires - 1 - wire) & 1]
        if not wires:
            circuit.global_phase += weight * angle
            continue
        ladder = list(itertools.pairwise(wires))
        for control, wire in ladder:
            circuit.cx(control, wire)
        circuit.rz(-2 * weight * angle, wires[-1])
        for control, wire in reversed(ladder):
            circuit.cx(control, wire)


def _parity_weights(spectrum: np.ndarray) -> np.ndarray:
    """Return the weight of each product of Z: the Walsh-Hadamard transform of a diagonal."""
    weights = spectrum.astype(float)
    n_wires = len(weights).bit_length() - 1
    tensor = weights.reshape((2,) * n_wires)
    for axis in range(n_wires):
        tensor = np.stack([tensor.sum(axis=axis), -np.diff(tensor, axis=axis).sum(axis=axis)], axis)
    return tensor.reshape(-1) / len(weights)
