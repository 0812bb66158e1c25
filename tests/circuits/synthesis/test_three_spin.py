"""Three-spin structures against spin vectors written out by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from spinnet.circuits import paper_gate
from spinnet.circuits.synthesis import (
    affine_three_spin_structure,
    exchange_structure,
    frame_operations,
    framed_structure,
    operations_matrix,
    real_three_spin_structure,
    three_spin_structure,
)
from spinnet.circuits.synthesis.block import (
    EXCHANGE_BLOCKS,
    PAPER_BLOCKS,
    REAL_BLOCKS,
    permutation_block,
)
from spinnet.circuits.synthesis.start import singlet_start_structure

CONNECTIVITIES = ("all-to-all", "line")
SPECIAL = (0.0, np.pi / 2, np.pi, -np.pi, 2 * np.pi, 1e-9, np.pi - 1e-9, 1e-5)


def hand_written_paths():
    """Columns (path, m) of J = 1/2, shape (8, 2, 2), from textbook spin states."""
    up, down = np.eye(2)
    singlet = (np.kron(up, down) - np.kron(down, up)) / np.sqrt(2)
    plus, minus = np.kron(up, up), np.kron(down, down)
    zero = (np.kron(up, down) + np.kron(down, up)) / np.sqrt(2)
    vectors = np.zeros((8, 2, 2))
    vectors[:, 0, 0], vectors[:, 0, 1] = np.kron(singlet, up), np.kron(singlet, down)
    vectors[:, 1, 0] = np.sqrt(2 / 3) * np.kron(plus, down) - np.sqrt(1 / 3) * np.kron(zero, up)
    vectors[:, 1, 1] = np.sqrt(1 / 3) * np.kron(zero, down) - np.sqrt(2 / 3) * np.kron(minus, up)
    return vectors


def gate_from_block(block):
    vectors = hand_written_paths()
    change = block - np.eye(2)
    return np.eye(8) + np.einsum("ipm,pq,jqm->ij", vectors, change, vectors)


def paper_block_by_hand(a0, a1, a2, a3):
    def turn_z(angle):
        return np.diag(np.exp([-0.5j * angle, 0.5j * angle]))

    cosine, sine = np.cos(a2 / 2), np.sin(a2 / 2)
    middle = np.array([[cosine, -sine], [sine, cosine]])
    return np.exp(1j * a0) * turn_z(a3) @ middle @ turn_z(a1)


def permutation_matrix(head, tail):
    """Bring the site ``tail[k]`` to the wire ``head[k]``."""
    matrix = np.zeros((8, 8))
    for bits in np.ndindex(2, 2, 2):
        image = [0, 0, 0]
        for wire, site in zip(head, tail, strict=True):
            image[wire] = bits[site]
        matrix[np.ravel_multi_index(image, (2, 2, 2)), np.ravel_multi_index(bits, (2, 2, 2))] = 1
    return matrix


def affine_structure(connectivity="all-to-all"):
    return affine_three_spin_structure(paper_gate(3), connectivity)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
@pytest.mark.parametrize("build", [three_spin_structure, affine_structure])
def test_general_gate_at_random_angles(rng, connectivity, build):
    structure = build(connectivity)
    for angles in rng.uniform(-7, 7, size=(20, 4)):
        wanted = gate_from_block(paper_block_by_hand(*angles))
        np.testing.assert_allclose(structure.unitary(angles), wanted, atol=1e-12)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
@pytest.mark.parametrize("special", SPECIAL)
def test_general_gate_at_degenerate_angles(rng, connectivity, special):
    structure = three_spin_structure(connectivity)
    for mask in np.ndindex(2, 2, 2, 2):
        angles = special * np.array(mask)
        wanted = gate_from_block(paper_block_by_hand(*angles))
        np.testing.assert_allclose(structure.unitary(angles), wanted, atol=1e-12)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
def test_one_angle_gates(rng, connectivity):
    real, exchange = real_three_spin_structure(connectivity), exchange_structure(connectivity)
    for angle in (*SPECIAL, *rng.uniform(-9, 9, size=20), 4 * np.pi / 3, 2 * np.pi / 3):
        wanted = gate_from_block(paper_block_by_hand(0, 0, angle, 0))
        np.testing.assert_allclose(real.unitary([angle]), wanted, atol=1e-12)
        wanted = gate_from_block(np.exp(3j * angle) * np.eye(2))
        np.testing.assert_allclose(exchange.unitary([angle]), wanted, atol=1e-12)


def test_exchange_gate_is_the_exponential_of_swaps(rng):
    angle = rng.uniform(-3, 3)
    swaps = sum(permutation_matrix((0, 1, 2), order) for order in ((1, 0, 2), (0, 2, 1), (2, 1, 0)))
    values, vectors = np.linalg.eigh(swaps)
    wanted = np.exp(3j * angle) * (vectors * np.exp(-1j * angle * values)) @ vectors.T
    np.testing.assert_allclose(exchange_structure().unitary([angle]), wanted, atol=1e-12)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
@pytest.mark.parametrize(
    ("build", "counts"),
    [
        (three_spin_structure, (9, 11)),
        (affine_structure, (12, 14)),
        (real_three_spin_structure, (8, 10)),
        (exchange_structure, (8, 10)),
    ],
)
def test_counts(connectivity, build, counts):
    structure = build(connectivity)
    assert structure.two_qubit_count == counts[CONNECTIVITIES.index(connectivity)]
    if connectivity == "line":
        assert all(abs(a - b) == 1 for a, b in structure.two_qubit_wires)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
def test_gates_commute_with_total_spin(rng, connectivity):
    pauli = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]]) / 2
    one = np.eye(2)
    for build in (three_spin_structure, real_three_spin_structure, exchange_structure):
        structure = build(connectivity)
        unitary = structure.unitary(rng.uniform(-4, 4, size=structure.n_params))
        for axis in pauli:
            total = np.kron(np.kron(axis, one), one) + np.kron(np.kron(one, axis), one)
            total = total + np.kron(np.kron(one, one), axis)
            np.testing.assert_allclose(unitary @ total, total @ unitary, atol=1e-12)


@pytest.mark.parametrize("connectivity", CONNECTIVITIES)
def test_frame_brings_collective_paulis_to_the_spectator(connectivity):
    frame = operations_matrix(frame_operations(connectivity), 3)
    for pauli in (np.array([[0, 1], [1, 0]]), np.diag([1, -1])):
        moved = frame @ np.kron(np.kron(pauli, pauli), pauli) @ frame.conj().T
        blocks = moved.reshape(2, 4, 2, 4)
        one_qubit = np.einsum("aibi->ab", blocks) / 4
        np.testing.assert_allclose(moved, np.kron(one_qubit, np.eye(4)), atol=1e-14)


@pytest.mark.parametrize("family", [PAPER_BLOCKS, REAL_BLOCKS, EXCHANGE_BLOCKS])
def test_frames_read_the_sites_in_any_order(rng, family):
    angles = rng.uniform(-4, 4, size=family.n_params)
    gate = gate_from_block(family.block_map(angles))
    for head in permutations(range(3)):
        for tail in permutations(range(3)):
            odd = np.linalg.det(permutation_block(head) @ permutation_block(tail)) < 0
            if odd and family.is_rotation:
                with pytest.raises(ValueError, match="cyclic permutation"):
                    framed_structure(family, head=head, tail=tail)
                continue
            unitary = framed_structure(family, head=head, tail=tail).unitary(angles)
            wanted = permutation_matrix(head, tail) @ gate
            np.testing.assert_allclose(unitary, wanted, atol=1e-12)


@pytest.mark.parametrize("family", [PAPER_BLOCKS, REAL_BLOCKS, EXCHANGE_BLOCKS])
@pytest.mark.parametrize("special", [None, 0.0, np.pi])
def test_gate_on_a_singlet_is_a_state_preparation(rng, family, special):
    angles = rng.uniform(-4, 4, size=family.n_params)
    angles = angles if special is None else np.full(family.n_params, special)
    gate = gate_from_block(family.block_map(angles))
    for head in permutations(range(3)):
        structure = singlet_start_structure(family, head)
        assert structure.two_qubit_count == 4
        spectator, first, second = head
        for bit in range(2):
            empty, pair = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
            place = [0, 0, 0]
            place[spectator] = bit
            empty[tuple(place)] = 1
            for one, sign in ((second, 1), (first, -1)):
                here = list(place)
                here[one] = 1
                pair[tuple(here)] = sign / np.sqrt(2)
            reached = structure.unitary(angles) @ empty.reshape(8)
            np.testing.assert_allclose(reached, gate @ pair.reshape(8), atol=1e-12)


def test_permutation_blocks_multiply():
    cycle = permutation_block((1, 2, 0))
    np.testing.assert_allclose(cycle @ cycle @ cycle, np.eye(2), atol=1e-14)


def test_angles_are_vectorised(rng):
    structure = three_spin_structure()
    many = rng.uniform(-4, 4, size=(3, 5, 4))
    slots = structure.angles(many)
    assert slots.shape == (3, 5, structure.n_slots)
    np.testing.assert_allclose(slots[1, 2], structure.angles(many[1, 2]), atol=1e-9)


def test_affine_structure_keeps_its_parameters_symbolic():
    structure = affine_structure()
    assert structure.is_affine
    matrix, offset = structure.affine_map()
    assert matrix.shape == (len(offset), 4)
    with pytest.raises(ValueError, match="must be affine"):
        three_spin_structure().affine_map()


def test_exchange_angles_are_smooth():
    angles = np.linspace(-1, 1, 2001)[:, None]
    steps = np.abs(np.diff(exchange_structure().angles(angles), axis=0))
    assert steps.max() < 0.01


def test_inverse_structure(rng):
    structure = three_spin_structure()
    angles = rng.uniform(-4, 4, size=4)
    product = structure.inverse().unitary(angles) @ structure.unitary(angles)
    np.testing.assert_allclose(product, np.eye(8), atol=1e-13)


def test_refusals():
    with pytest.raises(ValueError, match=r"length 4 .* got shape"):
        three_spin_structure().angles(np.zeros(3))
    with pytest.raises(ValueError, match="connectivity must be"):
        frame_operations("ring")
    with pytest.raises(ValueError, match="permutation of the sites"):
        permutation_block((0, 1, 1))
