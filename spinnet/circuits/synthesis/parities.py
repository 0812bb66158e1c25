"""Diagonal unitaries as rotations about products of Z.

Any diagonal of phases is a product of ``exp(i w Z...Z)``, one for each subset of the wires.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from spinnet.circuits.synthesis.operation import Angle, Operation, inverse_operations

ROUNDING = 1e-12


def parity_weights(diagonal: np.ndarray) -> tuple[tuple[tuple[int, ...], float], ...]:
    """Return a real diagonal as a sum of products of Z: a Walsh-Hadamard transform.

    Args:
        diagonal: Shape ``(2**n,)``, wire 0 the leftmost factor.

    Returns:
        Pairs ``(wires, weight)`` with weights that are not zero; no wires mean the identity.

    Example:
        >>> parity_weights(np.array([1.0, -1.0, -1.0, 1.0]))
        (((0, 1), 1.0),)
    """
    n_wires = len(diagonal).bit_length() - 1
    tensor = np.asarray(diagonal, dtype=float).reshape((2,) * n_wires)
    for axis in range(n_wires):
        tensor = np.stack([tensor.sum(axis=axis), -np.diff(tensor, axis=axis).sum(axis)], axis) / 2
    return tuple(
        (tuple(int(wire) for wire in np.flatnonzero(index)), float(tensor[index]))
        for index in np.ndindex(*tensor.shape)
        if abs(tensor[index]) > ROUNDING
    )


def parity_rotation(wires: Sequence[int], angle: Angle) -> tuple[Operation, ...]:
    """Return ``exp(-i angle/2 Z...Z)`` on some wires: a ladder of CX there and back.

    Args:
        wires: At least one wire.
        angle: The angle.
    """
    ladder = tuple(Operation("cx", pair) for pair in itertools.pairwise(wires))
    return (*ladder, Operation("rz", (wires[-1],), angle), *inverse_operations(ladder))
