"""Rotations: elements of SU(2), how they act on spin j, and the spin matrices.

These serve to check invariance and to place group elements on the edges of a network.
"""

from __future__ import annotations

import cmath
import math

import numpy as np

from spinnet.su2.coupling import clebsch_gordan_table
from spinnet.su2.spin import Spin, doubled


def random_rotation(rng: np.random.Generator) -> np.ndarray:
    """Return an element of SU(2) drawn from the Haar measure.

    Args:
        rng: Source of randomness.

    Returns:
        Complex unitary array of shape ``(2, 2)`` and determinant 1, basis up, down.
    """
    quaternion = rng.normal(size=4)
    w, x, y, z = quaternion / np.linalg.norm(quaternion)
    return np.array([[w - 1j * z, -1j * x - y], [-1j * x + y, w + 1j * z]])


def euler_rotation(alpha: float, beta: float, gamma: float) -> np.ndarray:
    r"""Return the rotation :math:`e^{-i\alpha S_z} e^{-i\beta S_y} e^{-i\gamma S_z}` of spin 1/2.

    Args:
        alpha: Last angle, about z, in radians.
        beta: Middle angle, about y, in radians.
        gamma: First angle, about z, in radians.

    Returns:
        Complex unitary array of shape ``(2, 2)``.
    """
    c, s = math.cos(beta / 2), math.sin(beta / 2)
    plus, minus = cmath.exp(-0.5j * (alpha + gamma)), cmath.exp(-0.5j * (alpha - gamma))
    return np.array([[plus * c, -minus * s], [minus.conjugate() * s, plus.conjugate() * c]])


def rotation_matrix(element: np.ndarray, two_j: int | Spin) -> np.ndarray:
    """Return how an element of SU(2) acts on spin j.

    Built from spin j - 1/2 and one more spin 1/2 at a time, which is stable at any spin.

    Args:
        element: Array of shape ``(2, 2)``, unitary with determinant 1.
        two_j: Twice the spin.

    Returns:
        Complex unitary array of shape ``(2 j + 1, 2 j + 1)``, m from +j to -j.

    Raises:
        ValueError: If ``element`` is not in SU(2) to 1e-8.
    """
    element = np.asarray(element)
    if element.shape != (2, 2) or not _is_special_unitary(element):
        raise ValueError(f"element must be a unitary 2 x 2 matrix of determinant 1; got {element}.")
    matrix = np.ones((1, 1), dtype=complex)
    for two_spin in range(1, doubled(two_j) + 1):
        table = clebsch_gordan_table(two_spin - 1, 1, two_spin)
        isometry = table.reshape(-1, two_spin + 1)
        matrix = isometry.T @ np.kron(matrix, element) @ isometry
    return matrix


def wigner_d_matrix(two_j: int | Spin, alpha: float, beta: float, gamma: float) -> np.ndarray:
    r"""Return Wigner's D matrix of Euler angles.

    .. math:: D^j_{m'm} = \langle m'|e^{-i\alpha S_z}e^{-i\beta S_y}e^{-i\gamma S_z}|m\rangle

    Args:
        two_j: Twice the spin.
        alpha: Last angle, about z, in radians.
        beta: Middle angle, about y, in radians.
        gamma: First angle, about z, in radians.

    Returns:
        Complex unitary array of shape ``(2 j + 1, 2 j + 1)``, m from +j to -j.
    """
    return rotation_matrix(euler_rotation(alpha, beta, gamma), two_j)


def spin_matrices(two_j: int | Spin) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the matrices of S_x, S_y and S_z of a spin j, in units of hbar.

    Args:
        two_j: Twice the spin.

    Returns:
        Three Hermitian arrays of shape ``(2 j + 1, 2 j + 1)``, m from +j to -j; the second is
        complex, the others real.
    """
    two_j = doubled(two_j)
    j = two_j / 2
    m = np.arange(j, -j - 1, -1)
    raising = np.diag(np.sqrt(j * (j + 1) - m[1:] * (m[1:] + 1)), 1)
    return (raising + raising.T) / 2, (raising - raising.T) / 2j, np.diag(m)


def _is_special_unitary(element: np.ndarray) -> bool:
    unitary = np.allclose(element @ element.conj().T, np.eye(2), atol=1e-8)
    return unitary and abs(np.linalg.det(element) - 1) < 1e-8
