"""Supports read off a graph, and their colouring into rounds."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Lattice, named_lattice
from spinnet.circuits import coloured, supports_of


def graph(n_sites, bonds):
    return Lattice.from_json({"n_sites": n_sites, "bonds": bonds})


@given(st.integers(0, 10**6), st.integers(3, 8))
@settings(deadline=None, max_examples=30)
def test_paths_and_triangles_are_all_connected_triples(seed, n_sites):
    """Of any graph: a connected triple of sites is a triangle or an open path, never both."""
    found = nx.gnp_random_graph(n_sites, 0.6, seed=seed)
    if not nx.is_connected(found):
        return
    lattice = graph(n_sites, [[i, j, 1.0] for i, j in found.edges])
    triples = {
        frozenset(sites)
        for sites in itertools.combinations(range(n_sites), 3)
        if nx.is_connected(found.subgraph(sites))
    }
    triangles = {s for s in triples if found.subgraph(s).number_of_edges() == 3}
    assert {frozenset(t.sites) for t in lattice.triangles} == triangles
    if triples - triangles:
        (paths,) = supports_of(lattice, "paths")
        assert {frozenset(path) for path in paths} == triples - triangles
        assert len(paths) == len(triples - triangles)
        assert all(found.has_edge(a, m) and found.has_edge(m, b) for a, m, b in paths)


def test_mixtures_come_in_the_order_asked_for():
    lattice = named_lattice("kagome-12")
    triangles, bonds = supports_of(lattice, "triangles+bonds")
    assert len(triangles) == 8 and len(bonds) == 24
    assert supports_of(lattice, "bonds+triangles") == (bonds, triangles)


def test_triples_go_around_rings_and_end_on_open_chains():
    assert supports_of(named_lattice("ring-4"), "triples")[0][-2:] == ((2, 3, 0), (3, 0, 1))
    open_chain = graph(5, [[i, i + 1, 1.0] for i in range(4)])
    assert supports_of(open_chain, "triples")[0] == ((0, 1, 2), (1, 2, 3), (2, 3, 4))
    assert supports_of(graph(3, [[0, 1], [1, 2], [0, 2]]), "triples")[0] == ((0, 1, 2),)


def test_bonds_of_zero_coupling_are_supports():
    assert supports_of(graph(2, [[0, 1, 0.0]]), "bonds") == (((0, 1),),)


@pytest.mark.parametrize("name", ["kagome-18", "triangular-12", "ring-7", "kagome-open-20"])
@pytest.mark.parametrize("kind", ["bonds", "paths"])
def test_rounds_are_disjoint_and_hold_every_support(name, kind):
    (supports,) = supports_of(named_lattice(name), kind)
    rounds = coloured(supports)
    assert sorted(support for group in rounds for support in group) == sorted(supports)
    for group in rounds:
        sites = [site for support in group for site in support]
        assert len(sites) == len(set(sites))
    assert [len(group) for group in rounds] == sorted(map(len, rounds), reverse=True)


def test_an_even_ring_needs_two_rounds_and_nothing_needs_none():
    assert len(coloured(supports_of(named_lattice("ring-8"), "bonds")[0])) == 2
    assert coloured(()) == ()


def test_what_a_lattice_lacks_is_refused():
    with pytest.raises(ValueError, match="has no triangles to put gates on"):
        supports_of(named_lattice("ring-6"), "triangles")
    with pytest.raises(ValueError, match="has no open two-bond paths"):
        supports_of(graph(3, [[0, 1], [1, 2], [0, 2]]), "paths")
    with pytest.raises(ValueError, match="triples need a chain"):
        supports_of(named_lattice("kagome-12"), "triples")
    with pytest.raises(ValueError, match=r"got 'triangels'\. Did you mean 'triangles'"):
        supports_of(named_lattice("kagome-12"), "bonds+triangels")


@pytest.mark.parametrize("name", ["kagome-12", "kagome-18", "kagome-open-20", "triangular-12"])
def test_bow_ties_are_two_triangles_around_a_corner(name):
    lattice = named_lattice(name)
    triangles = {frozenset(triangle.sites) for triangle in lattice.triangles}
    (found,) = supports_of(lattice, "bow-ties")
    for a, b, corner, c, d in found:
        assert {frozenset((a, b, corner)), frozenset((corner, c, d))} <= triangles
        assert len({a, b, corner, c, d}) == 5
    pairs = [(one, two) for one, two in itertools.combinations(triangles, 2) if len(one & two) == 1]
    assert len(found) == len({frozenset(sites) for sites in found}) == len(pairs)


def test_each_site_of_kagome_has_a_bow_tie():
    (found,) = supports_of(named_lattice("kagome-24"), "bow-ties")
    assert sorted(sites[2] for sites in found) == list(range(24))


@pytest.mark.parametrize("name", ["kagome-12", "kagome-open-20", "honeycomb-24", "triangular-12"])
def test_hexagons_are_rings_without_a_chord(name):
    lattice = named_lattice(name)
    edges = {frozenset(edge) for edge in lattice.edges}
    (found,) = supports_of(lattice, "hexagons")
    for ring in found:
        around = {frozenset(pair) for pair in zip(ring, ring[1:] + ring[:1], strict=True)}
        inside = {e for e in map(frozenset, itertools.combinations(ring, 2)) if e in edges}
        assert len(set(ring)) == 6 and inside == around
    assert len({frozenset(ring) for ring in found}) == len(found)


def test_open_kagome_has_the_hexagons_that_one_sees():
    ring = graph(6, [[i, (i + 1) % 6, 1.0] for i in range(6)])
    assert len(supports_of(ring, "hexagons")[0]) == 1
    assert len(supports_of(named_lattice("kagome-star-12"), "hexagons")[0]) == 1


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("bow-ties", "two triangles that share one corner"), ("hexagons", "rings of six sites")],
)
def test_lattices_without_wide_supports_are_refused(kind, missing):
    with pytest.raises(ValueError, match=f"lattice 'ring-8' has no {missing}"):
        supports_of(named_lattice("ring-8"), kind)
