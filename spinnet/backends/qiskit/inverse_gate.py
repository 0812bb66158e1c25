"""The inverse of a vertex gate, as a vertex gate of spinnet."""

from __future__ import annotations

import numpy as np

from spinnet.circuits import BlockMatrix, VertexGate, block_matrix, block_sizes, identity_blocks


def inverse_vertex(vertex: VertexGate) -> VertexGate:
    r"""Return the gate that undoes another one, its angles in reversed order.

    From :math:`U = W_{out} e^{i a_n G_n} \cdots e^{i a_1 G_1} K W_{in}^\dagger` follows
    :math:`U^\dagger = W_{in} e^{-i a_1 G'_1} \cdots e^{-i a_n G'_n} K^\dagger W_{out}^\dagger`
    with :math:`G' = K^\dagger G K`; the generators of the inverse are :math:`-G'_n, ..., -G'_1`.

    Args:
        vertex: The gate.

    Returns:
        A gate with ``matrix(reversed angles)`` inverse to the gate's ``matrix(angles)``.
    """
    constant = vertex.constant or identity_blocks(vertex.n_spins)
    generators = tuple(
        _conjugated(generator, constant, -1.0) for generator in reversed(vertex.generators)
    )
    adjoint = None if vertex.constant is None else _adjoint(constant)
    name = f"{vertex.name} inverse"
    return VertexGate(name, vertex.out_tree, vertex.in_tree, generators, adjoint)


def _conjugated(generator: BlockMatrix, constant: BlockMatrix, sign: float) -> BlockMatrix:
    """Return ``sign K† G K`` block by block, exactly Hermitian."""
    blocks = {}
    for two_total, _ in block_sizes(generator.n_spins):
        unitary = constant.block(two_total)
        matrix = sign * unitary.conj().T @ generator.block(two_total) @ unitary
        blocks[two_total] = (matrix + matrix.conj().T) / 2
    return block_matrix(generator.n_spins, blocks)


def _adjoint(matrix: BlockMatrix) -> BlockMatrix:
    sizes = block_sizes(matrix.n_spins)
    blocks = {two_total: np.conj(matrix.block(two_total)).T for two_total, _ in sizes}
    return block_matrix(matrix.n_spins, blocks)
