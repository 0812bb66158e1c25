"""Where the labels of a move sit."""

from __future__ import annotations

import pytest

from spinnet.networks import Move, comb_tree, labelled_joins, moved_tree, parse_tree
from spinnet.networks.move_labels import label_change
from spinnet.su2 import is_triangle
from spinnet.testing import available_moves, random_path, random_tree


def test_positions_of_a_regrouping():
    tree = parse_tree("(1/2 ((1/2 1/2) 1/2))")  # nodes 4 = (1 2), 5 = (4 3), 6 = (0 5)
    change = label_change(tree, Move("regroup left"))  # to ((0 (1 2)) 3)
    assert (change.inner, change.parts, change.top) == (5, (0, 4, 3), 6)
    assert change.order == (4, 5, 6)
    assert label_change(tree, Move("swap", "R")).parts == (4, 3)


def test_changed_labels_are_paths_of_the_new_tree(rng):
    for _ in range(10):
        tree = random_tree((1, 2, 1, 1, 2, 1), rng)
        path = random_path(tree, 2, rng)
        for move in available_moves(tree):
            new_tree = moved_tree(tree, move)
            terms = list(label_change(tree, move).terms((*tree.leaf_spins, *path, 2), False))
            assert sum(c**2 for _, c in terms) == pytest.approx(1)
            for labels, _ in terms:
                assert labels[-1] == 2
                joins = labelled_joins(new_tree, labels[:-1], 2)
                assert all(is_triangle(*spins) for spins in joins)


def test_moves_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="needs a coupling as the right part"):
        label_change(comb_tree(3), Move("regroup left"))
