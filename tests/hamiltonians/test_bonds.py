from __future__ import annotations

import itertools

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Bond, Triangle, find_triangles
from hamiltonians.bonds import merge_bonds


def test_a_bond_has_no_direction():
    assert Bond(3, 1) == Bond(1, 3)
    assert Bond(3, 1).sites == (1, 3)
    assert hash(Bond(3, 1, coupling=2)) == hash(Bond(1, 3, coupling=2.0))


def test_bonds_are_frozen():
    with pytest.raises(AttributeError):
        Bond(0, 1).coupling = 2.0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((1, 1), ValueError, r"two different sites, got the self-loop \(1, 1\)"),
        ((-1, 1), ValueError, r"must not be negative, got bond \(-1, 1\)"),
        ((0, 1.0), TypeError, "a site of a bond must be a whole number, got 1.0"),
        ((0, 1, 2), TypeError, r"kind of bond \(0, 1\) must be a string, got 2"),
        ((0, 1, "a", float("nan")), ValueError, r"coupling of bond \(0, 1\) must be finite"),
        ((0, 1, "a", "1"), TypeError, r"coupling of bond \(0, 1\) must be a real number, got '1'"),
        ((0, 1, "a", 1.0, 0), ValueError, r"multiplicity of bond \(0, 1\) must be at least 1"),
    ],
)
def test_impossible_bonds_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        Bond(*arguments)


def test_a_triangle_has_three_edges():
    assert Triangle((4, 0, 2), "up").sites == (0, 2, 4)
    assert Triangle((4, 0, 2)).edges == ((0, 2), (0, 4), (2, 4))


@pytest.mark.parametrize("sites", [(0, 1), (0, 1, 1), (0, 1, 2, 3)])
def test_triangles_of_other_than_three_sites_are_refused(sites):
    with pytest.raises(ValueError, match="three different sites"):
        Triangle(sites)


def test_the_kind_of_a_triangle_is_a_string():
    with pytest.raises(TypeError, match=r"kind of triangle \(0, 1, 2\) must be a string, got None"):
        Triangle((0, 1, 2), None)


PAIRS = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1])


@settings(deadline=None)
@given(st.lists(PAIRS, max_size=25))
def test_triangles_are_the_cliques_of_size_three(edges):
    cliques = networkx.enumerate_all_cliques(networkx.Graph(edges))
    expected = sorted(tuple(sorted(clique)) for clique in cliques if len(clique) == 3)
    assert [triangle.sites for triangle in find_triangles(edges)] == expected


def test_a_complete_graph_has_all_triangles():
    edges = itertools.combinations(range(6), 2)
    assert len(find_triangles(edges)) == 20
    assert find_triangles([]) == ()


def test_merging_keeps_multiplicities_when_told_to():
    pairs = [(0, 1, "a", 1.0), (1, 0, "a", 1.0), (1, 2, "a", 1.0)]
    assert merge_bonds(pairs, "keep", "x") == (Bond(0, 1, "a", 1.0, 2), Bond(1, 2, "a"))


def test_merging_never_drops_a_bond():
    pairs = [(0, 1, "a", 1.0), (1, 0, "a", 1.0)]
    with pytest.raises(ValueError, match="x wraps so tightly that sites 0 and 1 are bonded 2"):
        merge_bonds(pairs, "refuse", "x")
    with pytest.raises(ValueError, match="site 2 is bonded to itself"):
        merge_bonds([(2, 2, "a", 1.0)], "keep", "x")
    with pytest.raises(ValueError, match='doubled must be "refuse" or "keep", got \'drop\''):
        merge_bonds(pairs, "drop", "x")
