"""Any two-qubit unitary as a fixed structure: three CX and fifteen angles.

The general case behind the blocks of larger gates; the vertex gates of two and three spins have
shorter structures of their own.
"""

from __future__ import annotations

from math import pi

import numpy as np

from spinnet.circuits.synthesis.cartan import (
    MAGIC_BASIS,
    cartan_decomposition,
    interaction_angles,
    unitary_euler_angles,
)
from spinnet.circuits.synthesis.interaction import euler_operations, three_cx_interaction
from spinnet.circuits.synthesis.operation import Operation, slot

N_TWO_QUBIT_SLOTS = 16
TWO_QUBIT_PHASE = slot(15, 1.0, pi / 4)


def two_qubit_operations() -> tuple[Operation, ...]:
    """Return the operations on wires 0 and 1 with the slots of ``two_qubit_slots``."""

    def local(first_slot: int) -> tuple[Operation, ...]:
        return tuple(
            operation
            for wire in (0, 1)
            for operation in euler_operations(
                wire, *(slot(first_slot + 3 * wire + k) for k in range(3))
            )
        )

    interaction = three_cx_interaction(slot(12), slot(13), slot(14))
    return local(0) + interaction + local(6)


def two_qubit_slots(unitary: np.ndarray) -> np.ndarray:
    """Return the slot values of a two-qubit unitary.

    Args:
        unitary: Shape ``(..., 4, 4)``.

    Returns:
        Shape ``(..., 16)``: Euler angles before (wire 0, wire 1), Euler angles after (wire 0,
        wire 1), interaction angles alpha, beta, gamma and the global phase.
    """
    left, phases, right = cartan_decomposition(MAGIC_BASIS.conj().T @ unitary @ MAGIC_BASIS)
    before, after = (
        [unitary_euler_angles(factor) for factor in tensor_factors(_from_magic(rotation))]
        for rotation in (right, left)
    )
    return np.concatenate([*before, *after, interaction_angles(phases)], axis=-1)


def _from_magic(rotation: np.ndarray) -> np.ndarray:
    """Return a real rotation of the magic basis as a product of one-qubit gates."""
    return MAGIC_BASIS @ rotation @ MAGIC_BASIS.conj().T


def tensor_factors(product: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the one-qubit gates whose tensor product is given.

    Args:
        product: A tensor product of two unitaries of determinant 1, shape ``(..., 4, 4)``.

    Returns:
        Two arrays of shape ``(..., 2, 2)`` with determinant 1.
    """
    blocks = product.reshape((*product.shape[:-2], 2, 2, 2, 2)).swapaxes(-2, -3)
    size = (np.abs(blocks) ** 2).sum((-1, -2)).reshape((*product.shape[:-2], 4))
    best = np.argmax(np.round(size, 6), axis=-1)[..., None, None, None]
    flat = blocks.reshape((*product.shape[:-2], 4, 2, 2))
    second = np.take_along_axis(flat, best, axis=-3)[..., 0, :, :]
    second = second / np.sqrt(np.linalg.det(second) + 0j)[..., None, None]
    first = np.einsum("...abij,...ij->...ab", blocks, second.conj()) / 2
    return first, second

