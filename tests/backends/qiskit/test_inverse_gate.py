from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from spinnet.backends.qiskit.inverse_gate import inverse_vertex
from spinnet.circuits import VertexGate, fixed_gate, general_gate, paper_gate, real_gate
from spinnet.networks import comb_tree, parse_tree

RIGHT = parse_tree("(1/2 (1/2 1/2))")
TURN = fixed_gate(comb_tree(3), RIGHT, {1: [[0, 1j], [1, 0]]})
WITH_CONSTANT = VertexGate("constant", comb_tree(3), RIGHT, paper_gate(3).generators, TURN.constant)


@pytest.mark.parametrize(
    "vertex",
    [paper_gate(2), paper_gate(3), real_gate(4), general_gate(4), TURN, WITH_CONSTANT],
    ids=lambda gate: gate.name,
)
def test_inverse_undoes_the_gate_at_reversed_angles(vertex, rng):
    angles = rng.uniform(-3, 3, vertex.n_angles)
    product = inverse_vertex(vertex).matrix(angles[::-1]) @ vertex.matrix(angles)
    np.testing.assert_allclose(product, np.eye(2**vertex.n_spins), atol=1e-12)


def test_inverting_twice_gives_the_gate_back(rng):
    angles = rng.uniform(-3, 3, 4)
    twice = inverse_vertex(inverse_vertex(WITH_CONSTANT))
    np.testing.assert_allclose(twice.matrix(angles), WITH_CONSTANT.matrix(angles), atol=1e-12)


def test_inverse_of_a_real_gate_is_real():
    assert inverse_vertex(real_gate(3)).is_real
