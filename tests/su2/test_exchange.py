"""Young's orthogonal form."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.su2 import adjacent_swap_block, clebsch_gordan_table, exchange_sign


def path_states(two_j):
    """States of spin j, a spin 1/2 and another, coupled again to j; path through j+1/2 first."""
    states = []
    for two_between in (two_j + 1, two_j - 1):
        first = clebsch_gordan_table(two_j, 1, two_between)
        second = clebsch_gordan_table(two_between, 1, two_j)
        states.append(np.einsum("jax,xbm->jabm", first, second))
    return states


@pytest.mark.parametrize("two_j", range(1, 12))
def test_swapping_twice_does_nothing(two_j):
    block = adjacent_swap_block(two_j)
    np.testing.assert_allclose(block @ block, np.eye(2), atol=1e-14)


@pytest.mark.parametrize("two_j", range(1, 9))
def test_block_agrees_with_explicit_coupled_states(two_j):
    states = path_states(two_j)
    dense = [
        [np.sum(bra * ket.transpose(0, 2, 1, 3)) / (two_j + 1) for ket in states] for bra in states
    ]
    np.testing.assert_allclose(adjacent_swap_block(two_j), dense, atol=1e-13)


@pytest.mark.parametrize(("two_a", "two_b"), [(0, 0), (1, 1), (2, 3), (4, 4)])
def test_exchange_sign_is_that_of_the_tables(two_a, two_b):
    for two_c in range(abs(two_a - two_b), two_a + two_b + 1, 2):
        swapped = clebsch_gordan_table(two_b, two_a, two_c).transpose(1, 0, 2)
        sign = exchange_sign(two_a, two_b, two_c)
        np.testing.assert_allclose(
            clebsch_gordan_table(two_a, two_b, two_c), sign * swapped, atol=1e-14
        )


def test_spin_zero_is_refused():
    with pytest.raises(ValueError, match=r"at least 1.*got 0"):
        adjacent_swap_block(0)
