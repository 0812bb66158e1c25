from __future__ import annotations

import json

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Bond, Lattice, Triangle, lattice_names, named_lattice

TRIANGLE = Lattice("t", 3, (Bond(0, 1), Bond(0, 2), Bond(1, 2)), ((0, 0), (1, 0), (0, 1)))


@st.composite
def connected_graphs(draw):
    """Draw a random tree with some more edges, couplings and kinds."""
    n_sites = draw(st.integers(2, 9))
    edges = {(draw(st.integers(0, site - 1)), site) for site in range(1, n_sites)}
    pairs = [(i, j) for j in range(n_sites) for i in range(j)]
    edges |= draw(st.sets(st.sampled_from(pairs), max_size=8))
    coupling = st.floats(-3, 3, allow_nan=False)
    return n_sites, [(i, j, draw(coupling), draw(st.sampled_from("ab"))) for i, j in sorted(edges)]


@settings(max_examples=50, deadline=None)
@given(connected_graphs())
def test_json_and_networkx_round_trips(graph):
    n_sites, bonds = graph
    lattice = Lattice.from_json({"n_sites": n_sites, "bonds": [list(bond) for bond in bonds]})
    assert [(b.first, b.second, b.coupling, b.kind) for b in lattice.bonds] == bonds
    assert Lattice.from_json(json.loads(json.dumps(lattice.to_json()))) == lattice
    assert Lattice.from_networkx(lattice.to_networkx()) == lattice
    assert hash(Lattice.from_json(lattice.to_json())) == hash(lattice)


@settings(max_examples=50, deadline=None)
@given(connected_graphs())
def test_neighbours_and_predicates_agree_with_networkx(graph):
    n_sites, bonds = graph
    plain = networkx.Graph([(i, j) for i, j, *_ in bonds])
    lattice = Lattice.from_json({"n_sites": n_sites, "bonds": [list(bond[:3]) for bond in bonds]})
    assert lattice.is_connected()
    assert lattice.is_bipartite() == networkx.is_bipartite(plain)
    for site in range(n_sites):
        assert lattice.neighbours(site) == tuple(sorted(plain[site]))
    assert len(lattice.triangles) == sum(networkx.triangles(plain).values()) // 3


@pytest.mark.parametrize("name", lattice_names())
def test_every_named_lattice_survives_being_written_and_read(name, tmp_path):
    lattice = named_lattice(name)
    lattice.to_json(tmp_path / "lattice.json")
    assert Lattice.from_json(tmp_path / "lattice.json") == lattice
    assert sorted(Lattice.from_networkx(lattice.to_networkx()).bonds) == sorted(lattice.bonds)


def test_a_lattice_prints_its_sizes_and_is_frozen():
    assert str(named_lattice("kagome-12")) == "kagome-12: 12 sites, 24 bonds, 8 triangles"
    assert str(named_lattice("chain-2")) == "chain-2: 2 sites, 1 bond, 0 triangles"
    with pytest.raises(AttributeError):
        TRIANGLE.n_sites = 4


def test_numpy_numbers_become_plain_ones():
    positions = np.arange(6.0).reshape(3, 2)
    lattice = Lattice("x", np.int64(3), [Bond(np.int64(0), 1)], positions)
    assert lattice.positions == ((0.0, 1.0), (2.0, 3.0), (4.0, 5.0))
    assert type(lattice.positions[0][0]) is float
    json.dumps(lattice.to_json())


