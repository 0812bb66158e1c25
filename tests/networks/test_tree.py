"""Recoupling trees as values."""

from __future__ import annotations

import pytest

from spinnet.networks import Tree, balanced_tree, comb_tree, comb_tree_of, parse_tree
from spinnet.su2 import Spin
from spinnet.testing import random_spins, random_tree


def test_trees_are_hashable_values():
    assert {comb_tree(3), comb_tree(3), comb_tree_of((1, 1, 1))} == {comb_tree(3)}
    assert Tree([[0, 1], 2], (Spin("1/2"), 1, 1)) == comb_tree(3)
    with pytest.raises(AttributeError):
        comb_tree(3).shape = 0


def test_joins_number_the_couplings_in_post_order():
    assert comb_tree(4).joins == ((0, 1), (4, 2), (5, 3))
    assert balanced_tree(4).joins == ((0, 1), (2, 3), (4, 5))
    assert parse_tree("(1/2 ((1/2 1/2) 1/2))").joins == ((1, 2), (4, 3), (0, 5))


def test_edge_sizes():
    assert comb_tree(1).joins == () and comb_tree(1).n_labels == comb_tree(2).n_labels == 0
    assert balanced_tree(1) == comb_tree(1) and balanced_tree(5).n_labels == 3
    assert comb_tree(2, 0).leaf_spins == (0, 0)


def test_relabelling_moves_leaves_with_their_spins(rng):
    for _ in range(20):
        tree = random_tree(random_spins(5, rng), rng)
        images = tuple(int(i) for i in rng.permutation(5))
        moved = tree.relabelled(images)
        assert moved.leaf_order == tuple(images[leaf] for leaf in tree.leaf_order)
        assert all(moved.leaf_spins[images[leaf]] == tree.leaf_spins[leaf] for leaf in range(5))
        back = tuple(images.index(leaf) for leaf in range(5))
        assert moved.relabelled(back) == tree


def test_random_trees_reach_every_form(rng):
    forms = {random_tree((1,) * 4, rng, permuted=False) for _ in range(200)}
    assert len(forms) == 5  # Catalan(3) forms over four leaves in order


@pytest.mark.parametrize(
    ("shape", "spins", "message"),
    [
        (((0, 1), 1), (1, 1, 1), r"leaf 1 is repeated"),
        (((0, 1), 3), (1, 1, 1), r"leaf 2 is missing"),
        ((0, 1), (1, 1, 1), r"over 3 spins.*leaf 2 is missing"),
        ((0, 1, 2), (1, 1, 1), r"couples two parts at a time; got 3"),
        ((0, 1), (1, -1), r"leaf_spins must be twice a spin, 0 or more; got -1"),
    ],
)
def test_broken_trees_are_refused(shape, spins, message):
    with pytest.raises(ValueError, match=message):
        Tree(shape, spins)


def test_what_is_no_shape_is_refused():
    with pytest.raises(TypeError, match="leaf number or a pair of shapes"):
        Tree(("0", 1), (1, 1))
    with pytest.raises(TypeError, match="leaf_spins must be twice a spin"):
        Tree((0, 1), (0.5, 1))
    with pytest.raises(ValueError, match="permutation must hold each of 0 to 1 once"):
        comb_tree(2).relabelled((0, 0))


def test_very_deep_trees_are_refused():
    assert comb_tree(300).n_leaves == 300 and balanced_tree(1000).n_leaves == 1000
    with pytest.raises(ValueError, match="at most 300 couplings deep"):
        comb_tree(1000)
    with pytest.raises(ValueError, match="at most 300 couplings deep"):
        parse_tree("(" * 2000)


@pytest.mark.parametrize("make", [comb_tree, balanced_tree])
def test_trees_without_leaves_are_refused(make):
    with pytest.raises(ValueError, match="at least 1 leaf; got 0"):
        make(0)
