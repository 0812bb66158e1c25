"""Spin networks as values, and what they refuse."""

from __future__ import annotations

import networkx as nx
import pytest

from spinnet.networks import (
    Edge,
    SpinNetwork,
    Vertex,
    aklt_ring,
    basis_intertwiner,
    coupling_vertex,
    evaluate,
    network_from_graph,
    parse_tree,
    theta_network,
)
from spinnet.su2 import Spin

SPLIT = Vertex("split", ("c",), ("a", "b"))
JOIN = Vertex("join", ("a", "b"), ("c",))


def loop(two_a=1, two_b=1, two_c=2, vertices=(SPLIT, JOIN), open_edges=()):
    edges = (
        Edge("a", two_a, "split", "join"),
        Edge("b", two_b, "split", "join"),
        Edge("c", two_c, "join", "split"),
    )
    return SpinNetwork(edges, vertices, open_edges)


def test_networks_are_hashable_values():
    assert loop() == loop() and len({loop(), loop()}) == 1
    assert loop().is_closed and not aklt_ring(3).is_closed
    assert Edge("a", Spin("1/2")).two_j == 1


def test_unique_intertwiners_are_filled_in():
    assert loop().vertices[0].intertwiner == coupling_vertex((1, 1), (2,))


def test_graphs_go_there_and_back():
    for network in (loop(), aklt_ring(3), theta_network(1, 2, 3)):
        graph = network.to_networkx()
        assert isinstance(graph, nx.MultiDiGraph)
        back = network_from_graph(graph, open_edges=network.open_edges)
        assert set(back.edges) == set(network.edges) and back.open_edges == network.open_edges
        assert [v.intertwiner for v in back.vertices] == [v.intertwiner for v in network.vertices]


def test_plain_digraphs_will_do():
    graph = nx.DiGraph()
    graph.add_edge("v", "w", two_j=2)
    graph.add_edge("w", "v", two_j=2)
    assert evaluate(network_from_graph(graph)) == pytest.approx(3)
    graph.add_edge("v", "v")
    with pytest.raises(ValueError, match="edge 'v-v' must have an attribute two_j"):
        network_from_graph(graph)


def test_adjoint_reverses_every_edge():
    network = aklt_ring(3)
    assert network.adjoint().adjoint() == network
    assert network.adjoint().edge_by_name["spin0"].source is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(two_c=4), r"vertex 'split': incoming spins \(2\).*triangle rule"),
        (dict(two_a=2), r"vertex 'split':.*triangle rule"),
        (dict(vertices=(SPLIT,)), r"edge 'a' must end at vertices of the network; got 'join'"),
        (
            dict(vertices=(SPLIT, JOIN, Vertex("v"))),
            r"vertex 'v' must have at least one edge; it dangles",
        ),
        (dict(vertices=(SPLIT, JOIN, JOIN)), r"each vertex.*'join' twice"),
        (
            dict(vertices=(SPLIT, Vertex("join", ("a",), ("c",)))),
            r"incoming edges of vertex 'join'.*got \['a'\]",
        ),
        (dict(open_edges=("a",)), r"open edge 'a' must be an edge with one end outside"),
        (dict(open_edges=("x",)), r"open edge 'x' must be an edge with one end outside"),
    ],
)
def test_broken_networks_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        loop(**change)


def test_dangling_edges_are_refused_unless_declared():
    edges, vertices = (
        (Edge("in", 1, None, "v"), Edge("out", 1, "v")),
        (Vertex("v", ("in",), ("out",)),),
    )
    assert SpinNetwork(edges, vertices, ("out", "in")).open_edges == ("out", "in")
    with pytest.raises(ValueError, match="edge 'in' dangles"):
        SpinNetwork(edges, vertices)
    with pytest.raises(ValueError, match="edge 'line' must meet at least one vertex"):
        SpinNetwork((*edges, Edge("line", 1)), vertices, ("in", "out", "line"))


def test_edges_and_trees_must_carry_the_same_spins():
    wrong = Vertex("split", ("c",), ("a", "b"), coupling_vertex((2, 2), (2,)))
    with pytest.raises(
        ValueError, match=r"vertex 'split': its outgoing edges.*\(1, 1\); got \(1/2, 1/2\)"
    ):
        loop(vertices=(wrong, JOIN))


def test_vertices_with_a_choice_must_make_it():
    edges = (Edge("a", 1, "v", "v"), Edge("b", 1, "v", "v"))
    with pytest.raises(ValueError, match=r"vertex 'v': blocks must be given.*2 independent"):
        SpinNetwork(edges, (Vertex("v", ("a", "b"), ("a", "b")),))
    pair = parse_tree("(1/2 1/2)")
    chosen = Vertex("v", ("a", "b"), ("a", "b"), basis_intertwiner(pair, pair, two_total=2))
    assert evaluate(SpinNetwork(edges, (chosen,))) == pytest.approx(3)


def test_negative_spins_are_refused():
    with pytest.raises(ValueError, match="two_j of edge 'a' must be twice a spin"):
        Edge("a", -1)
