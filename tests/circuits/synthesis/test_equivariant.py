"""Gates on any number of spins."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.gate_families import fixed_gate, general_gate
from spinnet.circuits.synthesis import structure_of
from spinnet.circuits.synthesis.equivariant import (
    collective_frame,
    equivariant_structure,
    frame_blocks,
)
from spinnet.networks import comb_tree


def random_unitary(rng, size):
    matrix = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    return np.linalg.qr(matrix)[0]


@pytest.mark.parametrize("n_spins", [2, 3, 4, 5, 6])
def test_collective_frame_count(n_spins):
    frame = collective_frame(n_spins)
    count = sum(gate.is_two_qubit for gate in frame.before)
    assert count == (3 * (n_spins - 1) // 2 if n_spins % 2 else 3 * n_spins // 2 - 2)


@pytest.mark.parametrize(("n_spins", "count"), [(2, 1), (3, 4), (4, 5), (5, 8)])
def test_frames_on_a_line_join_neighbours(n_spins, count):
    frame = collective_frame(n_spins, "line")
    for part in (frame.before, frame.after):
        pairs = [gate.wires for gate in part if gate.is_two_qubit]
        assert len(pairs) == count
        assert all(abs(first - second) == 1 for first, second in pairs)
    with pytest.raises(ValueError, match="known for 2 to 5 spins; got 6"):
        collective_frame(6, "line")


@pytest.mark.parametrize(
    ("n_spins", "connectivity"),
    [(k, connectivity) for k in (2, 3, 4) for connectivity in ("all-to-all", "line")],
)
def test_any_number_of_spins(rng, n_spins, connectivity):
    gate = general_gate(n_spins)

    def matrix_map(parameters):
        rows = parameters.reshape(-1, gate.n_angles)
        shape = (*parameters.shape[:-1], 2**n_spins, 2**n_spins)
        return np.array([gate.matrix(row) for row in rows]).reshape(shape)

    structure = equivariant_structure(n_spins, "test", matrix_map, gate.n_angles, connectivity)
    random = rng.uniform(-4, 4, size=gate.n_angles)
    for angles in (random, 0 * random, 1e-3 * random, 1e-6 * random, np.pi + 1e-6 * random):
        np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-12)


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
def test_five_spins_once(rng, connectivity):
    gate = general_gate(5)
    angles = rng.uniform(-4, 4, size=gate.n_angles)
    structure = structure_of(gate, connectivity)
    np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-11)


def test_matrix_that_breaks_the_symmetry_is_refused(rng):
    with pytest.raises(ValueError, match="must be an SU\\(2\\)-equivariant gate"):
        frame_blocks(random_unitary(rng, 16))
    with pytest.raises(ValueError, match="at least 2, got 1"):
        equivariant_structure(1, "none", lambda parameters: parameters, 0)


@pytest.mark.parametrize(("connectivity", "count"), [("all-to-all", 9), ("line", 11)])
@pytest.mark.parametrize("affine", [False, True])
def test_gate_that_turns_the_largest_spin(rng, connectivity, count, affine):
    tree = comb_tree(3)
    gate = fixed_gate(tree, tree, {1: random_unitary(rng, 2), 3: [[np.exp(0.4j)]]})
    structure = structure_of(gate, connectivity, affine=affine)
    np.testing.assert_allclose(structure.unitary([]), gate.matrix(), atol=1e-12)
    assert structure.two_qubit_count == count


def test_counts_of_four_and_five_spins():
    assert structure_of(general_gate(4)).two_qubit_count == 33
    assert structure_of(general_gate(5)).two_qubit_count == 112
    assert structure_of(general_gate(4), "line").two_qubit_count == 45
    assert structure_of(general_gate(5), "line").two_qubit_count == 156
