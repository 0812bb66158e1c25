r"""Any unitary, and any block-diagonal one, as a fixed structure of CX and rotations.

The quantum Shannon decomposition of Shende, Bullock and Markov (IEEE Trans. CAD 25, 1000
(2006)): a block-diagonal unitary is :math:`V_0 \oplus V_1 = v (D \oplus D^\dagger) w`, and a
general one is two such with a multiplexed RY in between (cosine-sine decomposition). Two-qubit
factors take two CX up to a ZZ rotation, which goes into the next factor, as does what the networks
of the rotations leave behind; only the last two-qubit factor takes three. The structure depends on
the number of wires only; the slots are computed by linear algebra from the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import block_diag, cossin, schur

from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.operation import Angle, Operation, slot
from spinnet.circuits.synthesis.rotation_networks import (
    RotationNetwork,
    free_network,
    line_network,
    rotation_slots,
)
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE
from spinnet.circuits.synthesis.two_qubit import (
    N_TWO_QUBIT_SLOTS,
    split_diagonal,
    two_qubit_operations,
    two_qubit_phase,
    two_qubit_slots,
)

Wires = tuple[int, ...]
_ZZ = np.array([1, -1, -1, 1])


@dataclass(frozen=True)
class Multiplexed:
    """A unitary that is block-diagonal in select wires, as operations.

    Args:
        operations: In time order.
        phase: Global phase, a function of the slots.
        end: The number after the last slot.
        selects: The wires where the select bits are at the end.
        wires: The wires where the others are at the end.
    """

    operations: tuple[Operation, ...]
    phase: Angle
    end: int
    selects: Wires
    wires: Wires


@lru_cache(maxsize=64)
def multiplexed_operations(
    selects: Wires,
    wires: Wires,
    first_slot: int = 0,
    *,
    last: bool = True,
    connectivity: str = ALL_TO_ALL,
) -> Multiplexed:
    """Return the operations of a unitary that is block-diagonal in the select wires.

    Args:
        selects: The wires that choose the block, none for a plain unitary.
        wires: The wires the blocks act on.
        first_slot: Number of the first slot.
        last: Whether no further factor follows that could absorb a ZZ rotation.
        connectivity: ``"all-to-all"``, or ``"line"`` where selects and wires, in this order, are
            neighbours on a line; two selects and two wires, or no select and up to four wires.
    """
    if not selects:
        return _plain_operations(wires, first_slot, last, connectivity)
    network = _network("rz", len(selects) - 1, len(wires), connectivity)
    before = multiplexed_operations(
        selects[1:], wires, first_slot, last=False, connectivity=connectivity
    )
    here = (selects[0], *before.selects, *before.wires)
    rotation = network.operations(here, before.end)
    there = tuple(here[place] for place in network.places)
    after = multiplexed_operations(
        there[1 : len(selects)],
        there[len(selects) :],
        before.end + 2**network.n_controls,
        last=last,
        connectivity=connectivity,
    )
    operations = before.operations + rotation + after.operations
    ends = (there[0], *after.selects)
    return Multiplexed(operations, before.phase + after.phase, after.end, ends, after.wires)


def _network(axis: str, n_selects: int, n_wires: int, connectivity: str) -> RotationNetwork:
    """Return the network of a rotation controlled by select wires, then others."""
    if connectivity != LINE:
        return free_network(axis, n_selects + n_wires)
    return line_network(axis, n_selects + n_wires, crossing=n_selects > 0 and n_wires > 0)


def _plain_operations(wires: Wires, first_slot: int, last: bool, connectivity: str) -> Multiplexed:
    """Return the operations of a unitary without select wires."""
    if not wires:
        return Multiplexed((), slot(first_slot), first_slot + 1, (), ())
    if len(wires) == 1:
        angles = (slot(first_slot + place) for place in range(3))
        turns = euler_operations(wires[0], *angles)
        return Multiplexed(turns, slot(first_slot + 3), first_slot + 4, (), wires)
    if len(wires) == 2:
        two_qubit = two_qubit_operations(two_cx=not last)
        gates = tuple(gate.placed(wires, first_slot) for gate in two_qubit)
        phase = two_qubit_phase(two_cx=not last).shifted(first_slot)
        return Multiplexed(gates, phase, first_slot + N_TWO_QUBIT_SLOTS, (), wires)
    network = _network("ry", 0, len(wires) - 1, connectivity)
    before = multiplexed_operations(
        wires[:1], wires[1:], first_slot, last=False, connectivity=connectivity
    )
    rotation = network.operations(wires, before.end)
    after = multiplexed_operations(
        wires[:1],
        wires[1:],
        before.end + 2**network.n_controls,
        last=last,
        connectivity=connectivity,
    )
    operations = before.operations + rotation + after.operations
    return Multiplexed(operations, before.phase + after.phase, after.end, (), wires)


def multiplexed_slots(blocks: np.ndarray, connectivity: str = ALL_TO_ALL) -> np.ndarray:
    """Return the slots of ``multiplexed_operations`` for given blocks.

    Args:
        blocks: Unitaries, shape ``(2**s, d, d)``, ordered by the bits of the s select wires.
        connectivity: ``"all-to-all"`` or ``"line"``.
    """
    return _multiplexed_slots(blocks, connectivity, last=True)[0]


def _multiplexed_slots(
    blocks: np.ndarray, connectivity: str, *, last: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return slots, and the diagonal ``(d,)`` that the next factor has to apply first."""
    if len(blocks) == 1:
        return _plain_slots(blocks[0], connectivity, last=last)
    half = len(blocks) // 2
    left, phases, right = [], [], []
    for upper, lower in zip(blocks[:half], blocks[half:], strict=True):
        triangle, vectors = schur(upper @ lower.conj().T, output="complex")
        angle = np.angle(np.diag(triangle))
        left.append(vectors)
        phases.append(angle)
        right.append(np.exp(0.5j * angle)[:, None] * (vectors.conj().T @ lower))
    n_selects, n_wires = half.bit_length() - 1, blocks.shape[-1].bit_length() - 1
    network = _network("rz", n_selects, n_wires, connectivity)
    before, carried = _multiplexed_slots(np.array(right), connectivity, last=False)
    size = 2**network.n_controls
    remainder = network.remainder()[:size, :size]  # the target is left alone
    rest = block_diag(*left) * np.tile(carried, half) @ remainder.conj().T
    after, carried = _multiplexed_slots(_diagonal_blocks(rest, half), connectivity, last=last)
    return np.concatenate([before, rotation_slots(-np.concatenate(phases)), after]), carried


