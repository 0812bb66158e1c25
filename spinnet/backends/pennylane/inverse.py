"""The inverse of a vertex gate, as a vertex gate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits import BlockMatrix, VertexGate, block_matrix, block_sizes


@lru_cache(maxsize=256)
def inverse_gate(gate: VertexGate) -> VertexGate:
    r"""Return the gate that undoes another one at the negated angles in reversed order.

    With the constant K moved past the exponentials,

    .. math:: (e^{i a_n G_n} \cdots e^{i a_1 G_1} K)^\dagger =
              e^{-i a_1 K^\dagger G_1 K} \cdots e^{-i a_n K^\dagger G_n K} K^\dagger

    and the trees change places. A gate that reads the same backwards is its own inverse gate.

    Args:
        gate: The gate.
    """
    generators = tuple(
        _conjugated(generator, gate.constant) for generator in reversed(gate.generators)
    )
    constant = None if gate.constant is None else _adjoint(gate.constant)
    trees_agree = gate.in_tree == gate.out_tree
    if trees_agree and constant == gate.constant and generators == gate.generators:
        return gate
    name = gate.name[:-1] if gate.name.endswith("†") else gate.name + "†"
    return VertexGate(name, gate.out_tree, gate.in_tree, generators, constant)


def _conjugated(generator: BlockMatrix, constant: BlockMatrix | None) -> BlockMatrix:
    """Return ``K^dagger G K``."""
    if constant is None:
        return generator
    blocks = {}
    for two_total, _ in block_sizes(generator.n_spins):
        unitary = constant.block(two_total)
        product = unitary.conj().T @ generator.block(two_total) @ unitary
        blocks[two_total] = (product + product.conj().T) / 2
    return block_matrix(generator.n_spins, blocks)


def _adjoint(matrix: BlockMatrix) -> BlockMatrix:
    blocks = {
        two_total: np.conj(matrix.block(two_total)).T
        for two_total, _ in block_sizes(matrix.n_spins)
    }
    return block_matrix(matrix.n_spins, blocks)
