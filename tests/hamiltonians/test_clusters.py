"""Clusters against plain geometry: bonds are the pairs at distance one, counted with images."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Torus, find_triangles, honeycomb, kagome, square, triangular

BUILDERS = {triangular: (1, 6, 2), kagome: (3, 4, 2), square: (1, 4, 0), honeycomb: (2, 3, 0)}
ENTRIES = range(-3, 4)
MATRICES = [
    ((a, b), (c, d))
    for a, b, c, d in itertools.product(ENTRIES, repeat=4)
    if 1 <= abs(a * d - b * c) <= 8
]


def pairs_at_distance_one(lattice) -> Counter:
    """Count how often each pair is at distance one, going round the torus any way."""
    windings = itertools.product(range(-9, 10), repeat=2) if lattice.period else [(0, 0)]
    vectors = lattice.period or ((0, 0), (0, 0))
    counts: Counter = Counter()
    for m, n in windings:
        shift = [m * a + n * b for a, b in zip(*vectors, strict=True)]
        for i, (x, y) in enumerate(lattice.positions):
            for j, (u, v) in enumerate(lattice.positions[:i]):
                if abs(math.hypot(u - x + shift[0], v - y + shift[1]) - 1) < 1e-9:
                    counts[j, i] += 1
    return counts


@pytest.mark.parametrize("build", BUILDERS)
@given(st.sampled_from(MATRICES))
@settings(max_examples=15, deadline=None)
def test_bonds_on_any_torus_are_the_pairs_at_distance_one(build, matrix):
    try:
        lattice = build(matrix, doubled="keep")
    except ValueError as error:
        assert "bonded to itself" in str(error)
        return
    multiplicities = {bond.sites: bond.multiplicity for bond in lattice.bonds}
    assert multiplicities == pairs_at_distance_one(lattice)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (4, 2), ((3, 1), (-2, 3))])
def test_bonds_of_an_open_patch_are_the_pairs_at_distance_one(build, size):
    lattice = build(size, periodic=False)
    assert {t.sites for t in lattice.triangles} == {t.sites for t in find_triangles(lattice.edges)}
    assert Counter(lattice.edges) == pairs_at_distance_one(lattice)
    assert lattice.period == ()


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("torus", [(3, 3), ((2, 2), (-2, 4)), ((4, 0), (1, 3))])
def test_coordination_and_triangles(build, torus):
    sites_per_cell, coordination, triangles_per_cell = BUILDERS[build]
    lattice = build(torus)
    n_cells = Torus.spanned_by(torus).n_cells
    assert lattice.n_sites == n_cells * sites_per_cell
    assert len(lattice.bonds) == lattice.n_sites * coordination // 2
    degrees = {len(lattice.neighbours(site)) for site in range(lattice.n_sites)}
    assert degrees == {coordination}
    kinds = [triangle.kind for triangle in lattice.triangles]
    assert kinds == ["up"] * (n_cells * triangles_per_cell // 2) + ["down"] * (
        n_cells * triangles_per_cell // 2
    )


def test_up_triangles_of_kagome_are_its_cells_in_order():
    lattice = kagome((3, 2))
    ups = [triangle.sites for triangle in lattice.triangles if triangle.kind == "up"]
    assert ups == [(3 * cell, 3 * cell + 1, 3 * cell + 2) for cell in range(6)]
    assert {site for t in lattice.triangles if t.kind == "down" for site in t.sites} == set(
        range(18)
    )


def test_each_kagome_bond_is_in_one_triangle():
    lattice = kagome((3, 3))
    edges = Counter(edge for triangle in lattice.triangles for edge in triangle.edges)
    assert edges == Counter(lattice.edges)


def test_a_torus_does_not_depend_on_the_vectors_that_span_it():
    one, other = kagome(((3, -2), (1, 2))), kagome(((4, 0), (1, 2)))
    assert networkx.is_isomorphic(one.to_networkx(), other.to_networkx())


def test_wraps_that_double_bonds_are_refused():
    with pytest.raises(ValueError, match=r"kagome-1x2 wraps so tightly.*bonded 2 times.*larger"):
        kagome((1, 2))
    with pytest.raises(ValueError, match="bonded to itself"):
        square((1, 3), doubled="keep")


def test_names_tell_the_torus():
    assert square((4, 3)).name == "square-4x3"
    assert square((4, 3), periodic=False).name == "square-open-4x3"
    assert kagome(((3, -2), (1, 2))).name == "kagome-[3,-2;1,2]"
    assert kagome((2, 2), name="mine").name == "mine"
