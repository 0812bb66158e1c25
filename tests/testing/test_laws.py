"""The public law suite holds on good trees and fails on broken ones."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import change_of_basis, comb_tree, parse_tree
from spinnet.testing import (
    TREE_LAWS,
    available_moves,
    check_tree_laws,
    laws,
    random_spins,
    random_tree,
)

TREES = ["1/2", "(1/2 1/2)", "(0 (1/2 0))", "((1/2:0 1:2) 3/2:1)", "(((1/2 1/2) 1/2) (1/2 1/2))"]


@pytest.mark.parametrize("text", TREES)
def test_laws_hold_on_chosen_trees(text):
    assert set(check_tree_laws(parse_tree(text))) == set(TREE_LAWS)


def test_laws_hold_on_random_trees(rng):
    for n_leaves in (2, 3, 4, 4, 5, 5):
        check_tree_laws(random_tree(random_spins(n_leaves, rng, max_two_j=2), rng))


def test_every_pentagon_and_hexagon_is_visited():
    for text in (
        "(((1 1) 1) 1)",
        "((1 (1 1)) 1)",
        "((1 1) (1 1))",
        "(1 ((1 1) 1))",
        "(1 (1 (1 1)))",
    ):
        tree = parse_tree(text)
        assert laws.pentagon(tree) < 1e-13 and laws.hexagon(tree) < 1e-13
    assert laws.pentagon(comb_tree(3)) == laws.hexagon(comb_tree(2)) == 0


def test_available_moves_of_a_comb():
    kinds = [(move.kind, move.address) for move in available_moves(comb_tree(3))]
    assert kinds == [("swap", ""), ("regroup right", ""), ("swap", "L")]


def test_a_wrong_sign_is_noticed(monkeypatch):
    true_matrix = laws.move_matrix

    def wrong(tree, move, two_total):
        return (-1 if move.kind == "swap" else 1) * true_matrix(tree, move, two_total)

    monkeypatch.setattr(laws, "move_matrix", wrong)
    with pytest.raises(
        AssertionError, match=r"'moves against dense coupling' must hold.*fails by 2"
    ):
        check_tree_laws(comb_tree(3))
    assert laws.hexagon(comb_tree(3)) == pytest.approx(2)


def test_a_broken_schur_matrix_is_noticed(monkeypatch):
    monkeypatch.setattr(laws, "schur_matrix", lambda tree: 2 * np.eye(8))
    with pytest.raises(AssertionError, match=r"'orthogonality' must hold to 1e-12.*fails by 3"):
        check_tree_laws(comb_tree(3))


def test_pentagon_by_hand():
    """The five-term identity on the five trees of four spins, from whole changes of basis."""
    texts = ("(((1 1) 1) 1)", "((1 1) (1 1))", "(1 (1 (1 1)))", "(1 ((1 1) 1))", "((1 (1 1)) 1)")
    trees = [parse_tree(text) for text in texts]
    product = np.eye(6)
    for source, target in zip(trees, [*trees[1:], trees[0]], strict=True):
        product = change_of_basis(source, target, 4) @ product
    np.testing.assert_allclose(product, np.eye(6), atol=1e-13)
