r"""Affine structures for gates on any number of spins: exact for every gate, not cheap.

Each factor is :math:`e^{i a G} = V e^{i a \Lambda} V^\dagger` with a constant V and a diagonal of
RZ rotations whose angles are multiples of a; neighbouring constants are merged. Everything happens
in the collective frame of ``spinnet.circuits.synthesis``, where the matrices are block-diagonal.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from spinnet.circuits import BlockMatrix, VertexGate, block_sizes, identity_blocks
from spinnet.circuits.synthesis import (
    Angle,
    GateStructure,
    Operation,
    cancel_adjacent,
    inverse_operations,
    slot,
)
from spinnet.circuits.synthesis.equivariant import block_wires, collective_frame, frame_blocks
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots
from spinnet.networks import schur_matrix

Wires = tuple[int, ...]
Part = tuple[tuple[Operation, ...], Angle]


@lru_cache(maxsize=64)
def affine_general_structure(vertex: VertexGate) -> GateStructure:
    """Return a structure whose rotation angles are affine in a gate's angles.

    Args:
        vertex: Any vertex gate.

    Returns:
        An all-to-all structure; its slots are the gate's angles.
    """
    out_frame, in_frame = schur_matrix(vertex.out_tree), schur_matrix(vertex.in_tree)
    constant = _on_spins(vertex.constant or identity_blocks(vertex.n_spins))
    reached = frame_blocks(out_frame @ constant @ in_frame.T)  # (n_blocks, d, d)
    parts: list[Part] = []
    for index, generator in enumerate(vertex.generators):
        blocks = frame_blocks(out_frame @ _on_spins(generator) @ out_frame.T)
        values, vectors = np.linalg.eigh(blocks)
        parts.append(_constant_part(vertex.n_spins, vectors.conj().swapaxes(1, 2) @ reached))
        parts.append(_diagonal_part(vertex.n_spins, index, values.reshape(-1)))
        reached = vectors
    parts.append(_constant_part(vertex.n_spins, reached))
    frame = collective_frame(vertex.n_spins)
    block = [operation for operations, _ in parts for operation in operations]
    phase = Angle()
    for _, more in parts:
        phase = phase + more
    operations = cancel_adjacent((*frame, *block, *inverse_operations(frame)))
    name, n_angles = f"{vertex.name}, affine", vertex.n_angles
    return GateStructure(name, vertex.n_spins, operations, n_angles, n_angles, phase)


def _constant_part(n_spins: int, blocks: np.ndarray) -> Part:
    """Return constant blocks as operations with fixed angles."""
    if np.allclose(blocks, np.eye(blocks.shape[-1]), rtol=0, atol=1e-14):
        return (), Angle()
    operations, phase, _ = multiplexed_operations(*block_wires(n_spins))
    slots = multiplexed_slots(blocks)
    return tuple(_fixed(operation, slots) for operation in operations), Angle(
        float(phase.value(slots))
    )


def _fixed(operation: Operation, slots: np.ndarray) -> Operation:
    if operation.angle is None:
        return operation
    return Operation(operation.name, operation.wires, Angle(float(operation.angle.value(slots))))


def _diagonal_part(n_spins: int, index: int, spectrum: np.ndarray) -> Part:
    """Return exp(i slot diag(spectrum)): an RZ on each parity of wires that has a weight."""
    selects, wires = block_wires(n_spins)
    everything = selects + wires
    operations: list[Operation] = []
    phase = Angle()
    for subset, weight in enumerate(_parity_weights(spectrum)):
        chosen = [
            wire
            for place, wire in enumerate(everything)
            if subset >> (len(everything) - 1 - place) & 1
        ]
        if abs(weight) < 1e-13:
            continue
        if chosen:
            operations += _parity_rotation(chosen, slot(index, -2 * float(weight)))
        else:
            phase = slot(index, float(weight))
    return cancel_adjacent(operations), phase


def _parity_rotation(wires: Sequence[int], angle: Angle) -> tuple[Operation, ...]:
    """Return exp(-i angle/2 Z...Z) on some wires."""
    ladder = tuple(Operation("cx", pair) for pair in itertools.pairwise(wires))
    return (*ladder, Operation("rz", (wires[-1],), angle), *inverse_operations(ladder))


def _parity_weights(spectrum: np.ndarray) -> np.ndarray:
    """Return the weight of each product of Z: the Walsh-Hadamard transform of a diagonal."""
    n_wires = len(spectrum).bit_length() - 1
    tensor = spectrum.astype(float).reshape((2,) * n_wires)
    for axis in range(n_wires):
        difference = -np.diff(tensor, axis=axis).sum(axis=axis)
        tensor = np.stack([tensor.sum(axis=axis), difference], axis)
    return tensor.reshape(-1) / len(spectrum)


def _on_spins(matrix: BlockMatrix) -> np.ndarray:
    """Return a block matrix on the coupled states of k spins, multiplets written out."""
    size = 2**matrix.n_spins
    full, start = np.zeros((size, size), dtype=complex), 0
    for two_total, paths in block_sizes(matrix.n_spins):
        stop = start + paths * (two_total + 1)
        full[start:stop, start:stop] = np.kron(matrix.block(two_total), np.eye(two_total + 1))
        start = stop
    return full
