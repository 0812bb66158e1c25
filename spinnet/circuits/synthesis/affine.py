r"""Affine structures for gates on any number of spins: exact for every gate, not cheap.

Each factor is :math:`e^{i a G} = V e^{i a \Lambda} V^\dagger` with a constant V and a diagonal of
RZ rotations whose angles are multiples of a; neighbouring constants are merged. Everything happens
in the collective frame of ``equivariant``, where the matrices are block-diagonal.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits.block_matrix import coupled_matrix, identity_blocks
from spinnet.circuits.synthesis.equivariant import Frame, collective_frame, frame_blocks
from spinnet.circuits.synthesis.operation import ZERO, Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.parities import parity_rotation, parity_weights
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE, GateStructure
from spinnet.circuits.vertex_gate import VertexGate
from spinnet.networks import schur_matrix

Part = tuple[tuple[Operation, ...], Angle]


@lru_cache(maxsize=64)
def affine_general_structure(gate: VertexGate, connectivity: str = ALL_TO_ALL) -> GateStructure:
    """Return a structure whose rotation angles are affine in a gate's angles.

    Args:
        gate: Any vertex gate on at least 2 spins.
        connectivity: ``"all-to-all"``, or ``"line"`` for up to 3 spins.

    Returns:
        The structure; its slots are the gate's angles.

    Raises:
        ValueError: If no structure on a line is known.
    """
    if connectivity == LINE and gate.n_spins > 3:
        raise ValueError(
            f"affine structures on a line are known for up to 3 spins; got {gate.n_spins}."
        )
    n_spins = gate.n_spins
    out_frame, in_frame = schur_matrix(gate.out_tree), schur_matrix(gate.in_tree)
    frame = collective_frame(n_spins, connectivity)
    constant = coupled_matrix(n_spins, (gate.constant or identity_blocks(n_spins)).dense())
    reached = frame_blocks(out_frame @ constant @ in_frame.T, connectivity)  # (n_blocks, d, d)
    parts: list[Part] = []
    for index, generator in enumerate(gate.generators):
        on_spins = out_frame @ coupled_matrix(n_spins, generator.dense()) @ out_frame.T
        values, vectors = np.linalg.eigh(frame_blocks(on_spins, connectivity))
        parts.append(_constant_part(frame, vectors.conj().swapaxes(1, 2) @ reached))
        parts.append(_diagonal_part(frame, index, values.reshape(-1)))
        reached = vectors
    parts.append(_constant_part(frame, reached))
    block = [operation for operations, _ in parts for operation in operations]
    phase = sum((more for _, more in parts), ZERO)
    operations = cancel_adjacent((*frame.before, *block, *inverse_operations(frame.after)))
    name, n_angles = f"{gate.name}, affine", gate.n_angles
    return GateStructure(name, n_spins, operations, n_angles, n_angles, phase, connectivity)


def _constant_part(frame: Frame, blocks: np.ndarray) -> Part:
    """Return constant blocks as operations with fixed angles."""
    if np.allclose(blocks, np.eye(blocks.shape[-1]), rtol=0, atol=1e-14):
        return (), ZERO
    made = multiplexed_operations(frame.selects, frame.wires)
    slots = multiplexed_slots(blocks)
    phase = Angle(float(made.phase.value(slots)))
    return tuple(gate.bound(slots) for gate in made.operations), phase


def _diagonal_part(frame: Frame, index: int, spectrum: np.ndarray) -> Part:
    """Return exp(i slot diag(spectrum)): an RZ on each parity of wires that has a weight."""
    everything = frame.selects + frame.wires
    operations: list[Operation] = []
    phase = ZERO
    for places, weight in parity_weights(spectrum):
        if places:
            chosen = [everything[place] for place in places]
            operations += parity_rotation(chosen, slot(index, -2 * weight))
        else:
            phase = slot(index, weight)
    return cancel_adjacent(operations), phase
