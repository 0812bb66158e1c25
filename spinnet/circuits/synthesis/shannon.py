r"""Any unitary, and any block-diagonal one, as a fixed structure of CX and rotations.

The quantum Shannon decomposition of Shende, Bullock and Markov (IEEE Trans. CAD 25, 1000
(2006)): a block-diagonal unitary is :math:`V_0 \oplus V_1 = v (D \oplus D^\dagger) w`, and a
general one is two such with a multiplexed RY in between (cosine-sine decomposition). Two-qubit
factors take two CX up to a ZZ rotation, which moves through the next multiplexer into the next
factor; only the last takes three. The structure depends on the number of wires only; the slots
are computed by linear algebra from the matrix.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.linalg import cossin, schur

from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.operation import Angle, Operation, slot
from spinnet.circuits.synthesis.two_qubit import (
    N_TWO_QUBIT_SLOTS,
    split_diagonal,
    two_qubit_operations,
    two_qubit_phase,
    two_qubit_slots,
)

Wires = tuple[int, ...]


@lru_cache(maxsize=64)
def multiplexed_operations(
    selects: Wires, wires: Wires, first_slot: int = 0, *, last: bool = True
) -> tuple[tuple[Operation, ...], Angle, int]:
    """Return the operations of a unitary that is block-diagonal in the select wires.

    Args:
        selects: The wires that choose the block, none for a plain unitary.
        wires: The wires the blocks act on.
        first_slot: Number of the first slot.
        last: Whether no further factor follows that could absorb a ZZ rotation.

    Returns:
        Operations in time order, global phase, and the number after the last slot.
    """
    if not selects:
        return _plain_operations(wires, first_slot, last)
    before, phase, middle = multiplexed_operations(selects[1:], wires, first_slot, last=False)
    controls = selects[1:] + wires
    rotation = multiplexed_rotation("rz", selects[0], controls, middle)
    after, more, end = multiplexed_operations(
        selects[1:], wires, middle + 2 ** len(controls), last=last
    )
    return before + rotation + after, phase + more, end


def _plain_operations(
    wires: Wires, first_slot: int, last: bool
) -> tuple[tuple[Operation, ...], Angle, int]:
    """Return operations, phase and next slot of a unitary without select wires."""
    if not wires:
        return (), slot(first_slot), first_slot + 1
    if len(wires) == 1:
        angles = (slot(first_slot + place) for place in range(3))
        return euler_operations(wires[0], *angles), slot(first_slot + 3), first_slot + 4
    if len(wires) == 2:
        two_qubit = two_qubit_operations(two_cx=not last)
        gates = tuple(gate.placed(wires, first_slot) for gate in two_qubit)
        phase = two_qubit_phase(two_cx=not last).shifted(first_slot)
        return gates, phase, first_slot + N_TWO_QUBIT_SLOTS
    before, phase, middle = multiplexed_operations(wires[:1], wires[1:], first_slot, last=False)
    rotation = multiplexed_rotation("ry", wires[0], wires[1:], middle)
    after, more, end = multiplexed_operations(
        wires[:1], wires[1:], middle + 2 ** (len(wires) - 1), last=last
    )
    return before + rotation + after, phase + more, end


def multiplexed_rotation(
    name: str, target: int, controls: Wires, first_slot: int
) -> tuple[Operation, ...]:
    """Return a rotation whose angle depends on the controls, in Gray code: 2**m CX.

    Args:
        name: ``"ry"`` or ``"rz"``.
        target: The wire that turns.
        controls: The m wires that choose the angle.
        first_slot: The first of 2**m slots, see ``rotation_slots``.
    """
    operations: list[Operation] = []
    size = 2 ** len(controls)
    for place in range(size):
        operations.append(Operation(name, (target,), slot(first_slot + place)))
        changed = _gray(place) ^ _gray((place + 1) % size)
        if changed:
            control = controls[len(controls) - changed.bit_length()]
            operations.append(Operation("cx", (control, target)))
    return tuple(operations)


def rotation_slots(angles: np.ndarray) -> np.ndarray:
    """Return the slots of a multiplexed rotation, shape ``(2**m,)``, from its angles."""
    size = len(angles)
    codes = [_gray(place) for place in range(size)]
    signs = [[(-1) ** (code & value).bit_count() for value in range(size)] for code in codes]
    return np.array(signs) @ angles / size


def _gray(place: int) -> int:
    """Return the Gray code of a number."""
    return place ^ (place >> 1)


def multiplexed_slots(blocks: np.ndarray) -> np.ndarray:
    """Return the slots of ``multiplexed_operations`` for given blocks.

    Args:
        blocks: Unitaries, shape ``(2**s, d, d)``, ordered by the bits of the s select wires.
    """
    return _multiplexed_slots(blocks, 0.0, last=True)[0]


def _multiplexed_slots(
    blocks: np.ndarray, carried: float, *, last: bool
) -> tuple[np.ndarray, float]:
    """Return slots and the ZZ angle left for the next factor, given the one carried in."""
    if len(blocks) == 1:
        return _plain_slots(blocks[0], carried, last=last)
    half = len(blocks) // 2
    left, phases, right = [], [], []
    for upper, lower in zip(blocks[:half], blocks[half:], strict=True):
        triangle, vectors = schur(upper @ lower.conj().T, output="complex")
        angle = np.angle(np.diag(triangle))
        left.append(vectors)
        phases.append(angle)
        right.append(np.exp(0.5j * angle)[:, None] * (vectors.conj().T @ lower))
    middle = rotation_slots(-np.concatenate(phases))
    before, carried = _multiplexed_slots(np.array(right), carried, last=False)
    after, carried = _multiplexed_slots(np.array(left), carried, last=last)
    return np.concatenate([before, middle, after]), carried


def _plain_slots(unitary: np.ndarray, carried: float, *, last: bool) -> tuple[np.ndarray, float]:
    """Return slots and the ZZ angle left, for a unitary without select wires."""
    if len(unitary) == 1:
        return np.angle(unitary[0]), carried
    if len(unitary) == 2:
        phase = np.angle(np.linalg.det(unitary)) / 2
        euler = unitary_euler_angles(unitary * np.exp(-1j * phase))
        return np.concatenate([euler, [phase]]), carried
    if len(unitary) == 4:
        whole = unitary * np.exp(-1j * carried * np.array([1, -1, -1, 1]))
        if last:
            return two_qubit_slots(whole), 0.0
        short, carried = split_diagonal(whole)
        return two_qubit_slots(short, two_cx=True), carried
    half = len(unitary) // 2
    left, angles, right = cossin(unitary, p=half, q=half, separate=True)
    before, carried = _multiplexed_slots(np.array(right), carried, last=False)
    after, carried = _multiplexed_slots(np.array(left), carried, last=last)
    return np.concatenate([before, rotation_slots(2 * angles), after]), carried
