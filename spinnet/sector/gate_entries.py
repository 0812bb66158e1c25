"""Block entries of gates from their angles, in JAX and for many gates of one kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np

from spinnet.circuits import Circuit, VertexGate, block_sizes, identity_blocks, spectral_form
from spinnet.circuits.vertex_gate import comb_frame
from spinnet.sector.operations import WindowOperation


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Family:
    """All gates of one kind in a program.

    Args:
        frequencies: For each angle the frequencies ``(n_terms,)`` of its exponential.
        cosines: For each angle ``(n_terms, m, m)``; m is the sum of all multiplicities.
        sines: For each angle ``(n_terms, m, m)``.
        constant: ``(m, m)``: what acts before the exponentials, in-tree frame included.
        frame: ``(m, m)``: from out-tree paths to paths of the left-to-right tree.
        places: ``(n_entries,)``: the block entries in the flattened matrix.
        rows: ``(n_gates,)``: the operation that each gate belongs to.
        parameters: ``(n_gates, n_angles)``: indices into the flat parameter array.
        blocks: First row and size of each block.
        turned: For each angle the numbers of the blocks that it turns.
    """

    frequencies: tuple[np.ndarray, ...]
    cosines: tuple[np.ndarray, ...]
    sines: tuple[np.ndarray, ...]
    constant: np.ndarray
    frame: np.ndarray
    places: np.ndarray
    rows: np.ndarray
    parameters: np.ndarray
    blocks: tuple[tuple[int, int], ...] = field(metadata={"static": True})
    turned: tuple[tuple[int, ...], ...] = field(metadata={"static": True})


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
    forms = [spectral_form(generator) for generator in gate.generators]
    blocks = _blocks(gate.n_spins)
    turned = [_turned(generator.dense(), blocks) for generator in gate.generators]
    constant = (gate.constant or identity_blocks(gate.n_spins)).dense()
    constant = constant @ _frame(gate, inwards=True).T
    return Family(
        tuple(np.array(form.frequencies) for form in forms),
        tuple(form.cosines for form in forms),
        tuple(form.sines for form in forms),
        constant.real if gate.is_real else constant,
        _frame(gate, inwards=False),
        _entry_places(gate.n_spins),
        np.array(rows, dtype=np.int32),
        np.array(parameters, dtype=np.int32).reshape(len(rows), gate.n_angles),
        blocks,
        tuple(turned),
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
    for number, (first, size) in enumerate(family.blocks):
        frame = family.frame[first : first + size, first : first + size]
        matrix = jnp.tensordot(frame, _block(family, number, parameters), 1)
        flat.append(matrix.reshape(-1, *matrix.shape[2:]))
    return jnp.moveaxis(jnp.concatenate(flat), 1, 0)


UNROLLED = 8
"""Factors of a block that are multiplied one by one; more of them are scanned, to compile soon."""


def _block(family: Family, number: int, parameters: jax.Array) -> jax.Array:
    """Return one block of every gate ``(m_J, m_J, n_gates, *batch)``, but for the last frame."""
    batch = parameters.shape[1:]
    first, size = family.blocks[number]
    own = slice(first, first + size)
    start = family.constant[own, own].reshape(size, size, *(1,) * (1 + len(batch)))
    matrix = jnp.broadcast_to(start, (size, size, len(family.rows), *batch))
    turning = [angle for angle, turned in enumerate(family.turned) if number in turned]
    if not turning:
        return matrix
    factors = _factors(family, turning, own)

    def step(before: jax.Array, factor: tuple[jax.Array, ...]) -> tuple[jax.Array, None]:
        frequency, cosine, sine, indices = factor
        angles = parameters[indices]  # (n_gates, *batch)
        phases = jnp.tensordot(frequency, angles[None], 0).reshape(-1, *angles.shape)
        turn = jnp.tensordot(cosine.T, jnp.cos(phases), 1) + jnp.tensordot(
            sine.T, jnp.sin(phases), 1
        )  # (column, row, n_gates, *batch)
        return jnp.einsum("ji...,jk...->ik...", turn, before), None

    if len(turning) > UNROLLED:
        matrix = matrix.astype(jnp.result_type(matrix, *factors[:3]))
        return jax.lax.scan(step, matrix, factors)[0]
    for place in range(len(turning)):
        matrix, _ = step(matrix, tuple(one[place] for one in factors))
    return matrix


def _factors(family: Family, turning: list[int], own: slice) -> tuple[jax.Array, ...]:
    """Return frequencies, cosines, sines and parameters of the angles that turn one block.

    Angles come first in every array; those with few terms are padded with zeros.
    """
    n_terms = max(family.frequencies[angle].shape[0] for angle in turning)

    def stacked(arrays: list[np.ndarray]) -> jax.Array:
        missing = [n_terms - one.shape[0] for one in arrays]
        widths = [[(0, n)] + [(0, 0)] * (arrays[0].ndim - 1) for n in missing]
        return jnp.stack([jnp.pad(one, width) for one, width in zip(arrays, widths, strict=True)])

    return (
        stacked([family.frequencies[angle] for angle in turning]),
        stacked([family.cosines[angle][:, own, own] for angle in turning]),
        stacked([family.sines[angle][:, own, own] for angle in turning]),
        jnp.asarray(family.parameters.T[np.array(turning)]),
    )


def _blocks(n_spins: int) -> tuple[tuple[int, int], ...]:
    """Return first row and size of the block of each total spin."""
    sizes = [size for _, size in block_sizes(n_spins)]
    return tuple((sum(sizes[:number]), size) for number, size in enumerate(sizes))


def _turned(generator: np.ndarray, blocks: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Return the numbers of the blocks in which a generator is not zero."""
    return tuple(
        number
        for number, (first, size) in enumerate(blocks)
        if np.any(generator[first : first + size, first : first + size])
    )


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
