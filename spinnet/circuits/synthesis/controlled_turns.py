r"""Products of one-qubit rotations under one control, with the fewest CX.

Turns about parallel axes next to each other are merged. Two turns, or three of which the outer
two have one axis, cost two CX: any two axes lie in a plane, and turns about axes in a plane are
inverted by half a turn about its normal. Angles stay affine; nothing here knows vertex gates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.operation import ZERO, Angle, Operation, inverse_operations

PAULIS = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Turn:
    """A rotation ``exp(-i angle/2 axis.sigma)``.

    Args:
        axis: Unit vector; its last component that is not zero is positive.
        angle: The angle, an affine function of slots.
    """

    axis: tuple[float, float, float]
    angle: Angle


def turn_about(vector: np.ndarray, angle: Angle) -> Turn | None:
    """Return ``exp(-i angle/2 vector.sigma)`` as a turn, None if the vector is zero.

    Args:
        vector: Real, shape ``(3,)``, of any length.
        angle: The angle that multiplies it.
    """
    length = float(np.linalg.norm(vector))
    if length < _ROUNDING:
        return None
    axis = np.where(np.abs(vector) < _ROUNDING * length, 0.0, vector) / length
    sign = float(np.sign(axis[np.flatnonzero(axis)[-1]]))
    x, y, z = (float(component) for component in sign * axis)
    return Turn((x, y, z), angle.scaled(sign * length))


def merged_turns(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return turns in time order with neighbours about one axis added up.

    Args:
        turns: In time order.
    """
    merged: list[Turn] = []
    for turn in turns:
        if merged and _are_parallel(merged[-1], turn):
            merged[-1] = Turn(turn.axis, merged[-1].angle + turn.angle)
        else:
            merged.append(turn)
    return tuple(merged)


def controlled_turns(turns: Sequence[Turn]) -> tuple[Operation, ...]:
    """Return turns of wire 1 controlled by wire 0.

    Args:
        turns: In time order, as `merged_turns` gives them.

    Returns:
        Operations with two CX for every two turns, or for three whose outer axes agree.
    """
    operations: list[Operation] = []
    start = 0
    while start < len(turns):
        group = tuple(turns[start : start + 3])
        if len(group) == 3 and not _are_parallel(group[0], group[2]):
            group = group[:2]
        operations += _controlled_group(group)
        start += len(group)
    return tuple(operations)


def _are_parallel(first: Turn, second: Turn) -> bool:
    return bool(np.allclose(first.axis, second.axis, rtol=0, atol=_ROUNDING))


def _controlled_group(group: tuple[Turn, ...]) -> tuple[Operation, ...]:
    """Return a turn a, one b about another axis and one c about the first, under the control.

    With both axes in the plane of Y and Z, the first along Z, CX turns what stands between them
    around: halves add up if the control is set and cancel if it is not.
    """
    a, b, c = (*(turn.angle.scaled(0.5) for turn in group), ZERO, ZERO)[:3]
    local = _frame_of_axes([np.array(turn.axis) for turn in group[:2]])
    into = fixed_rotation(local.conj().T, 1)
    tilt = _tilt(local, group[1].axis) if len(group) > 1 else 0.0
    operations = (
        *into,
        Operation("rz", (1,), a + -c),
        Operation("cx", (0, 1)),
        Operation("rz", (1,), -a + -c),
        *_tilted(-b, tilt),
        Operation("cx", (0, 1)),
        *_tilted(b, tilt),
        Operation("rz", (1,), c.scaled(2)),
        *inverse_operations(into),
    )
    return tuple(operation for operation in operations if operation.angle != ZERO)


def _tilted(angle: Angle, tilt: float) -> tuple[Operation, ...]:
    """Return a rotation about the Z axis turned about X by ``tilt``."""
    if angle == ZERO:
        return ()
    if abs(np.cos(tilt)) < _ROUNDING:
        return (Operation("ry", (1,), angle.scaled(-float(np.sign(tilt)))),)
    return (
        Operation("rx", (1,), Angle(-tilt)),
        Operation("rz", (1,), angle),
        Operation("rx", (1,), Angle(tilt)),
    )


def _frame_of_axes(axes: list[np.ndarray]) -> np.ndarray:
    """Return V in SU(2) that takes Z to the first axis and the YZ plane to that of both."""
    along = axes[0]
    other = axes[-1] if len(axes) == 2 else np.eye(3)[int(np.argmin(np.abs(along)))]
    normal = np.cross(other, along)
    normal = normal / np.linalg.norm(normal)
    return _special_unitary(np.column_stack([normal, np.cross(along, normal), along]))


def _tilt(local: np.ndarray, axis: tuple[float, float, float]) -> float:
    """Return the angle of the turn about X that takes Z to an axis, seen from the local frame."""
    operator = local.conj().T @ np.tensordot(np.array(axis), PAULIS, 1) @ local
    y, z = (float(np.trace(operator @ PAULIS[k]).real / 2) for k in (1, 2))
    return float(np.arctan2(-y, z))


def _special_unitary(rotation: np.ndarray) -> np.ndarray:
    """Return V in SU(2) with V sigma_k V† = sum_j rotation[j, k] sigma_j."""
    # the eigenvector of eigenvalue 1 of the rotation's action on quaternions, by Shepperd's method
    trace = np.trace(rotation)
    symmetric = np.empty((4, 4))
    symmetric[0, 0] = trace
    symmetric[1:, 1:] = rotation + rotation.T - trace * np.eye(3)
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        symmetric[0, k + 1] = symmetric[k + 1, 0] = rotation[j, i] - rotation[i, j]
    quaternion = np.linalg.eigh(symmetric)[1][:, -1]
    return quaternion[0] * np.eye(2) - 1j * np.tensordot(quaternion[1:], PAULIS, 1)


def fixed_rotation(unitary: np.ndarray, wire: int) -> tuple[Operation, ...]:
    """Return a constant one-qubit gate of determinant 1, up to a sign.

    Args:
        unitary: Shape ``(2, 2)``.
        wire: The wire.
    """
    first, middle, last = (Angle(float(angle)) for angle in unitary_euler_angles(unitary))
    operations = euler_operations(wire, first, middle, last)
    return tuple(gate for gate in operations if gate.angle and abs(gate.angle.offset) > _ROUNDING)
