"""Paths counted, listed, ranked and unranked."""

from __future__ import annotations

from itertools import product

import pytest

from spinnet.networks import (
    allowed_spins,
    balanced_tree,
    check_path,
    comb_tree,
    count_paths,
    enumerate_paths,
    labelled_joins,
    parse_tree,
    rank_path,
    unrank_path,
)
from spinnet.su2 import Spin, catalan, is_triangle, multiplicity
from spinnet.testing import random_path, random_spins, random_tree


def paths_by_trial(tree, two_total):
    """Every admissible label set, found by trying all."""
    labels = product(range(sum(tree.leaf_spins) + 1), repeat=tree.n_labels)
    return tuple(
        path
        for path in labels
        if all(is_triangle(*spins) for spins in labelled_joins(tree, path, two_total))
    )


def test_listing_agrees_with_trial(rng):
    for _ in range(12):
        tree = random_tree(random_spins(4, rng, max_two_j=2), rng)
        for two_total in range(sum(tree.leaf_spins) + 1):
            expected = paths_by_trial(tree, two_total)
            assert enumerate_paths(tree, two_total) == expected
            assert count_paths(tree, two_total) == len(expected)
            assert (two_total in allowed_spins(tree)) == bool(expected)


def test_rank_and_unrank_are_inverse_and_in_order(rng):
    for _ in range(12):
        tree = random_tree(random_spins(6, rng, max_two_j=2), rng)
        for two_total in allowed_spins(tree):
            for rank, path in enumerate(enumerate_paths(tree, two_total)):
                assert rank_path(tree, path, two_total=two_total) == rank
                assert unrank_path(tree, rank, two_total=two_total) == path


@pytest.mark.parametrize("k", range(1, 12))
def test_spins_one_half_count_as_multiplicities(k):
    for tree in (comb_tree(k), balanced_tree(k)):
        counts = {two_total: count_paths(tree, two_total) for two_total in allowed_spins(tree)}
        assert counts == {two: multiplicity(k, two) for two in range(k % 2, k + 1, 2)}


def test_a_hundred_spins_are_counted_and_ranked_without_listing(rng):
    for tree in (comb_tree(100), balanced_tree(100)):
        assert count_paths(tree, 0) == catalan(50)
        for _ in range(3):
            path = random_path(tree, 0, rng)
            rank = rank_path(tree, path, two_total=0)
            assert unrank_path(tree, rank, two_total=0) == path
        assert (
            rank_path(tree, unrank_path(tree, catalan(50) - 1, two_total=0), two_total=0) > 10**20
        )


def test_small_spins_come_first():
    assert enumerate_paths(comb_tree(3), Spin("1/2")) == ((0,), (2,))
    assert enumerate_paths(balanced_tree(4), 2) == ((0, 2), (2, 0), (2, 2))


def test_edge_sizes():
    assert enumerate_paths(parse_tree("3/2"), 3) == ((),)
    assert rank_path(parse_tree("3/2"), (), two_total=3) == 0
    assert unrank_path(parse_tree("3/2"), 0, two_total=3) == ()
    assert enumerate_paths(parse_tree("3/2"), 1) == ()
    assert enumerate_paths(parse_tree("(0 0)"), 0) == ((),)
    assert count_paths(comb_tree(3), 7) == 0


def test_impossible_paths_are_refused():
    with pytest.raises(ValueError, match=r"must have 1 labels.*got 2"):
        rank_path(comb_tree(3), (0, 2), two_total=1)
    with pytest.raises(ValueError, match=r"triangle rule; two_j = 1 and 1 do not couple to 1"):
        rank_path(comb_tree(3), (1,), two_total=1)
    with pytest.raises(ValueError, match=r"triangle rule.*0 and 1 do not couple to 3"):
        check_path(comb_tree(3), (0,), two_total=3)
    with pytest.raises(ValueError, match=r"only total spin of the single leaf 1 is two_total = 2"):
        check_path(parse_tree("1"), (), two_total=0)


@pytest.mark.parametrize("rank", [-1, 2])
def test_ranks_out_of_range_are_refused(rank):
    with pytest.raises(ValueError, match=rf"below the number of paths, 2.*got {rank}"):
        unrank_path(comb_tree(3), rank, two_total=1)
