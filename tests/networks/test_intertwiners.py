"""Intertwiners: maps that commute with rotations."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from spinnet.networks import (
    Intertwiner,
    basis_intertwiner,
    check_unitary_block,
    comb_tree,
    coupling_vertex,
    intertwiner,
    intertwiner_dimension,
    intertwiner_tensor,
    joint_rotation,
    parse_tree,
)
from spinnet.su2 import Radical, SignedRoot, clebsch_gordan_table, random_rotation
from spinnet.testing import random_tree, random_unitary


def random_intertwiner(out_tree, in_tree, rng, two_totals):
    shapes = {two: (len_paths(out_tree, two), len_paths(in_tree, two)) for two in two_totals}
    return intertwiner(
        out_tree, in_tree, {two: rng.normal(size=s) + 1j for two, s in shapes.items()}
    )


def len_paths(tree, two_total):
    return intertwiner_dimension(
        tree, parse_tree(str(two_total // 2) if two_total % 2 == 0 else f"{two_total}/2")
    )


def as_matrix(vertex):
    size = int(np.prod([two_j + 1 for two_j in vertex.out_spins], initial=1))
    return intertwiner_tensor(vertex).reshape(size, -1)


def test_maps_commute_with_rotations(rng):
    out_tree, in_tree = random_tree((1, 2, 1), rng), random_tree((2, 2), rng)
    matrix = as_matrix(random_intertwiner(out_tree, in_tree, rng, (0, 2, 4)))
    element = random_rotation(rng)
    turned = joint_rotation(element, (1, 2, 1)) @ matrix
    np.testing.assert_allclose(turned, matrix @ joint_rotation(element, (2, 2)), atol=1e-12)


def test_adjoint_is_the_adjoint_matrix(rng):
    vertex = random_intertwiner(parse_tree("(1/2 1/2)"), parse_tree("(1 1)"), rng, (0, 2))
    np.testing.assert_allclose(as_matrix(vertex.adjoint()), as_matrix(vertex).conj().T)
    assert vertex.adjoint().adjoint() == vertex


def test_unitary_blocks_make_a_unitary_map(rng):
    tree = comb_tree(3)
    gate = intertwiner(tree, tree, {1: random_unitary(2, rng), 3: random_unitary(1, rng)})
    np.testing.assert_allclose(as_matrix(gate) @ as_matrix(gate).conj().T, np.eye(8), atol=1e-13)


def test_the_unique_vertex_is_a_clebsch_gordan_table():
    split = intertwiner_tensor(coupling_vertex((1, 2), (3,)))
    np.testing.assert_allclose(split, clebsch_gordan_table(1, 2, 3), atol=1e-15)
    assert coupling_vertex((1, 2), (3,)) == intertwiner(parse_tree("(1/2 1)"), parse_tree("3/2"))


def test_basis_vertices_are_orthonormal():
    tree = parse_tree("((1/2 1/2) (1/2 1/2))")
    first = basis_intertwiner(tree, None, two_total=0, out_path=(0, 0))
    second = basis_intertwiner(tree, None, two_total=0, out_path=(2, 2))
    overlaps = np.array(
        [
            [np.sum(intertwiner_tensor(a) * intertwiner_tensor(b)) for a in (first, second)]
            for b in (first, second)
        ]
    )
    np.testing.assert_allclose(overlaps, np.eye(2), atol=1e-14)


def test_dimension_is_the_number_of_blocks_entries():
    assert intertwiner_dimension(comb_tree(4), comb_tree(4)) == 14
    assert intertwiner_dimension(comb_tree(4), None) == 2
    assert intertwiner_dimension(None, None) == 1


def test_exact_and_inexact_entries():
    exact = coupling_vertex((1, 1), (0,), SignedRoot(-1, Fraction(1, 2)))
    assert exact.is_exact and isinstance(exact.blocks[0][1][0][0], Radical)
    assert not coupling_vertex((1, 1), (0,), 0.5).is_exact


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("(1/2 1/2)", "1/2", None),
            r"incoming spins \(1/2\) and outgoing spins \(1/2, 1/2\).*none",
        ),
        (("(1/2 1/2)", "(1/2 1/2)", None), r"blocks must be given.*2 independent intertwiners"),
        (("(1/2 1/2)", "(1/2 1/2)", {4: [[1]]}), r"two_total in \(0, 2\); got 4"),
        (("(1/2 1/2)", "(1/2 1/2)", {2: [[1, 0]]}), r"must have shape \(1, 1\)"),
    ],
)
def test_blocks_that_do_not_fit_are_refused(arguments, message):
    out_text, in_text, blocks = arguments
    with pytest.raises(ValueError, match=message):
        intertwiner(parse_tree(out_text), parse_tree(in_text), blocks)


def test_entries_that_are_no_numbers_are_refused():
    wire = parse_tree("1")
    for entry in ("1", None, True):
        with pytest.raises(TypeError, match="block entries must be numbers"):
            intertwiner(wire, wire, {2: [[entry]]})
    for entry in (np.nan, complex(0, np.inf)):
        with pytest.raises(ValueError, match="block entries must be finite"):
            intertwiner(wire, wire, {2: [[entry]]})


def test_impossible_labels_are_refused():
    with pytest.raises(ValueError, match="triangle rule"):
        basis_intertwiner(comb_tree(3), parse_tree("1/2"), two_total=1, out_path=(1,))
    with pytest.raises(ValueError, match="only the empty path and two_total = 0"):
        basis_intertwiner(comb_tree(2), None, two_total=2)
    with pytest.raises(ValueError, match=r"outgoing spins \(none\)"):
        Intertwiner(None, parse_tree("1/2"), ())


def test_blocks_that_are_not_unitary_are_refused(rng):
    check_unitary_block(random_unitary(3, rng), "block")
    with pytest.raises(ValueError, match=r"block of J=1/2 must be unitary; .* differs from 1 by 3"):
        check_unitary_block(2 * np.eye(2), "block of J=1/2")
    with pytest.raises(ValueError, match="must be unitary"):
        check_unitary_block(np.array([[np.nan]]), "block")
    with pytest.raises(ValueError, match=r"square unitary matrix; got shape \(1, 2\)"):
        check_unitary_block(np.ones((1, 2)), "block")
