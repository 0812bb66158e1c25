"""Different trees on one gate: the same unitaries in different angles."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from spinnet.circuits import fixed_gate, general_gate
from spinnet.networks import balanced_tree, comb_tree, parse_tree, recoupled_blocks
from spinnet.testing import random_tree

TREES = ("((1/2 1/2) 1/2)", "(1/2 (1/2 1/2))", "((1/2:0 1/2:2) 1/2:1)")


def angles_of_doublet(block):
    """The four angles of a general gate on three spins that give a block on J = 1/2.

    The block is RX(-x) RY(y) times two phases; its first column is a point of the Bloch sphere at
    (sin y, sin x cos y, cos x cos y).
    """
    a, b = block[:, 0]
    overlap = 2 * np.conj(a) * b
    x = np.arctan2(overlap.imag, abs(a) ** 2 - abs(b) ** 2)
    y = np.arcsin(np.clip(overlap.real, -1, 1))
    rotated = general_gate(3).blocks([0, 0, y, x])[1].conj().T @ block
    return np.array([*np.angle(np.diag(rotated)), y, x])


@pytest.mark.parametrize(("first", "second"), list(product(TREES, repeat=2)))
def test_every_unitary_of_one_tree_is_one_of_the_other(first, second, rng):
    source, target = parse_tree(first), parse_tree(second)
    for angles in rng.uniform(-np.pi, np.pi, size=(5, 4)):
        gate = general_gate(3, source)
        blocks = recoupled_blocks(gate.blocks(angles), source, target)
        found = angles_of_doublet(blocks[1])
        if first != second:
            assert np.abs(found - angles).max() > 1e-3
        np.testing.assert_allclose(
            general_gate(3, target).matrix(found), gate.matrix(angles), rtol=0, atol=1e-8
        )


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_recoupled_blocks_are_the_same_gate(k, rng):
    gate = general_gate(k, balanced_tree(k))
    angles = rng.normal(size=gate.n_angles)
    for tree in (comb_tree(k), random_tree((1,) * k, rng)):
        blocks = recoupled_blocks(gate.blocks(angles), gate.out_tree, tree)
        np.testing.assert_allclose(
            fixed_gate(tree, tree, blocks).matrix(), gate.matrix(angles), rtol=0, atol=1e-12
        )
