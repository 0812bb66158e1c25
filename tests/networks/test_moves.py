"""F-moves and swaps."""

from __future__ import annotations

import pytest
import sympy

from spinnet.networks import (
    Move,
    allowed_spins,
    apply_move,
    comb_tree,
    enumerate_paths,
    f_move,
    moved_tree,
    parse_tree,
    swap_move,
)
from spinnet.testing import available_moves, check_tree_laws, random_spins, random_tree

INVERSE = {"swap": "swap", "regroup right": "regroup left", "regroup left": "regroup right"}


def test_every_move_is_undone_by_its_inverse(rng):
    for _ in range(10):
        tree = random_tree(random_spins(4, rng, max_two_j=2), rng)
        for move in available_moves(tree):
            new_tree, back = moved_tree(tree, move), Move(INVERSE[move.kind], move.address)
            assert moved_tree(new_tree, back) == tree
            for two_total in allowed_spins(tree):
                for path in enumerate_paths(tree, two_total):
                    returned = {}
                    step = apply_move(tree, path, move, two_total=two_total)
                    assert sum(c**2 for c in step.values()) == pytest.approx(1, abs=1e-13)
                    for middle, first in step.items():
                        final = apply_move(new_tree, middle, back, two_total=two_total)
                        for end, second in final.items():
                            returned[end] = returned.get(end, 0) + first * second
                    expected = {end: float(end == path) for end in returned}
                    assert returned == pytest.approx(expected, abs=1e-13)


def test_moves_agree_with_dense_coupling(rng):
    for _ in range(8):
        tree = random_tree(random_spins(4, rng, max_two_j=2), rng)
        assert check_tree_laws(tree)["moves against dense coupling"] < 1e-13


def test_exact_coefficients_are_the_floats():
    tree = parse_tree("(1 ((1/2 3/2) 1))")
    for direction, address in (("right", "R"), ("left", "")):
        for path in enumerate_paths(tree, 2):
            labels = dict(two_total=2, address=address, direction=direction)
            exact = f_move(tree, path, exact=True, **labels)
            assert all(isinstance(c, sympy.Expr) for c in exact.values())
            assert sympy.simplify(sum(c**2 for c in exact.values())) == 1
            floats = {end: float(c) for end, c in exact.items()}
            assert f_move(tree, path, **labels) == pytest.approx(floats)


def test_known_coefficients():
    assert f_move(comb_tree(3), (0,), two_total=3 - 2, exact=True) == {
        (0,): -sympy.Rational(1, 2),
        (2,): sympy.sqrt(3) / 2,
    }
    assert swap_move(comb_tree(2), (), two_total=0, exact=True) == {(): -1}
    assert swap_move(comb_tree(2), (), two_total=2) == {(): 1.0}


def test_moves_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="'regroup left' needs a coupling as the right part"):
        f_move(comb_tree(3), (0,), two_total=1, direction="left")
    with pytest.raises(ValueError, match="needs a coupling at address 'R'"):
        swap_move(comb_tree(3), (0,), two_total=1, address="R")


def test_paths_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="triangle rule"):
        f_move(comb_tree(3), (1,), two_total=1)
