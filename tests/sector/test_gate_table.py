"""Gates in windows: matrix units of the algebra that swaps generate."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from spinnet.circuits import block_sizes, general_gate, paper_gate
from spinnet.sector.gate_table import gate_table, matrix_units
from spinnet.sector.window import permutation_table, window_classes

HEIGHT = 7


def entries(gate, angles):
    return np.concatenate([block.ravel() for block in gate.comb_blocks(angles).values()])


def young_matrices(images, two_total):
    """The matrix of a permutation on the paths of a total spin."""
    classes = window_classes(len(images), 0)
    place = classes.members.index((0, two_total))
    size = len(classes.patterns[place])
    return permutation_table(len(images), 0, images)[place, :size, :size]


@pytest.mark.parametrize(("width", "n_spins"), [(1, 1), (3, 2), (3, 3), (5, 3), (4, 4), (5, 5)])
def test_units_are_sums_over_permutations(width, n_spins):
    rest = tuple(range(n_spins, width))
    expected = 0.0
    for images in itertools.permutations(range(n_spins)):
        weights = [size * young_matrices(images, two).ravel() for two, size in block_sizes(n_spins)]
        table = permutation_table(width, HEIGHT, (*images, *rest))
        expected = expected + np.multiply.outer(np.concatenate(weights), table)
    units = matrix_units(width, HEIGHT, n_spins)
    np.testing.assert_allclose(units, expected / math.factorial(n_spins), atol=1e-14)


@pytest.mark.parametrize("n_spins", range(1, 7))
def test_units_multiply_as_matrix_units_do(n_spins):
    units, start = matrix_units(n_spins, 3, n_spins), 0
    total = np.zeros_like(units[0])
    for _, size in block_sizes(n_spins):
        own = units[start : start + size * size].reshape(size, size, *units.shape[1:])
        start += size * size
        total += np.einsum("aaxyz->xyz", own)
        for a, b, c, d in itertools.product((0, size - 1), repeat=4):
            expected = own[a, d] if b == c else np.zeros_like(total)
            np.testing.assert_allclose(own[a, b] @ own[c, d], expected, atol=1e-13)
    identity = permutation_table(n_spins, 3, tuple(range(n_spins)))
    np.testing.assert_allclose(total, identity, atol=1e-13)


@pytest.mark.parametrize(
    ("width", "wires"), [(3, (0, 1, 2)), (4, (2, 0, 3)), (5, (0, 2, 4)), (4, (3, 1, 0, 2))]
)
def test_gates_multiply_as_their_blocks_do(width, wires, rng):
    gate = paper_gate(3) if len(wires) == 3 else general_gate(4)
    first, second = rng.normal(size=(2, gate.n_angles))
    blocks = {
        two: gate.comb_blocks(second)[two] @ block for two, block in gate.comb_blocks(first).items()
    }
    product = np.concatenate([block.ravel() for block in blocks.values()])
    table = gate_table(width, HEIGHT, wires, tuple(range(width)))
    one, two, both = (
        np.tensordot(values, table, 1)
        for values in (entries(gate, first), entries(gate, second), product)
    )
    np.testing.assert_allclose(two @ one, both, atol=1e-13)


def test_a_permutation_after_a_gate_is_multiplied_on():
    after = (1, 2, 0)
    plain = gate_table(3, HEIGHT, (0, 2, 1), (0, 1, 2))
    moved = gate_table(3, HEIGHT, (0, 2, 1), after)
    np.testing.assert_allclose(permutation_table(3, HEIGHT, after) @ plain, moved, atol=1e-14)
