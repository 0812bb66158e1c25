"""SU(2) elements and their action on spin j."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from spinnet.su2 import (
    euler_rotation,
    random_rotation,
    rotation_matrix,
    spin_matrices,
    wigner_d_matrix,
)


@pytest.mark.parametrize("two_j", [0, 1, 2, 5, 8])
def test_spin_matrices_obey_the_algebra(two_j):
    x, y, z = spin_matrices(two_j)
    np.testing.assert_allclose(x @ y - y @ x, 1j * z, atol=1e-13)
    np.testing.assert_allclose(y @ z - z @ y, 1j * x, atol=1e-13)
    casimir = two_j / 2 * (two_j / 2 + 1)
    np.testing.assert_allclose(x @ x + y @ y + z @ z, casimir * np.eye(two_j + 1), atol=1e-13)


@pytest.mark.parametrize("two_j", [0, 1, 2, 5])
def test_rotations_form_a_representation(two_j, rng):
    first, second = random_rotation(rng), random_rotation(rng)
    product = rotation_matrix(first, two_j) @ rotation_matrix(second, two_j)
    np.testing.assert_allclose(product, rotation_matrix(first @ second, two_j), atol=1e-13)
    np.testing.assert_allclose(product @ product.conj().T, np.eye(two_j + 1), atol=1e-13)


@pytest.mark.parametrize("two_j", [0, 1, 3, 4])
def test_wigner_d_is_the_exponential(two_j):
    _, y, z = spin_matrices(two_j)
    expected = expm(-0.3j * z) @ expm(-0.7j * y) @ expm(0.4j * z)
    np.testing.assert_allclose(wigner_d_matrix(two_j, 0.3, 0.7, -0.4), expected, atol=1e-13)


def test_large_spins_stay_unitary(rng):
    matrix = rotation_matrix(random_rotation(rng), 60)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(61), atol=1e-12)


def test_random_rotations_average_to_zero_and_are_special(rng):
    elements = np.array([random_rotation(rng) for _ in range(4000)])
    np.testing.assert_allclose(np.linalg.det(elements), 1, atol=1e-12)
    assert np.abs(elements.mean(axis=0)).max() < 0.05  # 1/sqrt(4000) = 0.016


def test_a_full_turn_is_minus_one_for_half_spins():
    turn = euler_rotation(2 * np.pi, 0, 0)
    np.testing.assert_allclose(rotation_matrix(turn, 3), -np.eye(4), atol=1e-12)
    np.testing.assert_allclose(rotation_matrix(turn, 2), np.eye(3), atol=1e-12)


@pytest.mark.parametrize("element", [np.eye(3), 2 * np.eye(2), np.diag([1, -1])])
def test_what_is_not_special_unitary_is_refused(element):
    with pytest.raises(ValueError, match="unitary 2 x 2 matrix of determinant 1"):
        rotation_matrix(element, 1)
