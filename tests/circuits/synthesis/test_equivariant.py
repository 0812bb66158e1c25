"""Gates on any number of spins, Schur transforms, and the general decomposition under them."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.gate_families import fixed_gate, general_gate
from spinnet.circuits.synthesis import operations_matrix, schur_structure, structure_of
from spinnet.circuits.synthesis.equivariant import (
    collective_frame,
    equivariant_structure,
    frame_blocks,
)
from spinnet.circuits.synthesis.shannon import (
    multiplexed_operations,
    multiplexed_rotation,
    multiplexed_slots,
    rotation_slots,
)
from spinnet.networks import comb_tree, schur_matrix


def random_unitary(rng, size):
    matrix = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    return np.linalg.qr(matrix)[0]


@pytest.mark.parametrize(("n_selects", "n_block"), [(0, 1), (1, 1), (2, 1), (1, 2), (0, 3), (2, 0)])
def test_block_diagonal_unitaries(rng, n_selects, n_block):
    size = 2**n_block
    blocks = np.array([random_unitary(rng, size) for _ in range(2**n_selects)])
    selects, wires = tuple(range(n_selects)), tuple(range(n_selects, n_selects + n_block))
    operations, phase, n_slots = multiplexed_operations(selects, wires)
    slots = multiplexed_slots(blocks)
    assert slots.shape == (n_slots,)
    unitary = np.exp(1j * phase.value(slots))
    unitary = unitary * operations_matrix(operations, n_selects + n_block, slots)
    wanted = np.zeros_like(unitary)
    for place, block in enumerate(blocks):
        rows = slice(place * size, (place + 1) * size)
        wanted[rows, rows] = block
    np.testing.assert_allclose(unitary, wanted, atol=1e-12)


def test_identity_is_no_special_case():
    slots = multiplexed_slots(np.eye(8, dtype=complex)[None])
    operations, phase, _ = multiplexed_operations((), (0, 1, 2))
    unitary = np.exp(1j * phase.value(slots)) * operations_matrix(operations, 3, slots)
    np.testing.assert_allclose(unitary, np.eye(8), atol=1e-12)


def test_multiplexed_rotation_turns_by_the_controls(rng):
    angles = rng.normal(size=4)
    operations = multiplexed_rotation("ry", 2, (0, 1), 0)
    unitary = operations_matrix(operations, 3, rotation_slots(angles))
    for place, angle in enumerate(angles):
        rows = slice(2 * place, 2 * place + 2)
        cosine, sine = np.cos(angle / 2), np.sin(angle / 2)
        np.testing.assert_allclose(
            unitary[rows, rows], [[cosine, -sine], [sine, cosine]], atol=1e-13
        )


@pytest.mark.parametrize("n_spins", [2, 3, 4, 5, 6])
def test_collective_frame_count(n_spins):
    frame = collective_frame(n_spins)
    count = sum(gate.is_two_qubit for gate in frame)
    assert count == (3 * (n_spins - 1) // 2 if n_spins % 2 else 3 * n_spins // 2 - 2)


@pytest.mark.parametrize("n_spins", [2, 3, 4])
def test_any_number_of_spins(rng, n_spins):
    gate = general_gate(n_spins)

    def matrix_map(parameters):
        rows = parameters.reshape(-1, gate.n_angles)
        shape = (*parameters.shape[:-1], 2**n_spins, 2**n_spins)
        return np.array([gate.matrix(row) for row in rows]).reshape(shape)

    structure = equivariant_structure(n_spins, "test", matrix_map, gate.n_angles)
    random = rng.uniform(-4, 4, size=gate.n_angles)
    for angles in (random, 0 * random, 1e-3 * random, 1e-6 * random, np.pi + 1e-6 * random):
        np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-12)


def test_five_spins_once(rng):
    gate = general_gate(5)
    angles = rng.uniform(-4, 4, size=gate.n_angles)
    structure = structure_of(gate)
    np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-11)


def test_matrix_that_breaks_the_symmetry_is_refused(rng):
    with pytest.raises(ValueError, match="must be an SU\\(2\\)-equivariant gate"):
        frame_blocks(random_unitary(rng, 16))
    with pytest.raises(ValueError, match="at least 2, got 1"):
        equivariant_structure(1, "none", lambda parameters: parameters, 0)


@pytest.mark.parametrize(("n_spins", "count"), [(2, 2), (3, 14), (4, 105)])
def test_schur_transform(n_spins, count):
    structure = schur_structure(n_spins)
    assert structure.two_qubit_count == count
    wanted = schur_matrix(comb_tree(n_spins)).T
    np.testing.assert_allclose(structure.unitary([]), wanted, atol=1e-12)


def test_schur_transform_of_one_spin_is_refused():
    with pytest.raises(ValueError, match="at least 2, got 1"):
        schur_structure(1)


def test_gate_that_turns_the_largest_spin(rng):
    tree = comb_tree(3)
    gate = fixed_gate(tree, tree, {1: random_unitary(rng, 2), 3: [[np.exp(0.4j)]]})
    np.testing.assert_allclose(structure_of(gate).unitary([]), gate.matrix(), atol=1e-12)


def test_counts_of_four_and_five_spins():
    assert structure_of(general_gate(4)).two_qubit_count == 33
    assert structure_of(general_gate(5)).two_qubit_count == 117
