r"""Affine structures for every 3-spin gate that is the identity on J = 3/2.

In the frame of ``spinnet.circuits.synthesis.three_spin_affine`` such a gate is a product of
controlled one-qubit gates, one :math:`e^{i a G} = e^{i a g_0} e^{i a \vec g \cdot \vec\sigma}` for
each generator. The phases are rotations of the control. Turns about parallel axes are merged, and
two consecutive turns cost two CX: any two axes lie in a plane, and turns about axes in a plane are
inverted by half a turn about its normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits import VertexGate
from spinnet.circuits.synthesis import (
    ALL_TO_ALL,
    LINE,
    Angle,
    GateStructure,
    Operation,
    cancel_adjacent,
    inverse_operations,
    slot,
)
from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.three_spin import framed_operations, line_places
from spinnet.circuits.synthesis.three_spin_affine import path_operations
from spinnet.networks import change_of_basis, comb_tree

_PAULIS = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


@dataclass(frozen=True)
class _Turn:
    """A rotation by ``angle`` about a unit vector: exp(-i angle/2 axis.sigma)."""

    axis: tuple[float, float, float]
    angle: Angle


@lru_cache(maxsize=64)
def affine_three_spin_product(
    vertex: VertexGate, connectivity: str = ALL_TO_ALL
) -> GateStructure | None:
    """Return an affine structure of a 3-spin gate, None if the gate is of another kind.

    Args:
        vertex: The gate: 3 spins, no constant, one tree for both sides, and generators that are
            zero on J = 3/2.
        connectivity: "all-to-all" or "line", two CX more.

    Returns:
        A structure of 10 CX and 2 for every two turns that do not merge: 10 for one phase on
        J = 1/2, 12 for the real gate, 14 for the general one.
    """
    if vertex.n_spins != 3 or vertex.constant is not None or vertex.in_tree != vertex.out_tree:
        return None
    if any(abs(generator.block(3)[0, 0]) > 1e-12 for generator in vertex.generators):
        return None
    phase, turns = _phase_and_turns(vertex)
    order = line_places((0, 1, 2)) if connectivity == LINE else (0, 1, 2)
    to_paths = path_operations(order)
    middle = (Operation("phase", (0,), phase), *_controlled_turns(turns))
    block = cancel_adjacent((*to_paths, *middle, *inverse_operations(to_paths)))
    operations = framed_operations(block, order, connectivity)
    name = f"{vertex.name}, affine"
    n_angles = vertex.n_angles
    return GateStructure(name, 3, operations, n_angles, n_angles, Angle(), connectivity)


def _phase_and_turns(vertex: VertexGate) -> tuple[Angle, list[_Turn]]:
    """Return the phase on J = 1/2 and the turns in time order, parallel neighbours merged."""
    frame = _comb_frame(vertex)
    phase = Angle()
    turns: list[_Turn] = []
    for index, generator in enumerate(vertex.generators):
        block = frame @ generator.block(1) @ frame.T
        phase = phase + slot(index, float(np.trace(block).real / 2))
        vector = np.array([np.trace(block @ pauli).real / 2 for pauli in _PAULIS])
        length = float(np.linalg.norm(vector))
        if length > 1e-12:
            _append_turn(turns, vector / length, slot(index, -2 * length))
    return phase, turns


def _append_turn(turns: list[_Turn], axis: np.ndarray, angle: Angle) -> None:
    if turns and abs(abs(np.dot(turns[-1].axis, axis)) - 1) < 1e-12:
        sign = float(np.sign(np.dot(turns[-1].axis, axis)))
        turns[-1] = _Turn(turns[-1].axis, turns[-1].angle + angle.scaled(sign))
    else:
        turns.append(_Turn((float(axis[0]), float(axis[1]), float(axis[2])), angle))


def _controlled_turns(turns: list[_Turn]) -> tuple[Operation, ...]:
    """Return turns of wire 1 controlled by wire 0, two CX for every two."""
    operations: list[Operation] = []
    for start in range(0, len(turns), 2):
        operations += _controlled_pair(turns[start : start + 2])
    return tuple(operations)


def _controlled_pair(pair: list[_Turn]) -> tuple[Operation, ...]:
    """Return one or two controlled turns: halves before, minus halves between, after two CX.

    With both axes in the plane of Y and Z, the first along Z, CX turns the halves between them
    around, so that they add up if the control is set and cancel if it is not.
    """
    local = _frame_of_axes([np.array(turn.axis) for turn in pair])
    into = _local_operations(local.conj().T)
    first = pair[0].angle.scaled(0.5)
    tilt = _tilt(local, pair[-1].axis) if len(pair) == 2 else 0.0
    second = pair[-1].angle.scaled(0.5)

    def tilted(angle: Angle) -> tuple[Operation, ...]:
        if len(pair) == 1:
            return ()
        return (
            Operation("rx", (1,), Angle(-tilt)),
            Operation("rz", (1,), angle),
            Operation("rx", (1,), Angle(tilt)),
        )

    return (
        *into,
        Operation("rz", (1,), first),
        Operation("cx", (0, 1)),
        Operation("rz", (1,), -first),
        *tilted(-second),
        Operation("cx", (0, 1)),
        *tilted(second),
        *inverse_operations(into),
    )


def _frame_of_axes(axes: list[np.ndarray]) -> np.ndarray:
    """Return V in SU(2) that takes Z to the first axis and the YZ plane to that of both."""
    along = axes[0]
    other = axes[-1] if len(axes) == 2 else np.eye(3)[int(np.argmin(np.abs(along)))]
    normal = np.cross(other, along)
    normal = normal / np.linalg.norm(normal)
    rotation = np.column_stack([normal, np.cross(along, normal), along])
    return _special_unitary(rotation)


def _tilt(local: np.ndarray, axis: tuple[float, float, float]) -> float:
    """Return the angle of the turn about X that takes Z to an axis, seen from the local frame."""
    operator = local.conj().T @ np.tensordot(np.array(axis), _PAULIS, 1) @ local
    y, z = (float(np.trace(operator @ _PAULIS[k]).real / 2) for k in (1, 2))
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
    return quaternion[0] * np.eye(2) - 1j * np.tensordot(quaternion[1:], _PAULIS, 1)


def _local_operations(unitary: np.ndarray) -> tuple[Operation, ...]:
    """Return a constant one-qubit gate on wire 1."""
    first, middle, last = (float(angle) for angle in unitary_euler_angles(unitary))
    return euler_operations(1, Angle(first), Angle(middle), Angle(last))


def _comb_frame(vertex: VertexGate) -> np.ndarray:
    """Return the rotation from the paths of the gate's tree to (j12 = 0, j12 = 1)."""
    return np.asarray(change_of_basis(vertex.in_tree, comb_tree(3), 1))
