r"""Cartan decompositions: a unitary as real rotation, phases, real rotation, in closed form.

For a unitary C there are real rotations and a diagonal of phases with
:math:`C = O_1 D O_2`. The rows of :math:`O_2` are the common real eigenvectors of the real and
imaginary parts of the symmetric unitary :math:`C^T C`. In the basis |x>, |y>, |z>, |singlet>
of two qubits (up to a factor i on the singlet) real rotations are one-qubit gates, which makes
this the two-qubit KAK decomposition. Everything is vectorised over leading axes,
deterministic, and exact to rounding also where phases coincide.
"""

from __future__ import annotations

import numpy as np

# Columns |x>, |y>, |z> and i|singlet>: one-qubit gates in SU(2) x SU(2) are real in this basis.
_HALF = np.sqrt(0.5)
MAGIC_BASIS = _HALF * np.array(
    [[-1, 1j, 0, 0], [0, 0, 1, 1j], [0, 0, 1, -1j], [1, 1j, 0, 0]], dtype=complex
)
_N_DIRECTIONS = 13


def real_eigenvectors(symmetric: np.ndarray) -> np.ndarray:
    r"""Return common real eigenvectors of a symmetric unitary.

    The real part R and the imaginary part I commute. An eigenvector basis of
    :math:`R\cos\phi + I\sin\phi` diagonalises both unless two different eigenphases have their
    mean at :math:`\phi` modulo pi. There are at most six pairs, so of 13 directions one
    is at least pi/13 away from all of them; the best one is taken.

    Args:
        symmetric: Symmetric unitaries, shape ``(..., n, n)`` with n at most 4.

    Returns:
        Shape ``(..., n, n)``, real, columns are eigenvectors, determinant +1.
    """
    angles = np.arange(_N_DIRECTIONS) * np.pi / _N_DIRECTIONS
    mixed = symmetric.real[..., None, :, :] * np.cos(angles)[:, None, None]
    mixed = mixed + symmetric.imag[..., None, :, :] * np.sin(angles)[:, None, None]
    vectors = np.linalg.eigh(mixed)[1]  # (..., directions, n, n)
    rotated = np.swapaxes(vectors, -1, -2) @ symmetric[..., None, :, :] @ vectors
    off_diagonal = np.abs(rotated * (1 - np.eye(rotated.shape[-1]))) ** 2
    error = off_diagonal.sum((-1, -2))
    # the first direction that is exact to rounding: the choice then changes rarely
    best = np.argmin(np.maximum(error, 1e-28), axis=-1)
    chosen = np.take_along_axis(vectors, best[..., None, None, None], axis=-3)[..., 0, :, :]
    chosen[..., :, 0] *= np.sign(np.linalg.det(chosen))[..., None]
    return chosen


