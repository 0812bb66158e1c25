"""Schur matrices."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    allowed_spins,
    balanced_tree,
    comb_tree,
    coupled_basis,
    enumerate_paths,
    joint_rotation,
    parse_tree,
    schur_matrix,
    sector_isometry,
)
from spinnet.su2 import random_rotation, rotation_matrix, spin_matrices
from spinnet.testing import random_spins, random_tree


def embedded(matrix, leaf, spins):
    factors = [matrix if site == leaf else np.eye(two_j + 1) for site, two_j in enumerate(spins)]
    product = np.eye(1)
    for factor in factors:
        product = np.kron(product, factor)
    return product


def casimir(leaves, spins):
    """The operator S^2 of some leaves together, built from spin matrices alone."""
    total = 0
    for axis in range(3):
        parts = (embedded(spin_matrices(spins[leaf])[axis], leaf, spins) for leaf in leaves)
        component = sum(parts)
        total = total + component @ component
    return total


def test_columns_diagonalise_the_spin_of_every_part(rng):
    for _ in range(6):
        tree = random_tree(random_spins(4, rng, max_two_j=2), rng)
        states, labels = schur_matrix(tree), coupled_basis(tree)
        contents = [[leaf] for leaf in range(tree.n_leaves)]
        for number, (left, right) in enumerate(tree.joins):
            contents.append(contents[left] + contents[right])
            spins = [(*state.path, state.two_total)[number] / 2 for state in labels]
            expected = states * [j * (j + 1) for j in spins]
            operator = casimir(contents[-1], tree.leaf_spins)
            np.testing.assert_allclose(operator @ states, expected, atol=1e-12)


def test_columns_diagonalise_the_projection(rng):
    tree = random_tree((1, 2, 1), rng)
    states = schur_matrix(tree)
    s_z = sum(embedded(spin_matrices(s)[2], leaf, (1, 2, 1)) for leaf, s in enumerate((1, 2, 1)))
    expected = states * [state.two_m / 2 for state in coupled_basis(tree)]
    np.testing.assert_allclose(s_z @ states, expected, atol=1e-13)


def test_rotations_become_block_diagonal(rng):
    tree = random_tree((1, 1, 2), rng)
    element = random_rotation(rng)
    turned = schur_matrix(tree).T @ joint_rotation(element, (1, 1, 2)) @ schur_matrix(tree)
    start = 0
    for two_total in allowed_spins(tree):
        for _ in enumerate_paths(tree, two_total):
            block = slice(start, start + two_total + 1)
            np.testing.assert_allclose(
                turned[block, block], rotation_matrix(element, two_total), atol=1e-12
            )
            turned[block, block] = 0
            start += two_total + 1
    np.testing.assert_allclose(turned, 0, atol=1e-12)


def test_two_spins():
    root = np.sqrt(1 / 2)
    expected = [[0, 1, 0, 0], [root, 0, root, 0], [-root, 0, root, 0], [0, 0, 0, 1]]
    np.testing.assert_allclose(schur_matrix(comb_tree(2)), expected, atol=1e-15)


def test_edge_sizes():
    np.testing.assert_array_equal(schur_matrix(parse_tree("3/2")), np.eye(4))
    np.testing.assert_array_equal(schur_matrix(parse_tree("(0 0)")), np.eye(1))
    assert sector_isometry(comb_tree(2), 4).shape == (4, 0, 5)


def test_sectors_are_slices_of_the_matrix(rng):
    tree = random_tree((1, 2, 1, 1), rng)
    columns = [sector_isometry(tree, two).reshape(24, -1) for two in allowed_spins(tree)]
    np.testing.assert_array_equal(np.concatenate(columns, axis=1), schur_matrix(tree))


@pytest.mark.parametrize("make", [comb_tree, balanced_tree])
def test_twelve_spins_are_orthogonal_to_1e_13(make, rng):
    states = schur_matrix(make(12))
    chosen = rng.choice(4096, 200, replace=False)  # all columns against these
    overlaps = states[:, chosen].T @ states
    overlaps[np.arange(200), chosen] -= 1
    assert np.abs(overlaps).max() < 1e-13


@pytest.mark.slow
@pytest.mark.parametrize("make", [comb_tree, balanced_tree])
def test_twelve_spins_are_orthogonal_in_full(make):
    states = schur_matrix(make(12))
    deviation = states.T @ states
    deviation[np.diag_indices(4096)] -= 1
    assert np.abs(deviation).max() < 1e-13


def test_matrices_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        schur_matrix(comb_tree(2))[0, 0] = 1
