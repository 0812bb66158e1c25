"""Paths of a sector: counted, ranked, and never negative."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.sector import SectorBasis
from spinnet.sector.basis import completions
from spinnet.su2 import catalan, multiplicity

SECTORS = [(0, 0), (1, 1), (2, 0), (2, 2), (7, 1), (8, 0), (9, 3), (10, 10), (11, 5)]


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_the_dimension_is_the_multiplicity_of_the_spin(n_sites, two_total):
    basis = SectorBasis(n_sites, two_total)
    expected = multiplicity(n_sites, two_total) if n_sites else 1
    assert basis.dimension == len(basis.codes) == expected


@pytest.mark.parametrize("n_pairs", range(1, 9))
def test_singlets_are_counted_by_catalan_numbers(n_pairs):
    assert SectorBasis(2 * n_pairs, 0).dimension == catalan(n_pairs)


def test_36_sites_need_no_enumeration():
    assert SectorBasis(36, 0).dimension == 477_638_700


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_ranks_count_up_in_lexicographic_order(n_sites, two_total):
    basis = SectorBasis(n_sites, two_total)
    assert np.all(np.diff(basis.codes) > 0)
    np.testing.assert_array_equal(basis.rank(basis.codes), np.arange(basis.dimension))


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_heights_are_never_negative_and_end_at_the_total_spin(n_sites, two_total):
    heights = SectorBasis(n_sites, two_total).heights
    assert heights.min() >= 0
    assert set(heights[:, -1]) == {two_total}
    assert set(np.abs(np.diff(heights, axis=1)).ravel()) <= {1}


def test_completions_obey_the_ballot_recursion():
    counts = completions(9, 3)
    for t in range(9):
        for h in range(1, 9):
            assert counts[t, h] == counts[t + 1, h + 1] + counts[t + 1, h - 1]


@pytest.mark.parametrize(("n_sites", "two_total"), [(4, 1), (4, 6), (5, -1)])
def test_a_sector_that_cannot_exist_is_refused(n_sites, two_total):
    with pytest.raises(ValueError, match=rf"two_total = {two_total}"):
        SectorBasis(n_sites, two_total)
