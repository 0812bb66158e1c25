"""Affine 3-spin gates against their own matrices, and their counts."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits import (
    VertexGate,
    block_matrix,
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.circuits.synthesis import affine_three_spin_structure, structure_of
from spinnet.networks import comb_tree, parse_tree

RIGHT_TREE = parse_tree("(1/2 (1/2 1/2))")
TURN = fixed_gate(comb_tree(3), RIGHT_TREE, {1: [[0.6, 0.8j], [0.8j, 0.6]]}, name="turn")
DRESSED = VertexGate("dressed", comb_tree(3), RIGHT_TREE, paper_gate(3).generators, TURN.constant)
HALF_TURN = fixed_gate(comb_tree(3), comb_tree(3), {1: [[-1, 0], [0, -1]]}, name="minus")
CASES = [
    (paper_gate(3), 12),
    (paper_gate(3).inverse(), 12),
    (TURN, 12),
    (DRESSED, 14),
    (HALF_TURN, 12),
    (exchange_gate(3), 10),
    (real_gate(3), 12),
    (real_gate(3, RIGHT_TREE), 12),
    (general_gate(3), 14),
    (general_gate(3, RIGHT_TREE), 14),
]


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
@pytest.mark.parametrize(("vertex", "count"), CASES, ids=str)
def test_structure_is_the_gate_with_its_phase(vertex, count, connectivity, rng):
    structure = affine_three_spin_structure(vertex, connectivity)
    angles = rng.uniform(-4, 4, vertex.n_angles)
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-12)
    assert structure.two_qubit_count == count + (2 if connectivity == "line" else 0)
    assert structure.is_affine


def test_any_axes_and_any_number_of_turns(rng):
    blocks = rng.normal(size=(5, 2, 2)) + 1j * rng.normal(size=(5, 2, 2))
    generators = tuple(block_matrix(3, {1: block + block.conj().T}) for block in blocks)
    vertex = VertexGate("random", RIGHT_TREE, RIGHT_TREE, generators)
    angles = rng.uniform(-2, 2, 5)
    structure = affine_three_spin_structure(vertex)
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-12)
    assert structure.two_qubit_count == 16  # five turns in three pairs


def test_opposite_axes_merge(rng):
    turn = real_gate(3).generators[0]
    back = block_matrix(3, {1: -2 * turn.block(1)})
    vertex = VertexGate("there and back", comb_tree(3), comb_tree(3), (turn, back))
    angles = rng.uniform(-2, 2, 2)
    structure = affine_three_spin_structure(vertex)
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-12)
    assert structure.two_qubit_count == 12


def test_three_turns_cost_two_if_the_outer_axes_agree(rng):
    axes = rng.normal(size=(2, 3))
    paulis = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
    first, second = (block_matrix(3, {1: np.tensordot(axis, paulis, 1)}) for axis in axes)
    vertex = VertexGate("there", comb_tree(3), comb_tree(3), (first, second, first))
    angles = rng.uniform(-2, 2, 3)
    structure = affine_three_spin_structure(vertex)
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-12)
    assert structure.two_qubit_count == 12


def test_other_gates_are_refused():
    top = VertexGate("top", comb_tree(3), comb_tree(3), (block_matrix(3, {3: [[1]]}),))
    for gate in (general_gate(4), top):
        with pytest.raises(ValueError, match="identity on J = 3/2"):
            affine_three_spin_structure(gate)


def test_cheapest_is_never_dearer_than_affine():
    for vertex in (paper_gate(2), *(case for case, _ in CASES)):
        for connectivity in ("all-to-all", "line"):
            cheapest = structure_of(vertex, connectivity)
            affine = structure_of(vertex, connectivity, affine=True)
            assert cheapest.two_qubit_count <= affine.two_qubit_count
