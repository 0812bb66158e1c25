r"""Rewriting structures for the two-qubit gate a target has: CX, CZ or RZZ.

A fractional RZZ accepts angles in [0, pi/2] only. :func:`fold_rzz` makes a structure valid for
every bound value: the reduced angle and the one-qubit corrections (rotations by 0 or pi) are
functions of the parameters, so nothing is transpiled again.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi

import numpy as np

from spinnet.circuits.synthesis.operation import Angle, Operation, slot
from spinnet.circuits.synthesis.structure import GateStructure

ENTANGLERS = ("cx", "cz", "rzz")


def with_entangler(structure: GateStructure, entangler: str) -> GateStructure:
    """Return the same gate with its CX and CZ written by one entangler.

    Args:
        structure: Any structure; rotations RZZ in it are kept.
        entangler: ``"cx"``, ``"cz"`` or ``"rzz"`` (then with the fixed angle pi/2).

    Raises:
        ValueError: If the entangler is unknown.
    """
    if entangler not in ENTANGLERS:
        raise ValueError(f"entangler must be one of {ENTANGLERS}, got {entangler!r}.")
    operations: list[Operation] = []
    phase = structure.phase
    for operation in structure.operations:
        if operation.name not in ("cx", "cz") or operation.name == entangler:
            operations.append(operation)
            continue
        flip = [Operation("h", operation.wires[1:])]
        middle = Operation("cx" if entangler == "cx" else "cz", operation.wires)
        if entangler == "cx":
            operations += [*flip, middle, *flip]
            continue
        flips = flip if operation.name == "cx" else []
        operations += [*flips, *_cz_operations(middle.wires, entangler), *flips]
        if entangler == "rzz":
            phase = phase + Angle(-pi / 4)
    return replace(structure, operations=tuple(operations), phase=phase)


def _cz_operations(wires: tuple[int, ...], entangler: str) -> list[Operation]:
    """Return CZ, or CZ up to the phase exp(-i pi/4) written with RZZ(pi/2)."""
    if entangler == "cz":
        return [Operation("cz", wires)]
    turns = [Operation("rz", (wire,), Angle(-pi / 2)) for wire in wires]
    return [*turns, Operation("rzz", wires, Angle(pi / 2))]


def fold_angle(angle: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return (reduced, flip, turn, phase) of an RZZ angle, with reduced in [0, pi/2].

    RZZ(angle) equals ``exp(i phase)`` times RZZ(reduced), conjugated by RX(flip) on its first
    wire and followed by RZ(turn) on both; flip and turn are 0 or pi.

    Args:
        angle: Any angles in radians.
    """
    half_turns = np.round(angle / pi)
    remainder = angle - pi * half_turns
    flip = pi * (remainder < 0)
    turn = pi * np.mod(half_turns, 2)
    return np.minimum(np.abs(remainder), pi / 2), flip, turn, turn - half_turns * pi / 2


def fold_rzz(structure: GateStructure) -> GateStructure:
    """Return the same gate with every RZZ angle in [0, pi/2], for every bound value.

    Each RZZ that needs it is surrounded by RX and RZ rotations whose angles are slots too (0 or
    pi). The two-qubit count does not change. The result is not affine.

    Args:
        structure: A structure with RZZ operations.
    """
    folded = tuple(
        operation.angle
        for operation in structure.operations
        if operation.angle is not None and _needs_folding(operation)
    )
    if not folded:
        return structure
    operations: list[Operation] = []
    next_slot = structure.n_slots
    for operation in structure.operations:
        if not _needs_folding(operation):
            operations.append(operation)
            continue
        operations += _folded_operations(operation.wires, next_slot)
        next_slot += 3

    def angle_map(parameters: np.ndarray) -> np.ndarray:
        slots = structure.angles(parameters)
        columns = [slots]
        phase = np.zeros(slots.shape[:-1])
        for angle in folded:
            reduced, flip, turn, extra = fold_angle(angle.value(slots))
            columns.append(np.stack([reduced, flip, turn], axis=-1))
            phase = phase + extra
        return np.concatenate([*columns, phase[..., None]], axis=-1)

    return replace(
        structure,
        name=f"{structure.name}, folded",
        operations=tuple(operations),
        n_slots=next_slot + 1,
        phase=structure.phase + slot(next_slot),
        angle_map=angle_map,
    )


def _needs_folding(operation: Operation) -> bool:
    """Whether an operation is an RZZ whose angle may leave [0, pi/2]."""
    if operation.name != "rzz" or operation.angle is None:
        return False
    return not (operation.angle.is_fixed and 0 <= operation.angle.offset <= pi / 2)


def _folded_operations(wires: tuple[int, ...], first_slot: int) -> list[Operation]:
    """Return RZZ of slot ``first_slot`` with its flip and turn in the next two slots."""
    return [
        Operation("rx", wires[:1], slot(first_slot + 1)),
        Operation("rzz", wires, slot(first_slot)),
        Operation("rx", wires[:1], slot(first_slot + 1, -1.0)),
        *(Operation("rz", (wire,), slot(first_slot + 2)) for wire in wires),
    ]
