"""Block matrices: sizes, shapes, predicates and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinnet.circuits import BlockMatrix, block_matrix, block_sizes, identity_blocks


@pytest.mark.parametrize("n_spins", range(1, 9))
def test_blocks_fill_the_product_space_and_count_catalan(n_spins):
    sizes = block_sizes(n_spins)
    assert sum((two_total + 1) * size for two_total, size in sizes) == 2**n_spins
    catalan = math.comb(2 * n_spins, n_spins) // (n_spins + 1)
    assert sum(size**2 for _, size in sizes) == catalan


def test_dense_holds_the_blocks_in_ascending_spin():
    matrix = block_matrix(3, {3: [[7]], 1: [[1, 2], [3, 4]]})
    np.testing.assert_array_equal(matrix.dense(), [[1, 2, 0], [3, 4, 0], [0, 0, 7]])
    np.testing.assert_array_equal(matrix.block(1), [[1, 2], [3, 4]])
    np.testing.assert_array_equal(matrix.block(3), [[7]])


def test_blocks_left_out_are_zero_and_one_spin_has_one_block():
    assert not block_matrix(4, {2: np.eye(3)}).block(0).any()
    np.testing.assert_array_equal(identity_blocks(1).dense(), [[1]])


@pytest.mark.parametrize("n_spins", [1, 2, 3, 4])
def test_the_identity_is_real_hermitian_and_unitary(n_spins):
    identity = identity_blocks(n_spins)
    assert identity.is_real and identity.is_hermitian and identity.is_unitary
    assert not identity.is_imaginary


def test_predicates_tell_matrices_apart():
    rotation = block_matrix(3, {1: [[0, -1j], [1j, 0]]})
    assert rotation.is_hermitian and rotation.is_imaginary and not rotation.is_real
    assert not rotation.is_unitary  # zero on J = 3/2
    lower = block_matrix(3, {1: [[0, 0], [1, 0]]})
    assert lower.is_real and not lower.is_hermitian


def test_equal_blocks_are_equal_values():
    assert block_matrix(2, {0: [[1]]}) == block_matrix(2, {0: [[1.0]], 2: [[0]]})
    assert len({block_matrix(2, {0: [[1]]}), block_matrix(2, {0: [[1]]})}) == 1


def test_wrong_blocks_are_refused():
    with pytest.raises(ValueError, match="2 spins 1/2 never couple to total spin 1/2"):
        block_matrix(2, {1: [[1]]})
    with pytest.raises(ValueError, match="never couple to total spin 5/2"):
        identity_blocks(3).block(5)
    with pytest.raises(ValueError, match="block of total spin 1/2 must be 2 by 2"):
        block_matrix(3, {1: [[1]]})
    with pytest.raises(ValueError, match="must have 2 blocks, one for each total spin; got 1"):
        BlockMatrix(3, (((1j,),),))
    with pytest.raises(ValueError, match="must be finite"):
        block_matrix(2, {0: [[np.nan]]})
