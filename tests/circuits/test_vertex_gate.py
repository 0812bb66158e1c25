"""Vertex gates as unitaries: equivariance, composition, inverses and trees."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits import (
    VertexGate,
    block_matrix,
    exchange_gate,
    fixed_gate,
    general_gate,
    identity_blocks,
    paper_gate,
    real_gate,
)
from spinnet.networks import comb_tree, parse_tree

GATES = [
    paper_gate(2),
    paper_gate(3),
    real_gate(3),
    real_gate(4),
    general_gate(3),
    general_gate(4, parse_tree("((1/2 1/2) (1/2 1/2))")),
    exchange_gate(4),
]


@pytest.fixture(params=GATES, ids=lambda gate: gate.name)
def gate(request):
    return request.param


def test_the_matrix_is_unitary_and_commutes_with_every_rotation(gate, rng, dense):
    matrix = gate.matrix(rng.normal(size=gate.n_angles))
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), atol=1e-12)
    for component in dense.total_spin_components(gate.n_spins):
        np.testing.assert_allclose(matrix @ component, component @ matrix, atol=1e-12)


def test_angles_zero_are_the_identity(gate):
    np.testing.assert_allclose(
        gate.matrix(np.zeros(gate.n_angles)), np.eye(2**gate.n_spins), atol=1e-12
    )


def test_the_first_generator_acts_first(gate, rng):
    """The matrix is the product of the one-angle matrices, later ones to the left."""
    angles = rng.normal(size=gate.n_angles)
    product = np.eye(2**gate.n_spins)
    for number, angle in enumerate(angles):
        alone = np.zeros(gate.n_angles)
        alone[number] = angle
        product = gate.matrix(alone) @ product
    np.testing.assert_allclose(gate.matrix(angles), product, atol=1e-12)


def test_real_gates_are_real_matrices(gate, rng):
    matrix = gate.matrix(rng.normal(size=gate.n_angles))
    assert gate.is_real == bool(np.all(np.abs(matrix.imag) < 1e-13))


def test_comb_blocks_are_the_same_operator_in_comb_paths(gate, rng):
    angles = rng.normal(size=gate.n_angles)
    comb = comb_tree(gate.n_spins)
    again = fixed_gate(comb, comb, gate.comb_blocks(angles))
    np.testing.assert_allclose(again.matrix(), gate.matrix(angles), atol=1e-12)


def test_changing_trees_without_changing_the_state_is_the_identity(rng):
    """A constant that recouples from in-tree to out-tree undoes the change of tree."""
    left, right = parse_tree("((1/2 1/2) 1/2)"), parse_tree("(1/2 (1/2 1/2))")
    swapped = fixed_gate(left, right, {}, "relabel")
    u = swapped.matrix()
    assert not np.allclose(u, np.eye(8))
    inverse = fixed_gate(left, right, swapped.comb_blocks()).matrix()
    back = fixed_gate(right, left, {}).matrix()
    np.testing.assert_allclose(back @ u, np.eye(8), atol=1e-12)
    assert inverse.shape == (8, 8)


def test_a_constant_acts_before_the_generators(rng):
    comb = comb_tree(3)
    rotation = np.array([[0, 1], [1, 0]])
    generator = block_matrix(3, {1: [[1, 0], [0, 0]]})
    gate = VertexGate("both", comb, comb, (generator,), block_matrix(3, {1: rotation, 3: [[1]]}))
    np.testing.assert_allclose(
        gate.blocks([0.3])[1], np.diag([np.exp(0.3j), 1]) @ rotation, atol=1e-14
    )


RIGHT = parse_tree("(1/2 (1/2 1/2))")
TURN = fixed_gate(comb_tree(3), RIGHT, {1: [[0, 1j], [1, 0]]})
DRESSED = VertexGate("dressed", comb_tree(3), RIGHT, paper_gate(3).generators, TURN.constant)


@pytest.mark.parametrize("forward", [*GATES, TURN, DRESSED], ids=lambda gate: gate.name)
def test_the_inverse_undoes_the_gate_at_reversed_angles(forward, rng):
    angles = rng.uniform(-3, 3, forward.n_angles)
    product = forward.inverse().matrix(angles[::-1]) @ forward.matrix(angles)
    np.testing.assert_allclose(product, np.eye(2**forward.n_spins), atol=1e-12)


def test_inverting_twice_gives_the_gate_back(gate, rng):
    assert gate.inverse().inverse() == gate
    angles = rng.uniform(-3, 3, 4)
    twice = DRESSED.inverse().inverse()
    np.testing.assert_allclose(twice.matrix(angles), DRESSED.matrix(angles), atol=1e-12)


def test_the_inverse_of_a_real_gate_is_real():
    assert real_gate(3).inverse().is_real
    assert real_gate(3).inverse().name == "real3 inverse"


def test_gates_are_values(gate):
    assert hash(gate) == hash(VertexGate(gate.name, gate.in_tree, gate.out_tree, gate.generators))
    assert gate.name in str(gate) and f"{gate.n_angles} angle" in str(gate)


def test_one_angle_is_printed_in_the_singular():
    assert str(paper_gate(2)) == f"{paper_gate(2).name} (2 spins, 1 angle, complex)"
    assert "3 spins, 4 angles" in str(general_gate(3))
    with pytest.raises(ValueError, match="takes 1 angle; got 2"):
        paper_gate(2).matrix([0.1, 0.2])


def test_wrong_gates_are_refused():
    comb = comb_tree(3)
    with pytest.raises(ValueError, match="same number of leaves; got 3 and 2"):
        VertexGate("g", comb, comb_tree(2), ())
    with pytest.raises(ValueError, match="leaf of a vertex gate's tree must be spin 1/2"):
        VertexGate("g", parse_tree("(1 1/2)"), parse_tree("(1 1/2)"), ())
    with pytest.raises(ValueError, match="generator 0 of gate 'g' must be Hermitian on 3 spins"):
        VertexGate("g", comb, comb, (block_matrix(3, {1: [[0, 1], [0, 0]]}),))
    with pytest.raises(ValueError, match="generator 0 of gate 'g' must be Hermitian on 3 spins"):
        VertexGate("g", comb, comb, (identity_blocks(2),))
    with pytest.raises(ValueError, match="constant of gate 'g' must be unitary"):
        VertexGate("g", comb, comb, (), block_matrix(3, {1: np.eye(2)}))
    with pytest.raises(ValueError, match="'paper3' takes 4 angles; got 2"):
        paper_gate(3).matrix([0.1, 0.2])
    with pytest.raises(ValueError, match="angles of gate 'paper2' must be finite"):
        paper_gate(2).matrix([np.inf])


def test_a_constant_on_another_number_of_spins_is_refused():
    comb = comb_tree(3)
    with pytest.raises(ValueError, match="constant of gate 'g'"):
        VertexGate("g", comb, comb, (), identity_blocks(2))
