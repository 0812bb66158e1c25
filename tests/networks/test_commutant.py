"""Twirling, blocks, and the distance from the commutant."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    balanced_tree,
    comb_tree,
    commutant_distance,
    from_blocks,
    is_equivariant,
    joint_rotation,
    recoupled_blocks,
    sector_blocks,
    twirl,
    twirl_by_sampling,
)
from spinnet.su2 import random_rotation, spin_matrices
from spinnet.testing import (
    assert_equivariant,
    random_equivariant_unitary,
    random_tree,
    random_unitary,
)


@pytest.mark.parametrize("spins", [(1,), (1, 1, 1), (1, 1, 1, 1), (2, 1), (1, 3, 2)])
def test_twirl_is_the_projection_onto_the_commutant(spins, rng):
    size = int(np.prod([two_j + 1 for two_j in spins]))
    matrix, other = random_unitary(size, rng), random_unitary(size, rng)
    twirled = twirl(matrix, spins)
    np.testing.assert_allclose(twirl(twirled, spins), twirled, atol=1e-13)
    overlap, swapped = np.vdot(other, twirled), np.vdot(twirl(other, spins), matrix)
    assert overlap == pytest.approx(swapped, abs=1e-12)
    rotation = joint_rotation(random_rotation(rng), spins)
    np.testing.assert_allclose(rotation @ twirled, twirled @ rotation, atol=1e-12)
    np.testing.assert_allclose(
        twirl(rotation @ matrix @ rotation.conj().T, spins), twirled, atol=1e-12
    )
    assert np.trace(twirled) == pytest.approx(np.trace(matrix), abs=1e-12)


def test_sampling_converges_as_the_square_root(rng):
    matrix = random_unitary(4, rng)
    exact = twirl(matrix)
    errors = {}
    for n_samples in (8, 512):
        tries = [
            np.linalg.norm(twirl_by_sampling(matrix, n_samples, rng) - exact) for _ in range(4)
        ]
        errors[n_samples] = np.sqrt(np.mean(np.square(tries)))
    assert 4 < errors[8] / errors[512] < 16  # sqrt(64) = 8
    assert errors[512] < 0.2


def test_blocks_there_and_back(rng):
    for spins in ((1, 1, 1, 1), (1, 2, 1)):
        tree = random_tree(spins, rng)
        matrix = random_equivariant_unitary(spins, rng)
        blocks = sector_blocks(matrix, tree)
        np.testing.assert_allclose(from_blocks(blocks, tree), matrix, atol=1e-12)
        for block in blocks.values():
            np.testing.assert_allclose(block @ block.conj().T, np.eye(len(block)), atol=1e-12)


def test_the_same_operator_on_another_tree(rng):
    matrix = random_equivariant_unitary((1,) * 4, rng)
    moved = recoupled_blocks(sector_blocks(matrix, comb_tree(4)), comb_tree(4), balanced_tree(4))
    expected = sector_blocks(matrix, balanced_tree(4))
    for two_total, block in expected.items():
        np.testing.assert_allclose(moved[two_total], block, atol=1e-12)
    np.testing.assert_allclose(from_blocks(moved, balanced_tree(4)), matrix, atol=1e-12)


def test_equivariance_is_commuting_with_every_component(rng):
    matrix = random_equivariant_unitary((1, 2), rng)
    for axis in range(3):
        first, second = spin_matrices(1)[axis], spin_matrices(2)[axis]
        total = np.kron(first, np.eye(3)) + np.kron(np.eye(2), second)
        np.testing.assert_allclose(total @ matrix, matrix @ total, atol=1e-12)
    assert is_equivariant(matrix, (1, 2))
    assert_equivariant(matrix, (1, 2))


def test_distances():
    assert commutant_distance(np.diag([1.0, -1.0])) == pytest.approx(1)
    assert commutant_distance(np.zeros((4, 4))) == 0
    assert commutant_distance(np.eye(2) + np.diag([1e-3, -1e-3])) == pytest.approx(1e-3, rel=1e-5)
    assert not is_equivariant(np.diag([1.0, 1, 1, 2]))
    with pytest.raises(AssertionError, match=r"it is 1 of its norm away from the commutant"):
        assert_equivariant(np.diag([1.0, -1.0]))


@pytest.mark.parametrize(
    ("matrix", "spins", "message"),
    [
        (np.ones((2, 3)), None, r"must be square; got shape \(2, 3\)"),
        (np.eye(3), None, r"size 2\^k for k spins one half, k at least 1; got 3"),
        (np.eye(1), None, r"k at least 1; got 1"),
        (np.eye(4), (1, 2), r"must have size 6.*got 4"),
        (np.full((2, 2), np.nan), None, "finite numbers"),
    ],
)
def test_matrices_that_do_not_fit_are_refused(matrix, spins, message):
    with pytest.raises(ValueError, match=message):
        is_equivariant(matrix, spins)


def test_bad_blocks_and_samples_are_refused(rng):
    with pytest.raises(
        ValueError, match=r"two_total = 1 must belong to one of \(1, 3\) and have shape \(2, 2\)"
    ):
        from_blocks({1: np.eye(3)}, comb_tree(3))
    with pytest.raises(ValueError, match="two_total = 5 must belong to one of"):
        from_blocks({5: np.eye(1)}, comb_tree(3))
    with pytest.raises(ValueError, match="n_samples must be at least 1 rotation; got 0"):
        twirl_by_sampling(np.eye(2), 0, rng)