def test_one_site_is_a_lattice():
    lattice = Lattice("spin", 1, (), ((0, 0),))
    assert lattice.edges == () == lattice.neighbours(0)
    assert lattice.is_connected()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"n_sites": 0, "positions": ()}, "at least one site, got n_sites=0"),
        ({"bonds": (Bond(1, 3),)}, r"must be in 0..2 on 3 sites, got bond \(1, 3\)"),
        ({"bonds": (Bond(0, 1), Bond(1, 0))}, r"bonded once, got bond \(0, 1\) twice"),
        ({"positions": ((0, 0),)}, "one .* for each of the 3 sites, got 1"),
        ({"positions": ((0, 0), (1, 0), (0, 1, 2))}, r"a position must be a pair \(x, y\)"),
        ({"positions": ((0, 0), (1, 0), (0, np.nan))}, "coordinate of a position must be finite"),
        ({"triangles": (Triangle((0, 1, 2)),)}, r"triangle \(0, 1, 2\) has no bond \(1, 2\)"),
        ({"period": ((1, 0),)}, "no or two vectors, got 1"),
        ({"period": ((1, 0), (2, 0))}, "two vectors of period must be independent"),
    ],
)
def test_contradictions_are_refused(fields, message):
    valid = {
        "name": "x",
        "n_sites": 3,
        "bonds": (Bond(0, 1), Bond(0, 2)),
        "positions": ((0, 0), (1, 0), (0, 1)),
    }
    Lattice(**valid)
    with pytest.raises(ValueError, match=message):
        Lattice(**valid | fields)


@pytest.mark.parametrize("site", [-1, 3])
def test_neighbours_of_no_site_are_refused(site):
    with pytest.raises(ValueError, match=rf"site must be in 0..2, got {site}"):
        TRIANGLE.neighbours(site)


def test_restriction_keeps_what_is_inside():
    kagome = named_lattice("kagome-12")
    up = kagome.restricted_to((2, 1, 0), "up")
    assert up.edges == ((0, 1), (0, 2), (1, 2))
    assert up.triangles == (Triangle((0, 1, 2), "up"),)
    assert up.positions == tuple(kagome.positions[site] for site in (2, 1, 0))
    assert up.period == ()


@pytest.mark.parametrize("sites", [(0, 0), (0, 12), (-1, 0)])
def test_restrictions_to_impossible_sites_are_refused(sites):
    with pytest.raises(ValueError, match=r"different and in 0..11"):
        named_lattice("kagome-12").restricted_to(sites, "x")


def test_couplings_can_be_replaced():
    lattice = TRIANGLE.with_couplings([1, -2, 0.5])
    assert [bond.coupling for bond in lattice.bonds] == [1.0, -2.0, 0.5]
    assert lattice.edges == TRIANGLE.edges
    with pytest.raises(ValueError, match="one number for each of the 3 bonds of t, got 1"):
        TRIANGLE.with_couplings([1.0])


def test_graphs_with_any_nodes_are_numbered_in_their_order():
    graph = networkx.Graph(name="letters")
    graph.add_edge("b", "a", weight=2.0)
    graph.add_edge("a", "c", kind="long", coupling=-1.0)
    lattice = Lattice.from_networkx(graph)
    assert lattice.name == "letters"
    assert lattice.bonds == (Bond(0, 1, coupling=2.0), Bond(1, 2, "long", -1.0))
    assert Lattice.from_networkx(graph, name="mine").name == "mine"


def test_positions_may_come_from_a_layout():
    graph = networkx.path_graph(3)
    networkx.set_node_attributes(graph, networkx.spring_layout(graph, seed=1), "pos")
    lattice = Lattice.from_networkx(graph)
    np.testing.assert_array_equal(lattice.positions, [graph.nodes[n]["pos"] for n in range(3)])


@pytest.mark.parametrize("nodes", [(2, 0, 1), ("n2", "n0", "n1"), ("2", "0", "1")])
def test_numbered_nodes_keep_their_number(nodes):
    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edge(nodes[0], nodes[1])
    assert Lattice.from_networkx(graph).edges == ((0, 2),)
    assert not Lattice.from_networkx(graph).is_connected()


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (networkx.Graph(), "at least one site"),
        (networkx.Graph([(0, 0), (0, 1)]), r"self-loop \(0, 0\)"),
        (networkx.MultiGraph([(0, 1), (0, 1)]), r"bond \(0, 1\) twice"),
        (networkx.DiGraph([(0, 1), (1, 0)]), r"bond \(0, 1\) twice"),
        (networkx.Graph([(0, 1, {"weight": float("inf")})]), "must be finite, got inf"),
    ],
)
def test_graphs_that_are_no_lattice_are_refused(graph, message):
    with pytest.raises(ValueError, match=message):
        Lattice.from_networkx(graph)
