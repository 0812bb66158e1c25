"""Matrices of operations: the plain numpy oracle of every structure.

Wire 0 is the leftmost tensor factor and bit 0 comes first. Dense and slow on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spinnet.circuits.synthesis.operation import Operation

_HALF = np.sqrt(0.5)
_FIXED = {
    "h": np.array([[_HALF, _HALF], [_HALF, -_HALF]]),
    "s": np.diag([1, 1j]),
    "sdg": np.diag([1, -1j]),
    "x": np.array([[0, 1], [1, 0]]),
    "y": np.array([[0, -1j], [1j, 0]]),
    "z": np.diag([1, -1]),
    "sx": np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2,
    "cx": np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]),
    "cz": np.diag([1, 1, 1, -1]),
}
_ROTATION_AXES = {
    "rx": _FIXED["x"],
    "ry": _FIXED["y"],
    "rz": _FIXED["z"],
    "rzz": np.diag([1, -1, -1, 1]),
}


def gate_matrix(name: str, angle: float | None = None) -> np.ndarray:
    """Return the matrix of a named gate, shape ``(2, 2)`` or ``(4, 4)``, complex.

    Args:
        name: A gate name of :class:`Operation`.
        angle: Its angle in radians, None for fixed gates.
    """
    if name == "phase":
        return np.diag([1, np.exp(1j * float(angle or 0.0))])
    if name in _ROTATION_AXES:
        axis = _ROTATION_AXES[name].astype(complex)
        half = float(angle or 0.0) / 2
        return np.cos(half) * np.eye(len(axis)) - 1j * np.sin(half) * axis
    return _FIXED[name].astype(complex)


def apply_matrix(matrix: np.ndarray, wires: Sequence[int], state: np.ndarray) -> np.ndarray:
    """Return a matrix applied to some wires of an array whose first axes are the wires.

    Args:
        matrix: Shape ``(2**k, 2**k)``.
        wires: The k wires, the first one the leftmost tensor factor of the matrix.
        state: Shape ``(2,) * n + rest``.
    """
    k = len(wires)
    tensor = matrix.reshape((2,) * (2 * k))
    moved = np.tensordot(tensor, state, axes=(range(k, 2 * k), wires))
    return np.moveaxis(moved, range(k), wires)


def operations_matrix(
    operations: Sequence[Operation], n_wires: int, slots: np.ndarray | Sequence[float] = ()
) -> np.ndarray:
    """Return the unitary of operations in time order, shape ``(2**n, 2**n)``.

    Args:
        operations: The operations, the first one acting first.
        n_wires: Number of wires n.
        slots: Values of the slots, shape ``(n_slots,)``.
    """
    dimension = 2**n_wires
    state = np.eye(dimension, dtype=complex).reshape((2,) * n_wires + (dimension,))
    values = np.asarray(slots, dtype=float)
    for operation in operations:
        angle = None if operation.angle is None else float(operation.angle.value(values))
        state = apply_matrix(gate_matrix(operation.name, angle), operation.wires, state)
    return state.reshape(dimension, dimension)
