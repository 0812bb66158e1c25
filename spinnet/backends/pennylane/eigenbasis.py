r"""A vertex gate as constant matrices and multi-qubit Z rotations, for any number of spins.

.. math:: U(a) = C_n \, D_n(a_n) \, C_{n-1} \cdots D_1(a_1) \, C_0

Each generator is diagonal in a basis of its own, so its exponential is a product of phases
``exp(-i t/2 Z..Z)`` with t proportional to the angle, and the constants between merge into one
matrix. Every angle enters affinely. The fewest two-qubit gates are found in ``circuits/synthesis``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits import (
    BlockMatrix,
    VertexGate,
    block_sizes,
    coupled_matrix,
    identity_blocks,
)
from spinnet.circuits.synthesis.parities import parity_weights
from spinnet.networks import schur_matrix


@dataclass(frozen=True)
class PhaseLayer:
    """The diagonal part of one angle.

    Args:
        global_weight: The global phase is ``exp(i global_weight * angle)``.
        rotations: Pairs ``(wires, weight)``: a rotation ``exp(-i weight * angle / 2 Z..Z)``.
    """

    global_weight: float
    rotations: tuple[tuple[tuple[int, ...], float], ...]


@dataclass(frozen=True, eq=False)
class EigenbasisForm:
    """Constant matrices with phase layers between them, in time order.

    Args:
        constants: ``n_angles + 1`` read-only unitaries ``(2**k, 2**k)`` on the product basis.
        layers: One per angle.
    """

    constants: tuple[np.ndarray, ...]
    layers: tuple[PhaseLayer, ...]


@lru_cache(maxsize=256)
def eigenbasis_form(gate: VertexGate) -> EigenbasisForm:
    """Return a gate as constant matrices and phase layers.

    Args:
        gate: The gate.
    """
    block_dimension = len(identity_blocks(gate.n_spins).dense())
    current = (gate.constant or identity_blocks(gate.n_spins)).dense()
    into = schur_matrix(gate.in_tree).T
    constants, layers = [], []
    for generator in gate.generators:
        values, vectors = _block_eigenvectors(generator)
        constants.append(coupled_matrix(gate.n_spins, vectors.conj().T @ current) @ into)
        layers.append(_phase_layer(gate.n_spins, values))
        current, into = vectors, np.eye(2**gate.n_spins)
    assert current.shape == (block_dimension, block_dimension)
    constants.append(schur_matrix(gate.out_tree) @ coupled_matrix(gate.n_spins, current) @ into)
    for constant in constants:
        constant.setflags(write=False)
    return EigenbasisForm(tuple(constants), tuple(layers))


def _block_eigenvectors(generator: BlockMatrix) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvalues and eigenvectors block by block, so that vectors keep their spin."""
    dense = generator.dense()
    values = np.zeros(len(dense))
    vectors = np.zeros_like(dense)
    start = 0
    for _, size in block_sizes(generator.n_spins):
        part = slice(start, start + size)
        values[part], vectors[part, part] = np.linalg.eigh(dense[part, part])
        start += size
    return values, vectors


def _phase_layer(n_spins: int, path_values: np.ndarray) -> PhaseLayer:
    """Expand eigenvalues over the coupled states in products of Z."""
    repeats = [two_total + 1 for two_total, size in block_sizes(n_spins) for _ in range(size)]
    weights = dict(parity_weights(np.repeat(path_values, repeats)))
    global_weight = weights.pop((), 0.0)
    rotations = tuple((wires, -2.0 * weight) for wires, weight in weights.items())
    return PhaseLayer(global_weight, rotations)
