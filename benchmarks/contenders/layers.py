"""Circuits of equal layers as arrays, and the matrices of their gates in JAX, for ``scan``."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.circuits import Circuit, VertexGate, block_sizes
from spinnet.networks import schur_matrix


class Layers(NamedTuple):
    """A circuit whose layers place one gate on the same supports.

    Args:
        gate: The gate.
        supports: Its sites, in time order within a layer.
        indices: Array ``(n_layers, n_supports, n_angles)`` into the flat parameters.
    """

    gate: VertexGate
    supports: tuple[tuple[int, ...], ...]
    indices: np.ndarray


def equal_layers(circuit: Circuit) -> Layers:
    """Return the layers of a circuit.

    Raises:
        ValueError: If its layers are not equal, or it has several kinds of gate.
    """
    groups = [list(group) for _, group in groupby(circuit.placements, lambda one: one.layer)]
    supports = {tuple(one.sites for one in group) for group in groups}
    if len(supports) != 1 or len(circuit.gates) != 1:
        raise ValueError("scanning over layers needs equal layers of one kind of gate")
    indices = np.array([[one.parameters for one in group] for group in groups])
    return Layers(circuit.gates[0], supports.pop(), indices)


def gate_matrices(gate: VertexGate) -> Callable[[jax.Array], jax.Array]:
    """Return the function from angles ``(n_gates, n_angles)`` to unitaries ``(n_gates, D, D)``.

    Each generator is diagonalised here, once; inside ``jit`` only phases and products remain.
    """
    schur = schur_matrix(gate.in_tree)
    solved = [np.linalg.eigh(_dense(gate, generator, schur)) for generator in gate.generators]

    def matrix(angles: jax.Array) -> jax.Array:
        product = jnp.eye(len(schur), dtype=complex)
        for angle, (values, vectors) in zip(angles, solved, strict=True):
            turned = (vectors * jnp.exp(1j * angle * values)) @ vectors.conj().T
            product = turned @ product
        return product

    return jax.vmap(matrix)


def _dense(gate: VertexGate, generator, schur: np.ndarray) -> np.ndarray:
    """Return a generator on the product basis, ``(2^k, 2^k)``."""
    coupled = np.zeros_like(schur, dtype=complex)
    start = 0
    for two_total, size in block_sizes(gate.n_spins):
        stop = start + size * (two_total + 1)
        coupled[start:stop, start:stop] = np.kron(generator.block(two_total), np.eye(two_total + 1))
        start = stop
    return schur @ coupled @ schur.T
