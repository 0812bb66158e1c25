"""Block entries of gates from their angles, in JAX and for many gates of one kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.circuits import Circuit, VertexGate
from spinnet.sector.gate_family import BlockFactors, Family, family
from spinnet.sector.operations import WindowOperation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CircuitEntries:
    """What turns the angles of a circuit into the block entries of its window operations.

    Args:
        constant: ``(n_operations, n_entries)``: entries of operations without angles.
        families: The gates, by kind, with their parameters.
    """

    constant: jax.Array
    families: tuple[Family, ...]


def circuit_entries(
    circuit: Circuit, operations: Sequence[WindowOperation], n_entries: int, dtype: np.dtype
) -> CircuitEntries:
    """Return the constants that turn a circuit's angles into block entries.

    Args:
        circuit: The circuit.
        operations: Its window operations, in time order.
        n_entries: Most entries that an operation has.
        dtype: Of the amplitudes.
    """
    constant = np.zeros((len(operations), n_entries), dtype=dtype)
    constant[[row for row, one in enumerate(operations) if one.gate is None], 0] = 1
    rows_of: dict[VertexGate, list[int]] = {gate: [] for gate in circuit.gates}
    parameters_of: dict[VertexGate, list[tuple[int, ...]]] = {gate: [] for gate in circuit.gates}
    for row, operation in enumerate(operations):
        if operation.gate is not None:
            placement = circuit.placements[operation.gate]
            rows_of[placement.gate].append(row)
            parameters_of[placement.gate].append(placement.parameters)
    families = [family(gate, rows, parameters_of[gate]) for gate, rows in rows_of.items()]
    return CircuitEntries(jnp.asarray(constant), tuple(families))


def operation_entries(table: CircuitEntries, parameters: jax.Array) -> jax.Array:
    """Return the block entries of every operation ``(n_operations, n_entries, *batch)``.

    Args:
        table: The constants.
        parameters: ``(n_params, *batch)``, radians.
    """
    batch = parameters.shape[1:]
    constant = table.constant
    filled = jnp.broadcast_to(
        constant.reshape(*constant.shape, *(1,) * len(batch)), (*constant.shape, *batch)
    )
    for one in table.families:
        values = entries(one, parameters).astype(constant.dtype)
        filled = filled.at[one.rows, : values.shape[1]].set(values)
    return filled


def entries(family: Family, parameters: jax.Array) -> jax.Array:
    """Return the block entries ``(n_gates, n_entries, *batch)`` of every gate of a family.

    Entries run over total spins ascending, then rows and columns of the blocks, in paths of the
    left-to-right tree.

    Args:
        family: The constants.
        parameters: ``(n_params, *batch)``, radians.
    """
    flat = []
    for block in family.blocks:
        own = family.parameters.T[np.array(block.turning, dtype=int)]
        angles = parameters[own]  # (n_turning, n_gates, *batch)
        matrix = jnp.tensordot(block.frame, _turned(block, angles), 1)
        flat.append(matrix.reshape(-1, *matrix.shape[2:]))
    return jnp.moveaxis(jnp.concatenate(flat), 1, 0)


UNROLLED = 8
"""Factors of a block that are multiplied one by one; more of them are scanned, to compile soon."""

SMALL_BLOCK = 5
"""Rows of a block up to which a few factors are multiplied element by element."""


def _turned(block: BlockFactors, angles: jax.Array) -> jax.Array:
    """Return a block of every gate ``(m_J, m_J, n_gates, *batch)``, but for the last frame.

    Args:
        block: The constants.
        angles: ``(n_turning, n_gates, *batch)``, radians.
    """
    batch = angles.shape[1:]
    factors = _Factor(block.frequencies, block.cosines, block.sines, angles)
    start = block.constant.reshape(*block.constant.shape, *(1,) * len(batch))
    matrix = jnp.broadcast_to(start, (*block.constant.shape, *batch))
    if len(angles) > UNROLLED:
        return jax.lax.scan(lambda *pair: (_by_matrices(*pair), None), matrix, factors)[0]
    multiplied = _by_elements if len(block.constant) <= SMALL_BLOCK else _by_matrices
    for place in range(len(angles)):
        matrix = multiplied(matrix, _Factor(*(one[place] for one in factors)))
    return matrix


class _Factor(NamedTuple):
    """One exponential of a block, or many along a first axis.

    Args:
        frequencies: ``(n_terms,)``.
        cosines: ``(n_terms, m_J, m_J)``.
        sines: ``(n_terms, m_J, m_J)``.
        angles: Those of all gates ``(n_gates, *batch)``.
    """

    frequencies: Any
    cosines: Any
    sines: Any
    angles: Any


def _by_matrices(before: jax.Array, factor: _Factor) -> jax.Array:
    """Return a block of every gate after one more exponential, with products of matrices."""
    phases = jnp.multiply.outer(factor.frequencies, factor.angles)  # (n_terms, n_gates, *batch)
    turn = jnp.tensordot(factor.cosines.T, jnp.cos(phases), 1) + jnp.tensordot(
        factor.sines.T, jnp.sin(phases), 1
    )  # (column, row, n_gates, *batch)
    return jnp.einsum("ji...,jk...->ik...", turn, before)


def _by_elements(before: jax.Array, factor: _Factor) -> jax.Array:
    """Return the same element by element, of which XLA makes one loop over gates."""
    phases = [frequency * factor.angles for frequency in factor.frequencies]
    waves = [*map(jnp.cos, phases), *map(jnp.sin, phases)]
    turn = reduce(jnp.add, map(jnp.multiply.outer, (*factor.cosines, *factor.sines), waves))
    return jnp.sum(turn[:, :, None] * before, axis=1)
