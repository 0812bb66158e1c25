"""Block entries of gates from their angles, in JAX and for many gates of one kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.circuits import Circuit, VertexGate, block_sizes, identity_blocks, spectral_form
from spinnet.circuits.vertex_gate import comb_frame
from spinnet.sector.operations import WindowOperation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BlockFactors:
    """What one block of a gate is the product of: exponentials, one for each angle that turns it.

    Args:
        frequencies: ``(n_turning, n_terms)``; exponentials of few terms are filled up with zeros.
        cosines: ``(n_turning, n_terms, m_J, m_J)``.
        sines: ``(n_turning, n_terms, m_J, m_J)``.
        constant: ``(m_J, m_J)``: what acts before the exponentials, in-tree frame included.
        frame: ``(m_J, m_J)``: from out-tree paths to paths of the left-to-right tree.
        turning: ``(n_turning,)``: numbers of those angles in the gate.
    """

    frequencies: np.ndarray
    cosines: np.ndarray
    sines: np.ndarray
    constant: np.ndarray
    frame: np.ndarray
    turning: tuple[int, ...] = field(metadata={"static": True})


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Family:
    """All gates of one kind in a program.

    Args:
        blocks: The blocks, total spin ascending.
        places: ``(n_entries,)``: the block entries in the flattened matrix.
        rows: ``(n_gates,)``: the operation that each gate belongs to.
        parameters: ``(n_gates, n_angles)``: indices into the flat parameter array.
    """

    blocks: tuple[BlockFactors, ...]
    places: np.ndarray
    rows: np.ndarray
    parameters: np.ndarray

    @property
    def size(self) -> int:
        """Rows of the block-diagonal matrix: the sum of all multiplicities."""
        return sum(len(one.constant) for one in self.blocks)


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


def family(gate: VertexGate, rows: list[int], parameters: list[tuple[int, ...]]) -> Family:
    """Return the constants that turn a gate's angles into its block entries.

    Args:
        gate: The gate.
        rows: The operation of each placement.
        parameters: The flat parameter indices of each placement.
    """
    constant = (gate.constant or identity_blocks(gate.n_spins)).dense()
    constant = constant @ _frame(gate, inwards=True).T
    if gate.is_real:
        constant = constant.real
    frame = _frame(gate, inwards=False)
    return Family(
        tuple(_factors(gate, own, constant, frame) for own in _blocks(gate.n_spins)),
        _entry_places(gate.n_spins),
        np.array(rows, dtype=np.int32),
        np.array(parameters, dtype=np.int32).reshape(len(rows), gate.n_angles),
    )


def _factors(gate: VertexGate, own: slice, constant: np.ndarray, frame: np.ndarray) -> BlockFactors:
    """Return what turns one block of a gate."""
    turning = [
        number
        for number, generator in enumerate(gate.generators)
        if np.any(generator.dense()[own, own])
    ]
    forms = [spectral_form(gate.generators[number]) for number in turning]
    n_terms = max([len(form.frequencies) for form in forms], default=0)

    def stacked(arrays: list[np.ndarray], *shape: int) -> np.ndarray:
        found = np.zeros((len(arrays), n_terms, *shape), np.result_type(float, *arrays))
        for place, one in zip(found, arrays, strict=True):
            place[: len(one)] = one
        return found

    square = (own.stop - own.start,) * 2
    return BlockFactors(
        stacked([np.array(form.frequencies) for form in forms]),
        stacked([form.cosines[:, own, own] for form in forms], *square),
        stacked([form.sines[:, own, own] for form in forms], *square),
        constant[own, own],
        frame[own, own],
        tuple(turning),
    )


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
"""Factors of a block that are multiplied one by one, number by number: small blocks have few.

More of them are scanned, to compile soon, and multiplied as matrices.
"""


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
        matrix = matrix.astype(jnp.result_type(matrix, *factors[:3]))
        return jax.lax.scan(_scanned, matrix, factors)[0]
    for place in range(len(angles)):
        matrix = _multiplied(matrix, _Factor(*(one[place] for one in factors)))
    return matrix


class _Factor(NamedTuple):
    """One exponential of a block, or many along a first axis; the angles are of all gates."""

    frequencies: Any
    cosines: Any
    sines: Any
    angles: Any


def _scanned(before: jax.Array, factor: _Factor) -> tuple[jax.Array, None]:
    """Return a block after one more exponential, as a step of a scan."""
    phases = jnp.multiply.outer(factor.frequencies, factor.angles)  # (n_terms, n_gates, *batch)
    turn = jnp.tensordot(factor.cosines.T, jnp.cos(phases), 1) + jnp.tensordot(
        factor.sines.T, jnp.sin(phases), 1
    )  # (column, row, n_gates, *batch)
    return jnp.einsum("ji...,jk...->ik...", turn, before), None


def _multiplied(before: jax.Array, factor: _Factor) -> jax.Array:
    """Return the same number by number, so that all becomes one loop over gates."""
    phases = [frequency * factor.angles for frequency in factor.frequencies]
    waves = [*map(jnp.cos, phases), *map(jnp.sin, phases)]
    turn = reduce(jnp.add, map(jnp.multiply.outer, (*factor.cosines, *factor.sines), waves))
    return jnp.sum(turn[:, :, None] * before, axis=1)


def _blocks(n_spins: int) -> list[slice]:
    """Return where the block of each total spin lies along the diagonal."""
    sizes = [size for _, size in block_sizes(n_spins)]
    return [slice(sum(sizes[:n]), sum(sizes[: n + 1])) for n in range(len(sizes))]


def _frame(gate: VertexGate, *, inwards: bool) -> np.ndarray:
    """Return all blocks of a tree's frame along the diagonal."""
    tree = gate.in_tree if inwards else gate.out_tree
    sizes = block_sizes(gate.n_spins)
    total = sum(size for _, size in sizes)
    frame, start = np.zeros((total, total)), 0
    for two_total, size in sizes:
        frame[start : start + size, start : start + size] = comb_frame(tree, two_total)
        start += size
    return frame


def _entry_places(n_spins: int) -> np.ndarray:
    """Return where the entries of all blocks lie in the flattened block-diagonal matrix."""
    sizes = [size for _, size in block_sizes(n_spins)]
    total, start, places = sum(sizes), 0, []
    for size in sizes:
        places += [(start + a) * total + start + b for a in range(size) for b in range(size)]
        start += size
    return np.array(places, dtype=np.int32)
