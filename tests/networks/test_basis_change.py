"""Changes of basis between any two trees."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from spinnet.networks import (
    allowed_spins,
    balanced_tree,
    change_of_basis,
    comb_tree,
    enumerate_paths,
    moved_tree,
    moves_between,
    parse_tree,
    permutation_matrix,
    permutation_operator,
    recouple,
    sector_blocks,
    sector_isometry,
)
from spinnet.su2 import adjacent_swap_block
from spinnet.testing import random_spins, random_tree


def random_pair(rng, n_leaves=5, max_two_j=2):
    spins = random_spins(n_leaves, rng, max_two_j=max_two_j)
    return random_tree(spins, rng), random_tree(spins, rng)


def test_moves_lead_to_the_target(rng):
    for _ in range(30):
        source, target = random_pair(rng, n_leaves=7)
        tree = source
        for move in moves_between(source, target):
            tree = moved_tree(tree, move)
        assert tree == target
    assert moves_between(target, target) == ()


def test_matrix_is_the_overlap_of_dense_states(rng):
    for _ in range(15):
        source, target = random_pair(rng)
        for two_total in allowed_spins(source):
            old, new = (sector_isometry(tree, two_total) for tree in (source, target))
            overlap = np.einsum("xpm,xqm->pq", new, old, optimize=True) / (two_total + 1)
            found = change_of_basis(source, target, two_total)
            np.testing.assert_allclose(found, overlap, atol=1e-12)


def test_changes_compose_and_invert(rng):
    source, target = random_pair(rng)
    third = random_tree(source.leaf_spins, rng)
    for two_total in allowed_spins(source):
        there = change_of_basis(source, target, two_total)
        back = change_of_basis(target, source, two_total)
        np.testing.assert_allclose(back @ there, np.eye(len(there)), atol=1e-12)
        onward = change_of_basis(target, third, two_total) @ there
        np.testing.assert_allclose(onward, change_of_basis(source, third, two_total), atol=1e-12)


def test_recouple_gives_the_columns_exactly():
    source, target = parse_tree("((1/2:0 1:2) (1/2:1 1:3))"), parse_tree("(((1/2 1/2) 1) 1)")
    for column, path in enumerate(enumerate_paths(source, 2)):
        exact = recouple(source, target, path, two_total=2, exact=True)
        assert sympy.simplify(sum(c**2 for c in exact.values())) == 1
        dense = [float(exact.get(end, 0)) for end in enumerate_paths(target, 2)]
        np.testing.assert_allclose(change_of_basis(source, target, 2)[:, column], dense, atol=1e-13)


def test_nothing_to_do():
    tree = comb_tree(3)
    assert recouple(tree, tree, (0,), two_total=1) == {(0,): 1.0}
    np.testing.assert_array_equal(change_of_basis(tree, tree, 1), np.eye(2))
    assert change_of_basis(tree, balanced_tree(3), 5).shape == (0, 0)


def test_twelve_spins_are_quick_and_orthogonal():
    matrix = change_of_basis(comb_tree(12), balanced_tree(12), 2)
    assert matrix.shape == (297, 297)
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(297), atol=1e-13)


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_permutations_agree_with_dense_operators(k, rng):
    tree = random_tree((1,) * k, rng)
    images = tuple(int(i) for i in rng.permutation(k))
    for two_total, block in sector_blocks(permutation_operator(images), tree).items():
        np.testing.assert_allclose(permutation_matrix(tree, images, two_total), block, atol=1e-12)


def test_swaps_on_the_comb_are_youngs_orthogonal_form():
    tree = comb_tree(6)
    for two_total in allowed_spins(tree):
        paths = [(0, 1, *path, two_total) for path in enumerate_paths(tree, two_total)]
        for site in range(1, 5):
            images = list(range(6))
            images[site], images[site + 1] = images[site + 1], images[site]
            found = permutation_matrix(tree, tuple(images), two_total)
            for row, bra in enumerate(paths):
                for column, ket in enumerate(paths):
                    expected = young_element(bra, ket, site)
                    assert found[row, column] == pytest.approx(expected, abs=1e-13)


def young_element(bra, ket, site):
    """Element of the swap of sites ``site`` and ``site + 1``; entry t is the spin of t sites."""
    before, between, after = site, site + 1, site + 2
    if bra[:between] + bra[after:] != ket[:between] + ket[after:]:
        return 0.0
    if ket[before] != ket[after]:
        return 1.0
    if ket[before] == 0:
        return -1.0
    block = adjacent_swap_block(ket[before])  # index 0 is the path through j + 1/2
    return block[int(bra[between] < bra[before]), int(ket[between] < ket[before])]


def test_different_leaves_are_refused():
    with pytest.raises(ValueError, match="must have the same leaves"):
        change_of_basis(comb_tree(3), comb_tree(4), 1)
    with pytest.raises(ValueError, match="map each spin onto an equal one"):
        permutation_matrix(parse_tree("(1/2 1)"), (1, 0), 1)
    with pytest.raises(ValueError, match="triangle rule"):
        recouple(comb_tree(3), comb_tree(3), (1,), two_total=1)