def _plain_slots(
    unitary: np.ndarray, connectivity: str, *, last: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return slots and the diagonal left, for a unitary without select wires."""
    nothing = np.ones(len(unitary))
    if len(unitary) == 1:
        return np.angle(unitary[0]), nothing
    if len(unitary) == 2:
        phase = np.angle(np.linalg.det(unitary)) / 2
        euler = unitary_euler_angles(unitary * np.exp(-1j * phase))
        return np.concatenate([euler, [phase]]), nothing
    if len(unitary) == 4:
        if last:
            return two_qubit_slots(unitary), nothing
        short, angle = split_diagonal(unitary)
        return two_qubit_slots(short, two_cx=True), np.exp(-1j * angle * _ZZ)
    half = len(unitary) // 2
    left, angles, right = cossin(unitary, p=half, q=half, separate=True)
    network = _network("ry", 0, half.bit_length() - 1, connectivity)
    before, carried = _multiplexed_slots(np.array(right), connectivity, last=False)
    rest = block_diag(*left) * np.tile(carried, 2) @ network.remainder().conj().T
    after, carried = _multiplexed_slots(_diagonal_blocks(rest, 2), connectivity, last=last)
    slots = np.concatenate([before, rotation_slots(2 * np.asarray(angles)), after])
    return slots, np.tile(carried, 2)


def _diagonal_blocks(matrix: np.ndarray, n_blocks: int) -> np.ndarray:
    """Return the blocks on the diagonal, shape ``(n_blocks, d, d)``."""
    size = len(matrix) // n_blocks
    return np.einsum("aiaj->aij", matrix.reshape(n_blocks, size, n_blocks, size))
