"""Multiplicities and Catalan numbers."""

from __future__ import annotations

import pytest

from spinnet.su2 import Spin, catalan, multiplicity


@pytest.mark.parametrize("n_spins", range(13))
def test_dimension_sums(n_spins):
    counts = [multiplicity(n_spins, two_total) for two_total in range(n_spins + 3)]
    assert sum((two_total + 1) * count for two_total, count in enumerate(counts)) == 2**n_spins
    assert sum(count**2 for count in counts) == catalan(n_spins)


def test_catalan_obeys_its_recursion():
    numbers = [catalan(n) for n in range(12)]
    for n in range(11):
        assert numbers[n + 1] == sum(numbers[i] * numbers[n - i] for i in range(n + 1))


def test_multiplicity_adds_one_spin_at_a_time():
    for n_spins in range(1, 10):
        for two_total in range(1, n_spins + 1):
            grown = multiplicity(n_spins - 1, two_total - 1) + multiplicity(
                n_spins - 1, two_total + 1
            )
            assert multiplicity(n_spins, two_total) == grown


def test_sectors_that_do_not_exist_are_empty():
    assert multiplicity(3, 0) == multiplicity(3, 5) == 0
    assert multiplicity(36, Spin(0)) == 477_638_700


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match=r"n must be 0 or more.*got -1"):
        catalan(-1)
    with pytest.raises(ValueError, match="n_spins must be 0 or more; got -2"):
        multiplicity(-2, 0)
    with pytest.raises(ValueError, match="two_total must be twice a spin"):
        multiplicity(2, -2)
