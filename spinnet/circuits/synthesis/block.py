r"""The 2 x 2 multiplicity block of a 3-spin gate, and how it acts in the frame.

Spins 1/2 on three sites make J = 1/2 twice, once through j12 = 0 and once through j12 = 1. A
vertex gate is a 2 x 2 unitary u on these two paths (and 1 on J = 3/2). This file maps gate
parameters to u, permutes the sites, and turns u into the 3 x 3 unitary on |x>, |y>, |z> that
the frame of ``three_spin`` leaves on two wires.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.circuits.synthesis.cartan import (
    cartan_decomposition,
    interaction_angles,
    rotation_euler_angles,
)

_ROOT = np.sqrt(3) / 2
# Swaps of sites 0, 1 and of sites 1, 2 on the paths (j12 = 0, j12 = 1).
_ADJACENT_SWAPS = np.array([[[-1.0, 0.0], [0.0, 1.0]], [[0.5, _ROOT], [_ROOT, -0.5]]])

# The two paths as vectors over |x>, |y>, |z> of the two block wires, one column each. The
# remaining direction and the singlet carry J = 3/2.
FRAME_VECTORS = np.array(
    [
        [-np.sqrt(1 / 2), np.sqrt(1 / 6)],
        [0.0, -1j * np.sqrt(2 / 3)],
        [-np.sqrt(1 / 2), -np.sqrt(1 / 6)],
    ]
)


def paper_block(parameters: np.ndarray) -> np.ndarray:
    """Return ``exp(i a0) RZ(a3) RY(a2) RZ(a1)``, shape ``(..., 2, 2)``.

    Args:
        parameters: Angles (a0, a1, a2, a3), shape ``(..., 4)``.
    """
    phase, first, middle, last = np.moveaxis(np.asarray(parameters, dtype=float), -1, 0)
    cosine, sine = np.cos(middle / 2), np.sin(middle / 2)
    total, difference = (last + first) / 2, (last - first) / 2
    top = [cosine * np.exp(-1j * total), -sine * np.exp(-1j * difference)]
    bottom = [sine * np.exp(1j * difference), cosine * np.exp(1j * total)]
    block = np.stack([np.stack(top, -1), np.stack(bottom, -1)], -2)
    return np.exp(1j * phase)[..., None, None] * block


def real_block(parameters: np.ndarray) -> np.ndarray:
    """Return the rotation ``RY(a)`` as complex matrices, shape ``(..., 2, 2)``.

    Args:
        parameters: Angle (a,), shape ``(..., 1)``.
    """
    zero = np.zeros_like(np.asarray(parameters, dtype=float))
    return paper_block(np.concatenate([zero, zero, parameters, zero], axis=-1))


def exchange_block(parameters: np.ndarray) -> np.ndarray:
    """Return ``exp(3 i a)`` times the identity: the exchange gate, 1 on J = 3/2.

    Args:
        parameters: Angle (a,), shape ``(..., 1)``.
    """
    phase = np.exp(3j * np.asarray(parameters, dtype=float)[..., 0])
    return phase[..., None, None] * np.eye(2)


@dataclass(frozen=True)
class BlockFamily:
    """A family of 3-spin gates, given by their 2 x 2 blocks.

    Args:
        name: What the gates are called.
        block_map: Maps parameters ``(..., n_params)`` to unitaries ``(..., 2, 2)``.
        n_params: Number of parameters.
        is_rotation: Whether every block is real with determinant 1; two CX are then enough.
    """

    name: str
    block_map: Callable[[np.ndarray], np.ndarray]
    n_params: int
    is_rotation: bool = False


PAPER_BLOCKS = BlockFamily("3-spin gate", paper_block, 4)
REAL_BLOCKS = BlockFamily("real 3-spin gate", real_block, 1, is_rotation=True)
EXCHANGE_BLOCKS = BlockFamily("exchange gate", exchange_block, 1)


def permutation_block(order: Sequence[int]) -> np.ndarray:
    """Return the permutation that brings site ``order[k]`` to place k, on the two paths.

    Args:
        order: The sites 0, 1, 2 in some order.

    Returns:
        Real orthogonal, shape ``(2, 2)``.

    Raises:
        ValueError: If ``order`` is not a permutation of 0, 1, 2.
    """
    if sorted(order) != [0, 1, 2]:
        raise ValueError(f"order must be a permutation of the sites 0, 1, 2, got {tuple(order)}.")
    places = list(order)
    block = np.eye(2)
    for place in (0, 1, 0):  # bubble sort; each exchange is an adjacent swap of places
        if places[place] > places[place + 1]:
            places[place], places[place + 1] = places[place + 1], places[place]
            block = block @ _ADJACENT_SWAPS[place]
    return block


def frame_unitary(block: np.ndarray) -> np.ndarray:
    """Return the 3 x 3 unitary on |x>, |y>, |z> of the block wires.

    Args:
        block: The 2 x 2 unitary u, shape ``(..., 2, 2)``.

    Returns:
        Shape ``(..., 3, 3)``: u on the frame vectors, 1 on the vector orthogonal to them.
    """
    change = block - np.eye(2)
    return np.eye(3) + FRAME_VECTORS @ change @ FRAME_VECTORS.conj().T


def block_slots(block: np.ndarray, two_cx: bool = False) -> np.ndarray:
    """Return the slot values of the block circuit for a 2 x 2 unitary.

    Args:
        block: The 2 x 2 unitary, shape ``(..., 2, 2)``.
        two_cx: Whether the block is a rotation, so that the YY angle and the phase vanish.

    Returns:
        Shape ``(..., 10)``: Euler angles before (3), interaction angles alpha, beta, gamma and
        the global phase, Euler angles after (3).
    """
    left, phases, right = cartan_decomposition(frame_unitary(block), opposite_phases=two_cx)
    middle = interaction_angles(phases)
    before, after = rotation_euler_angles(right), rotation_euler_angles(left)
    return np.concatenate([before, middle, after], axis=-1)
