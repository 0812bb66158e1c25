"""Cartan decompositions are exact, also where phases coincide."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis.cartan import (
    MAGIC_BASIS,
    cartan_decomposition,
    interaction_angles,
    rotation_euler_angles,
    unitary_euler_angles,
)
from spinnet.circuits.synthesis.matrices import gate_matrix, operations_matrix
from spinnet.circuits.synthesis.two_qubit import (
    split_diagonal,
    tensor_factors,
    two_qubit_operations,
    two_qubit_phase,
    two_qubit_slots,
)


def random_unitary(rng, size):
    matrix = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    vectors, triangle = np.linalg.qr(matrix)
    return vectors * np.sign(np.diag(triangle).real)


def random_rotation(rng, size):
    vectors = np.linalg.qr(rng.normal(size=(size, size)))[0]
    vectors[:, 0] *= np.linalg.det(vectors)
    return vectors


@pytest.mark.parametrize("size", [2, 3, 4])
def test_parts_are_rotations_and_multiply_back(rng, size):
    unitaries = np.array([random_unitary(rng, size) for _ in range(50)])
    left, phases, right = cartan_decomposition(unitaries)
    rebuilt = left @ (np.exp(1j * phases)[..., None] * right)
    np.testing.assert_allclose(rebuilt, unitaries, atol=1e-13)
    for rotation in (left, right):
        np.testing.assert_allclose(np.linalg.det(rotation), 1, atol=1e-13)


@pytest.mark.parametrize("gap", [0.0, 1e-14, 1e-10, 1e-8, 1e-6, 1e-3])
@pytest.mark.parametrize("pattern", [(0, 0, 1, 1), (0, 1, 2, 2), (0, 0, 0, 0), (0, 1, 1, 3.1)])
def test_nearly_equal_phases(rng, gap, pattern):
    phases = np.array(pattern) * 0.9 + gap * np.arange(4)
    middle = np.exp(1j * phases)[:, None] * random_rotation(rng, 4)
    unitary = random_rotation(rng, 4) @ middle
    left, found, right = cartan_decomposition(unitary)
    np.testing.assert_allclose(left @ (np.exp(1j * found)[:, None] * right), unitary, atol=1e-13)


@pytest.mark.parametrize("middle", [0.0, 1e-12, 1e-7, 0.4, np.pi - 1e-7, np.pi])
def test_rotation_euler_angles_near_the_poles(rng, middle):
    def about_z(angle):
        cosine, sine = np.cos(angle), np.sin(angle)
        return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])

    def about_y(angle):
        cosine, sine = np.cos(angle), np.sin(angle)
        return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])

    first, last = rng.uniform(-3, 3, size=2)
    rotation = about_z(last) @ about_y(middle) @ about_z(first)
    a, b, c = rotation_euler_angles(rotation)
    np.testing.assert_allclose(about_z(c) @ about_y(b) @ about_z(a), rotation, atol=1e-14)


def test_one_qubit_gates_are_rotations_in_the_magic_basis(rng):
    gates = [random_unitary(rng, 2) for _ in range(2)]
    gates = [gate / np.sqrt(np.linalg.det(gate)) for gate in gates]
    product = np.kron(*gates)
    rotated = MAGIC_BASIS.conj().T @ product @ MAGIC_BASIS
    np.testing.assert_allclose(rotated.imag, 0, atol=1e-14)
    np.testing.assert_allclose(np.kron(*tensor_factors(product)), product, atol=1e-14)


def test_unitary_euler_angles_multiply_back(rng):
    for gate in (random_unitary(rng, 2), gate_matrix("rz", 0.7), gate_matrix("ry", np.pi)):
        gate = gate / np.sqrt(np.linalg.det(gate))
        a, b, c = unitary_euler_angles(gate)
        rebuilt = gate_matrix("rz", c) @ gate_matrix("ry", b) @ gate_matrix("rz", a)
        np.testing.assert_allclose(rebuilt, gate, atol=1e-14)


def test_interaction_angles_of_the_swap():
    alpha, beta, gamma, phase = interaction_angles(np.array([0, 0, 0, np.pi]))
    assert alpha == beta == gamma == pytest.approx(-np.pi / 4)
    assert phase == pytest.approx(np.pi / 4)


@pytest.mark.parametrize("name", ["random", "cx", "cz", "swap", "identity"])
def test_any_two_qubit_gate_takes_three_cx(rng, name):
    swap = np.eye(4)[[0, 2, 1, 3]].astype(complex)
    known = {"swap": swap, "identity": np.eye(4, dtype=complex), "random": random_unitary(rng, 4)}
    unitary = known[name] if name in known else gate_matrix(name)
    slots = two_qubit_slots(unitary)
    matrix = operations_matrix(two_qubit_operations(), 2, slots)
    rebuilt = np.exp(1j * two_qubit_phase().value(slots)) * matrix
    np.testing.assert_allclose(rebuilt, unitary, atol=1e-13)


@pytest.mark.parametrize("size", [1.0, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12, 0.0])
@pytest.mark.parametrize("name", ["cx", "cz", "swap", "identity"])
def test_two_cx_up_to_a_zz_rotation(rng, name, size):
    swap = np.eye(4)[[0, 2, 1, 3]].astype(complex)
    known = {"swap": swap, "identity": np.eye(4, dtype=complex)}
    values, vectors = np.linalg.eigh(random_unitary(rng, 4) + random_unitary(rng, 4).conj().T)
    near = (vectors * np.exp(1j * size * values)) @ vectors.conj().T
    unitary = (known[name] if name in known else gate_matrix(name)) @ near
    short, angle = split_diagonal(unitary)
    slots = two_qubit_slots(short, two_cx=True)
    matrix = operations_matrix(two_qubit_operations(two_cx=True), 2, slots)
    phases = two_qubit_phase(two_cx=True).value(slots) - angle * np.array([1, -1, -1, 1])
    np.testing.assert_allclose(np.exp(1j * phases)[:, None] * matrix, unitary, atol=1e-12)
