"""Trees as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinnet.networks import Tree, comb_tree, parse_tree

shapes = st.recursive(st.just(0), lambda part: st.tuples(part, part), max_leaves=8)


def numbered(shape, numbers):
    return next(numbers) if shape == 0 else tuple(numbered(part, numbers) for part in shape)


def size(shape):
    return 1 if shape == 0 else sum(map(size, shape))


@given(shapes, st.data())
def test_text_parses_back(shape, data):
    k = size(shape)
    order = data.draw(st.permutations(range(k)))
    spins = data.draw(st.lists(st.integers(0, 5), min_size=k, max_size=k))
    tree = Tree(numbered(shape, iter(order)), tuple(spins))
    assert parse_tree(str(tree)) == tree
    assert eval(repr(tree), {"parse_tree": parse_tree}) == tree


def test_indices_appear_only_where_needed():
    assert str(comb_tree(3)) == "((1/2 1/2) 1/2)"
    assert str(Tree(((0, 2), 1), (1, 2, 3))) == "((1/2:0 3/2:2) 1:1)"
    assert parse_tree("(1/2:0 1:1)") == parse_tree(" ( 1/2,1 ) ")
    assert parse_tree("3/2") == Tree(0, (3,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "at least 1 leaf.*got empty text"),
        ("(1/2 1/2", "ends too early"),
        ("(1/2", "ends too early"),
        ("((1/2 1/2)", "ends too early"),
        ("(1/2)", "must hold two parts; got fewer"),
        ("()", "must hold two parts; got fewer"),
        ("(1/2 1/2 1/2)", "must hold two parts; got more"),
        ("(1/2 1/2) 1/2", "goes on with '1/2'"),
        ("(1/3 1/2)", "multiple of one half.*got '1/3'"),
        ("(1/2 spin)", "multiple of one half.*got 'spin'"),
        ("(1/2:0 1/2:0)", "leaf 0 is repeated"),
        ("(1/2:0 1/2:2)", "leaf 1 is missing"),
        ("(1/2:0 1/2)", "either every leaf or none must have an index"),
        ("(1/2:x 1/2:1)", "index after ':' must be a whole number"),
    ],
)
def test_broken_text_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_tree(text)


def test_other_kinds_are_refused():
    with pytest.raises(TypeError, match="a tree must be given as text"):
        parse_tree(((0, 1), 2))
