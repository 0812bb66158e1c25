"""Equivariant operators as sums of permutations."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from spinnet.networks import (
    canonical_permutations,
    comb_tree,
    from_permutations,
    permutation_blocks,
    permutation_expansion,
    permutation_operator,
    placed_permutations,
    sector_blocks,
    twirl,
)
from spinnet.su2 import catalan, spin_matrices
from spinnet.testing import random_equivariant_unitary, random_unitary


def composed(first, second):
    return tuple(first[image] for image in second)


def test_operators_represent_the_group(rng):
    for _ in range(10):
        a, b = (tuple(int(i) for i in rng.permutation(4)) for _ in range(2))
        product = permutation_operator(a) @ permutation_operator(b)
        np.testing.assert_array_equal(product, permutation_operator(composed(a, b)))


def test_operators_move_the_content_of_each_site():
    # Site contents up, down, down: index 0b011 = 3. Content of site 0 moves to site 1.
    state = np.zeros(8)
    state[0b011] = 1
    assert np.argmax(permutation_operator((1, 2, 0)) @ state) == 0b101


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_expansion_there_and_back(k, rng):
    matrix = random_equivariant_unitary((1,) * k, rng)
    expansion = permutation_expansion(matrix)
    assert tuple(expansion) == canonical_permutations(k) and len(expansion) == catalan(k)
    np.testing.assert_allclose(from_permutations(expansion), matrix, atol=1e-11)


@pytest.mark.parametrize("k", [3, 4])
def test_every_permutation_expands_and_canonical_ones_into_themselves(k):
    for images in permutations(range(k)):
        expansion = permutation_expansion(permutation_operator(images))
        np.testing.assert_allclose(
            from_permutations(expansion), permutation_operator(images), atol=1e-12
        )
        if images in canonical_permutations(k):
            expected = {p: float(p == images) for p in expansion}
            assert expansion == pytest.approx(expected, abs=1e-12)


def test_known_expansions():
    s_dot_s = sum(np.kron(s, s) for s in spin_matrices(1))
    assert permutation_expansion(s_dot_s) == pytest.approx({(0, 1): -0.25, (1, 0): 0.5})
    reversal = permutation_expansion(permutation_operator((2, 1, 0)))
    expected = {(0, 1, 2): 1, (0, 2, 1): -1, (1, 0, 2): -1, (1, 2, 0): 1, (2, 0, 1): 1}
    assert reversal == pytest.approx(expected)  # antisymmetrising three spins one half gives zero


def test_blocks_agree_with_dense(rng):
    coefficients = {
        tuple(int(i) for i in rng.permutation(4)): complex(*rng.normal(size=2)) for _ in range(5)
    }
    dense = sector_blocks(from_permutations(coefficients), comb_tree(4))
    for two_total, block in permutation_blocks(coefficients, comb_tree(4)).items():
        np.testing.assert_allclose(block, dense[two_total], atol=1e-12)


def test_placing_on_sites_agrees_with_dense():
    placed = placed_permutations({(1, 2, 0): 1.0, (0, 1, 2): 2.0}, (3, 0, 2), 4)
    cycle = permutation_operator((2, 1, 3, 0))
    assert placed[0, 1, 2, 3] == 2.0
    np.testing.assert_allclose(from_permutations(placed), cycle + 2 * np.eye(16))


def test_operators_that_are_not_equivariant_are_refused_with_their_distance(rng):
    matrix = twirl(random_unitary(8, rng))
    matrix = matrix / np.linalg.norm(matrix) + 0.1 * np.kron(np.diag([1, -1]), np.eye(4)) / np.sqrt(
        8
    )
    with pytest.raises(ValueError, match=r"it is 0\.0995 of its norm away from the commutant"):
        permutation_expansion(matrix)
    with pytest.raises(ValueError, match=r"size 2\^k"):
        permutation_expansion(np.eye(3))


@pytest.mark.parametrize("images", [(), (0, 0), (1, 2), (0, 2)])
def test_what_is_no_permutation_is_refused(images):
    with pytest.raises(ValueError, match=r"must hold each of 0 \.\.\. k-1 once"):
        permutation_operator(images)


def test_sums_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="at least one term"):
        from_permutations({})
    with pytest.raises(ValueError, match="all on the same number of sites"):
        from_permutations({(0, 1): 1, (0, 1, 2): 1})
    with pytest.raises(ValueError, match=r"sites \(0, 0\) must be distinct and between 0 and 2"):
        placed_permutations({(1, 0): 1}, (0, 0), 3)
    with pytest.raises(ValueError, match="one site for each of the 2 wires"):
        placed_permutations({(1, 0): 1}, (0, 1, 2), 3)
    with pytest.raises(ValueError, match="k must be at least 1 site; got 0"):
        canonical_permutations(0)
