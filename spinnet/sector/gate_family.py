"""The constants of gates of one kind, from which angles make block entries."""

from __future__ import annotations

from dataclasses import dataclass, field

import jax
import numpy as np

from spinnet.circuits import VertexGate, block_sizes, identity_blocks, spectral_form
from spinnet.circuits.vertex_gate import comb_frame


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
    """Return the constants of one block of a gate."""
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