def cartan_decomposition(
    unitary: np.ndarray, *, opposite_phases: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Return ``(left, phases, right)`` with ``unitary = left @ diag(exp(i phases)) @ right``.

    Args:
        unitary: Shape ``(..., n, n)`` with n at most 4.
        opposite_phases: For unitaries whose phases come in opposite pairs (3 x 3: d, 0, -d; 4 x 4:
            d, e, -d, -e) order them so, exactly. The YY angle of the interaction then vanishes.

    Returns:
        ``left`` and ``right`` real rotations of determinant +1, shape ``(..., n, n)``, and
        ``phases`` in radians, shape ``(..., n)``.

    Source: derived in docs/explanation/synthesis.md.
    """
    vectors = real_eigenvectors(np.swapaxes(unitary, -1, -2) @ unitary)
    half = _half_phases(unitary, vectors)
    if opposite_phases:
        vectors, half = _opposite_pairs(vectors, half)
    left = _left_rotation(unitary, vectors, half)
    reflected = np.linalg.det(left) < 0
    half = half + np.pi * reflected[..., None] * (np.arange(half.shape[-1]) == 0)
    return _left_rotation(unitary, vectors, half), half, np.swapaxes(vectors, -1, -2)


def _half_phases(unitary: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Return half the phases of the symmetric square in the given real eigenbasis."""
    images = unitary @ vectors
    return np.angle((images**2).sum(-2)) / 2


def _left_rotation(unitary: np.ndarray, vectors: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Return ``unitary @ vectors`` with the phases taken off, which is real."""
    return ((unitary @ vectors) * np.exp(-1j * half)[..., None, :]).real


def _opposite_pairs(vectors: np.ndarray, half: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Order columns so that phases read (d, 0, -d) or (d, e, -d, -e); keep the orientation."""
    size = half.shape[-1]
    # the partner of the last column, or of the missing singlet with phase 0
    last = half[..., 3:] if size == 4 else np.zeros_like(half[..., :1])
    partner = np.argmin(np.abs(np.exp(2j * (half[..., :3] + last)) - 1), axis=-1)
    order = (partner[..., None] + np.array([2, 0, 1])) % 3
    if size == 4:
        order = np.concatenate([order, np.full_like(order[..., :1], 3)], axis=-1)
    vectors = np.take_along_axis(vectors, order[..., None, :], axis=-1)
    outer = np.take_along_axis(half, order, axis=-1)[..., :1]
    phases = np.concatenate([outer, -last, -outer, last], axis=-1)
    return vectors, phases[..., :size]


def rotation_euler_angles(rotation: np.ndarray) -> np.ndarray:
    """Return (a, b, c) with ``rotation = R_z(c) R_y(b) R_z(a)``, stable for every b.

    Args:
        rotation: Real rotations of determinant +1, shape ``(..., 3, 3)``.

    Returns:
        Angles in time order in radians, shape ``(..., 3)``; b lies in [0, pi].
    """
    last = np.arctan2(rotation[..., 1, 2], rotation[..., 0, 2])
    middle = np.arctan2(np.hypot(rotation[..., 1, 2], rotation[..., 0, 2]), rotation[..., 2, 2])
    # the middle row of R_z(-c) rotation = R_y(b) R_z(a) is (sin a, cos a, 0)
    row = np.cos(last)[..., None] * rotation[..., 1, :]
    row = row - np.sin(last)[..., None] * rotation[..., 0, :]
    return np.stack([np.arctan2(row[..., 0], row[..., 1]), middle, last], axis=-1)


def unitary_euler_angles(unitary: np.ndarray) -> np.ndarray:
    """Return (a, b, c) with ``unitary = RZ(c) RY(b) RZ(a)`` for determinant 1.

    Args:
        unitary: Shape ``(..., 2, 2)``, determinant 1.

    Returns:
        Angles in time order in radians, shape ``(..., 3)``; b lies in [0, pi].
    """
    total = np.angle(unitary[..., 1, 1])
    difference = np.angle(unitary[..., 1, 0])
    middle = 2 * np.arctan2(np.abs(unitary[..., 1, 0]), np.abs(unitary[..., 1, 1]))
    return np.stack([total - difference, middle, total + difference], axis=-1)


def interaction_angles(phases: np.ndarray) -> np.ndarray:
    r"""Return (alpha, beta, gamma, phase) of a diagonal in the magic basis.

    The diagonal is :math:`e^{i\,\text{phase}} \exp i(\alpha XX + \beta YY + \gamma ZZ)`.

    Args:
        phases: On |x>, |y>, |z> and the singlet, shape ``(..., 4)``; with shape ``(..., 3)``
            the singlet has phase 0.

    Returns:
        Shape ``(..., 4)``, radians.
    """
    phases = np.asarray(phases)
    if phases.shape[-1] == 3:
        phases = np.concatenate([phases, np.zeros_like(phases[..., :1])], axis=-1)
    mean = phases.sum(-1) / 4
    singlet = phases[..., 3:]
    angles = mean[..., None] - (phases[..., :3] + singlet) / 2
    return np.concatenate([angles, mean[..., None]], axis=-1)
