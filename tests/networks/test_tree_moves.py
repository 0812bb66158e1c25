"""Moves as changes of a tree."""

from __future__ import annotations

import pytest

from spinnet.networks import Move, comb_tree, moved_tree, parse_tree
from spinnet.testing import available_moves, random_tree


def test_trees_move_as_drawn():
    tree = parse_tree("((1/2:0 1:1) 3/2:2)")
    assert moved_tree(tree, Move("regroup right")) == parse_tree("(1/2:0 (1:1 3/2:2))")
    assert moved_tree(tree, Move("swap", "L")) == parse_tree("((1:1 1/2:0) 3/2:2)")
    assert moved_tree(tree, Move("swap")) == parse_tree("(3/2:2 (1/2:0 1:1))")


def test_moves_keep_the_leaves(rng):
    tree = random_tree((0, 1, 2, 3, 4), rng)
    for move in available_moves(tree):
        assert moved_tree(tree, move).leaf_spins == tree.leaf_spins
        assert moved_tree(tree, move) != tree


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (Move("regroup left"), "'regroup left' needs a coupling as the right part"),
        (Move("regroup right", "L"), "'regroup right' needs a coupling as the left part"),
        (Move("swap", "R"), "needs a coupling at address 'R'"),
        (Move("swap", "LLL"), "needs a coupling at address 'LLL'"),
        (Move("swap", "X"), "only the letters L and R; got 'X'"),
        (Move("twist"), "'regroup right', 'regroup left' or 'swap'; got 'twist'"),
    ],
)
def test_moves_that_do_not_fit_are_refused(move, message):
    with pytest.raises(ValueError, match=message):
        moved_tree(comb_tree(3), move)
