"""Any two-qubit unitary as a fixed structure: three CX, or two up to a diagonal.

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
from spinnet.circuits.synthesis.interaction import (
    euler_operations,
    three_cx_interaction,
    two_cx_interaction,
)
from spinnet.circuits.synthesis.operation import Angle, Operation, slot

N_TWO_QUBIT_SLOTS = 16
_FLIP = np.array([[0, 0, 0, -1], [0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 0]])  # YY
_ZZ = np.array([1, -1, -1, 1])
_ROUNDING = 1e-14
_N_GRID = 33


def two_qubit_phase(*, two_cx: bool = False) -> Angle:
    """Return the global phase that goes with ``two_qubit_operations``."""
    return slot(15) if two_cx else slot(15, 1.0, pi / 4)


def two_qubit_operations(*, two_cx: bool = False) -> tuple[Operation, ...]:
    """Return the operations on wires 0 and 1 with the slots of ``two_qubit_slots``.

    Args:
        two_cx: Whether the YY angle always vanishes.
    """

    def local(first_slot: int) -> tuple[Operation, ...]:
        return tuple(
            operation
            for wire in (0, 1)
            for operation in euler_operations(
                wire, *(slot(first_slot + 3 * wire + k) for k in range(3))
            )
        )

    if two_cx:
        return local(0) + two_cx_interaction(slot(12), slot(14)) + local(6)
    interaction = three_cx_interaction(slot(12), slot(13), slot(14))
    return local(0) + interaction + local(6)


def split_diagonal(unitary: np.ndarray) -> tuple[np.ndarray, float]:
    r"""Return (V, angle) with ``unitary = exp(-i angle ZZ) V`` and V of two CX.

    A unitary of determinant 1 takes two CX if the trace of its symmetric square in the magic
    basis is real; the trace is :math:`a e^{2 i \psi} + b e^{-2 i \psi}` after multiplication by
    :math:`e^{i \psi ZZ}`, which fixes the angle.

    Args:
        unitary: Shape ``(4, 4)``.

    Source: V. Shende, S. Bullock and I. Markov, Phys. Rev. A 70, 012310 (2004).
    """
    special = unitary / np.linalg.det(unitary) ** 0.25
    square = np.diag(special @ _FLIP @ special.T @ _FLIP)
    same, different = square[0] + square[3], square[1] + square[2]
    angle = 0.5 * float(np.arctan2(-(same + different).imag, (same - different).real))
    angle = _polished(special, angle)
    return np.exp(1j * angle * _ZZ)[:, None] * unitary, angle


def _polished(special: np.ndarray, angle: float) -> float:
    """Return the angle improved until the phases are opposite to rounding.

    The trace is flat where phases nearly coincide, so the closed form alone would leave errors
    there; then a root of the product of pair sums is bisected instead.
    """
    best = (abs(_pair_sums(special, angle)).min(), angle)
    if best[0] < _ROUNDING:
        return angle
    grid = angle + np.linspace(0, np.pi / 2, _N_GRID)
    signs = [np.sign(_pair_sums(special, point).prod()) for point in grid]
    for low, high, sign, other in zip(grid, grid[1:], signs, signs[1:], strict=False):
        if sign == other:
            continue
        for _ in range(60):
            middle = (low + high) / 2
            if np.sign(_pair_sums(special, middle).prod()) == sign:
                low = middle
            else:
                high = middle
        best = min(best, (abs(_pair_sums(special, low)).min(), low))
        if best[0] < _ROUNDING:
            break
    return float(best[1])


def _pair_sums(special: np.ndarray, angle: float) -> np.ndarray:
    """Return the three sums of a phase of the symmetric square with the last one."""
    turned = np.exp(1j * angle * _ZZ)[:, None] * special
    phases = np.angle(np.linalg.eigvals(turned @ _FLIP @ turned.T @ _FLIP))
    return np.angle(np.exp(1j * (phases[:3] + phases[3])))


def two_qubit_slots(unitary: np.ndarray, *, two_cx: bool = False) -> np.ndarray:
    """Return the slot values of a two-qubit unitary.

    Args:
        unitary: Shape ``(..., 4, 4)``.
        two_cx: Whether it takes two CX, such as the first result of ``split_diagonal``.

    Returns:
        Shape ``(..., 16)``: Euler angles before (wire 0, wire 1), Euler angles after (wire 0,
        wire 1), interaction angles alpha, beta, gamma and the global phase.
    """
    magic = MAGIC_BASIS.conj().T @ unitary @ MAGIC_BASIS
    mean = np.zeros(unitary.shape[:-2])
    if two_cx:
        mean = np.angle(np.linalg.det(unitary)) / 4
        magic = magic * np.exp(-1j * mean)[..., None, None]
    left, phases, right = cartan_decomposition(magic, opposite_phases=two_cx)
    before, after = (
        [unitary_euler_angles(factor) for factor in tensor_factors(_from_magic(rotation))]
        for rotation in (right, left)
    )
    middle = interaction_angles(phases)
    middle[..., 3] += mean
    return np.concatenate([*before, *after, middle], axis=-1)


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
