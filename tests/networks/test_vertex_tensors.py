"""Exact tensors are the float tensors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from spinnet.networks import (
    exact_intertwiner_tensor,
    intertwiner,
    intertwiner_tensor,
    parse_tree,
)
from spinnet.su2 import Radical, SignedRoot


@pytest.mark.parametrize(
    ("out_text", "in_text"),
    [("(1/2 1)", "3/2"), ("((1/2:0 1:2) 1/2:1)", "(1/2:1 1/2:0)"), ("(1 (1/2 1/2))", "(1 1)")],
)
def test_exact_tensor_is_the_float_tensor(out_text, in_text):
    out_tree, in_tree = parse_tree(out_text), parse_tree(in_text)
    ones = {}
    for two_total in range(9):
        try:
            vertex = intertwiner(out_tree, in_tree, {two_total: [[1]]})
        except ValueError:
            continue
        ones[two_total] = vertex
    for vertex in ones.values():
        exact = exact_intertwiner_tensor(vertex)
        assert all(isinstance(entry, Radical) for entry in exact.flat)
        np.testing.assert_allclose(exact.astype(float), intertwiner_tensor(vertex), atol=1e-14)


def test_blocks_with_several_paths():
    tree, root = parse_tree("((1/2 1/2) 1/2)"), SignedRoot(1, Fraction(3, 4))
    gate = intertwiner(tree, tree, {1: [[Fraction(1, 2), root], [root, Fraction(-1, 2)]]})
    exact = exact_intertwiner_tensor(gate).astype(float)
    np.testing.assert_allclose(exact, intertwiner_tensor(gate), atol=1e-14)


def test_no_legs_on_one_side():
    singlet = intertwiner(parse_tree("(1/2 1/2)"), None)
    np.testing.assert_allclose(intertwiner_tensor(singlet), np.array([[0, 1], [-1, 0]]) / 2**0.5)


def test_tensors_that_fit_no_memory_are_refused():
    wire = parse_tree("10000")
    for build in (intertwiner_tensor, exact_intertwiner_tensor):
        with pytest.raises(ValueError, match="at most 134217728 entries; the spins two_j = "):
            build(intertwiner(wire, wire))


def test_inexact_blocks_have_no_exact_tensor():
    with pytest.raises(TypeError, match="an exact number must be"):
        exact_intertwiner_tensor(intertwiner(parse_tree("1"), parse_tree("1"), {2: [[0.5]]}))
