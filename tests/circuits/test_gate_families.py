"""Each family against matrices made of permutations and Pauli matrices alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

from spinnet.circuits import (
    block_sizes,
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.networks import comb_tree, parse_tree


def test_the_paper_pair_gate_is_a_phase_on_the_singlet(dense):
    singlet = (np.eye(4) - dense.swap(2, 0, 1)) / 2
    for angle in (0.4, -1.3, 3.0):
        np.testing.assert_allclose(
            paper_gate(2).matrix([angle]), expm(1j * angle * singlet), atol=1e-13
        )


def test_the_paper_triple_gate_is_its_euler_angles(dense, rng):
    """Z, X, Y of the two J = 1/2 states, from swaps: j12 = 0 is odd under the swap of 0 and 1."""
    doublet = np.eye(8) - dense.symmetriser(3)
    z = -dense.swap(3, 0, 1) @ doublet
    x = (dense.swap(3, 1, 2) - dense.swap(3, 0, 2)) / math.sqrt(3)
    y = -0.5j * (z @ x - x @ z)
    np.testing.assert_allclose(y @ y, doublet, atol=1e-13)
    a0, a1, a2, a3 = angles = rng.normal(size=4)
    expected = (
        expm(1j * a0 * doublet) @ expm(-0.5j * a3 * z) @ expm(-0.5j * a2 * y) @ expm(-0.5j * a1 * z)
    )
    np.testing.assert_allclose(paper_gate(3).matrix(angles), expected, atol=1e-12)


def test_the_real_triple_gate_is_generated_by_the_chirality(dense):
    half = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]]) / 2
    spins = [[dense.on_factor(part, site, 3) for part in half] for site in range(3)]
    chirality = sum(
        sign * spins[0][a] @ spins[1][b] @ spins[2][c]
        for a, b, c, sign in [
            (0, 1, 2, 1), (1, 2, 0, 1), (2, 0, 1, 1), (0, 2, 1, -1), (2, 1, 0, -1), (1, 0, 2, -1),
        ]
    )  # fmt: skip
    gate = real_gate(3).matrix([0.6])
    candidates = [expm(0.6j * sign * 2 / math.sqrt(3) * chirality) for sign in (1, -1)]
    distances = [np.abs(gate - candidate).max() for candidate in candidates]
    assert min(distances) < 1e-12 < max(distances)


@pytest.mark.parametrize("n_spins", [2, 3, 4, 5])
def test_the_exchange_gate_is_the_exponential_of_all_swaps(n_spins, dense):
    swaps = sum(dense.swap(n_spins, i, j) for j in range(n_spins) for i in range(j))
    n_pairs = n_spins * (n_spins - 1) / 2
    expected = expm(-0.7j * swaps) * np.exp(0.7j * n_pairs)
    np.testing.assert_allclose(exchange_gate(n_spins).matrix([0.7]), expected, atol=1e-12)


@pytest.mark.parametrize("n_spins", [2, 3, 4, 5])
def test_general_gates_reach_every_direction_symmetry_allows(n_spins):
    gate = general_gate(n_spins)
    catalan = math.comb(2 * n_spins, n_spins) // (n_spins + 1)
    assert gate.n_angles == catalan - 1
    directions = np.array([generator.dense().ravel() for generator in gate.generators])
    both = np.hstack([directions.real, directions.imag])
    assert np.linalg.matrix_rank(both) == catalan - 1


@pytest.mark.parametrize("n_spins", [3, 4, 5])
def test_real_gates_reach_every_rotation(n_spins):
    gate = real_gate(n_spins)
    assert gate.is_real
    assert gate.n_angles == sum(size * (size - 1) // 2 for _, size in block_sizes(n_spins))
    directions = np.array([generator.dense().imag.ravel() for generator in gate.generators])
    assert np.linalg.matrix_rank(directions) == gate.n_angles


@pytest.mark.parametrize("make", [paper_gate, real_gate, general_gate, exchange_gate])
def test_every_family_leaves_the_largest_spin_alone(make, dense, rng):
    gate = make(3)
    matrix = gate.matrix(rng.normal(size=gate.n_angles))
    top = dense.symmetriser(3)
    np.testing.assert_allclose(matrix @ top, top, atol=1e-12)


def test_the_tree_chooses_the_planes_of_the_rotation(dense):
    """A tree that couples sites 1 and 2 first is the comb with the sites moved."""
    angles = [0.3, 0.5, -0.2, 0.8]
    moved = general_gate(3, parse_tree("(1/2 (1/2 1/2))")).matrix(angles)
    # |(0, 12)> and |(12, 0)> differ by a sign of the j12 = 1 states only, the planes are the same
    cycle = dense.permutation_matrix((1, 2, 0))
    comb = cycle @ general_gate(3).matrix(angles) @ cycle.T
    flipped = cycle @ general_gate(3).matrix([0.3, 0.5, 0.2, -0.8]) @ cycle.T
    assert min(np.abs(moved - comb).max(), np.abs(moved - flipped).max()) < 1e-12


def test_fixed_gates_have_their_blocks_and_no_angles(rng):
    comb = comb_tree(3)
    rotation = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    gate = fixed_gate(comb, comb, {1: rotation})
    assert gate.n_angles == 0 and gate.is_real
    np.testing.assert_allclose(gate.blocks()[1], rotation, atol=1e-14)
    np.testing.assert_allclose(gate.blocks()[3], [[1]])


def test_wrong_numbers_of_spins_are_refused():
    with pytest.raises(ValueError, match=r"n_spins = 2 or 3; got 4\. Use general_gate"):
        paper_gate(4)
    with pytest.raises(ValueError, match="n_spins of at least 3; got 2"):
        real_gate(2)
    with pytest.raises(ValueError, match="n_spins of at least 2; got 1"):
        general_gate(1)
    with pytest.raises(ValueError, match="n_spins of at least 2; got 0"):
        exchange_gate(0)


def test_fixed_blocks_that_are_not_unitary_are_refused():
    comb = comb_tree(3)
    with pytest.raises(ValueError, match="block of total spin 1/2 must be unitary; it is off by"):
        fixed_gate(comb, comb, {1: [[1, 1], [0, 1]]})
    with pytest.raises(ValueError, match="never couple to total spin 2/2"):
        fixed_gate(comb, comb, {2: [[1]]})
