"""Cancelling and merging neighbouring operations, exactly and for every angle.

Gates that are each other's inverse disappear and rotations about one axis add up, also across
operations that commute with them: those that act alike (both along Z, or both along X) on every
wire they share. Global phases are never touched. Nothing here knows about vertex gates.
"""

from __future__ import annotations

from collections.abc import Sequence

from spinnet.circuits.synthesis.operation import ROTATIONS, Operation

# For each gate, along which axis it acts on each of its wires; "-" is no single axis.
_AXES = {
    **dict.fromkeys(("rz", "phase", "s", "sdg", "z"), "Z"),
    **dict.fromkeys(("rx", "x", "sx"), "X"),
    **dict.fromkeys(("ry", "y"), "Y"),
    "h": "-",
    "cx": "ZX",
    "cz": "ZZ",
    "rzz": "ZZ",
}
_SYMMETRIC = ("cz", "rzz")


def commute(first: Operation, second: Operation) -> bool:
    """Return whether two operations surely commute: same axis on every shared wire."""
    second_axes = dict(zip(second.wires, _AXES[second.name], strict=True))
    return all(
        second_axes.get(wire, axis) == axis != "-" or wire not in second_axes
        for wire, axis in zip(first.wires, _AXES[first.name], strict=True)
    )


def merged(first: Operation, second: Operation) -> tuple[Operation, ...] | None:
    """Return both operations as one or none, or None where they do not combine."""
    same_wires = first.wires == second.wires or (
        first.name in _SYMMETRIC and set(first.wires) == set(second.wires)
    )
    if not same_wires:
        return None
    if first.name in ROTATIONS:
        if first.name != second.name or first.angle is None or second.angle is None:
            return None
        angle = first.angle + second.angle
        vanishes = angle.is_fixed and abs(angle.offset) < 1e-12
        return () if vanishes else (Operation(first.name, first.wires, angle),)
    if "sx" in (first.name, second.name) or second.angle is not None:
        return None
    return () if first.inverse().name == second.name else None


def cancel_adjacent(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Return operations with the same unitary after cancelling and merging neighbours.

    Args:
        operations: In time order.

    Returns:
        At most as many operations, in time order; the unitary is the same, phase included.
    """
    current = tuple(operations)
    while True:
        shorter = _one_pass(current)
        if len(shorter) == len(current):
            return shorter
        current = shorter


def _one_pass(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Move every operation back to the first one it combines with, if it can reach it."""
    kept: list[Operation] = []
    for operation in operations:
        for place in range(len(kept) - 1, -1, -1):
            earlier = kept[place]
            if not set(earlier.wires) & set(operation.wires):
                continue
            combined = merged(earlier, operation)
            if combined is not None:
                kept[place : place + 1] = combined
                break
            if not commute(earlier, operation):
                kept.append(operation)
                break
        else:
            kept.append(operation)
    return tuple(kept)
