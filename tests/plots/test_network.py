"""Pictures of spin networks: edges, arrows, vertices, and layouts in which nothing collides."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spinnet.networks import (
    Edge,
    SpinNetwork,
    Vertex,
    aklt_ring,
    nine_j_network,
    norm_network,
    tetrahedron_network,
    theta_network,
)
from spinnet.plots import plot_network
from spinnet.plots.network_edges import edge_curves, edge_marks
from spinnet.plots.network_vertices import vertex_points
from spinnet.plots.style import spin_width

LOOP = SpinNetwork((Edge("e", 1, "v", "v"),), (Vertex("v", ("e",), ("e",)),))
EXCHANGE = SpinNetwork(
    (
        Edge("a", 1, None, "v"),
        Edge("b", 1, None, "v"),
        Edge("c", 2, "v", "w"),
        Edge("d", 1, "w"),
        Edge("f", 1, "w"),
    ),
    (Vertex("v", ("a", "b"), ("c",)), Vertex("w", ("c",), ("d", "f"))),
    ("a", "b", "d", "f"),
)
NETWORKS = {
    "loop": LOOP,
    "exchange": EXCHANGE,
    "theta": theta_network(1, 2, 3),
    "tetrahedron": tetrahedron_network(1, 1, 2, 1, 1, 2),
    "9j": nine_j_network(((1, 1, 2), (1, 1, 2), (2, 2, 2))),
    "valence bonds": aklt_ring(12),
    "norm": norm_network(aklt_ring(5)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_edge_has_a_line_an_arrow_and_its_spin(name):
    network = NETWORKS[name]
    axes = plot_network(network).axes[0]
    gids = [str(line.get_gid()) for line in axes.lines]
    assert sum(gid.startswith("edge-") for gid in gids) == len(network.edges)
    assert gids.count("arrow") == len(network.edges)
    assert gids.count("vertex") == len(network.vertices)
    assert len(axes.texts) == len(network.edges) + len(network.open_edges)


@pytest.mark.parametrize("name", NETWORKS)
def test_vertices_are_apart(name):
    points = vertex_points(NETWORKS[name])
    for first, second in itertools.combinations(points.values(), 2):
        assert np.linalg.norm(first - second) > 0.6


@pytest.mark.parametrize("name", NETWORKS)
def test_edges_run_from_source_to_target(name):
    network = NETWORKS[name]
    points = vertex_points(network)
    for edge_name, curve in edge_curves(network, points).items():
        edge = network.edge_by_name[edge_name]
        for end, point in ((edge.source, curve[0]), (edge.target, curve[-1])):
            if end is not None:
                np.testing.assert_allclose(point, points[end], atol=1e-9)


@pytest.mark.parametrize("name", NETWORKS)
def test_labels_are_apart(name):
    network = NETWORKS[name]
    points = vertex_points(network)
    texts = {edge.name: "1/2" for edge in network.edges}
    marks = edge_marks(edge_curves(network, points), points, texts, 0.08)
    for first, second in itertools.combinations(marks.values(), 2):
        assert np.linalg.norm(first.label - second.label) > 0.2


def test_heavier_lines_carry_larger_spins():
    axes = plot_network(theta_network(1, 2, 3)).axes[0]
    widths = {line.get_gid(): line.get_linewidth() for line in axes.lines}
    assert [widths[f"edge-{name}"] for name in "abc"] == [spin_width(two_j) for two_j in (1, 2, 3)]


def test_the_tetrahedron_is_drawn_without_crossings():
    points = vertex_points(NETWORKS["tetrahedron"])
    middle = sum(points.values()) / 4
    distances = np.sort([np.linalg.norm(point - middle) for point in points.values()])
    np.testing.assert_allclose(distances[0], 0.0, atol=1e-9)
    np.testing.assert_allclose(distances[1:], distances[1])


def test_names_are_shown_on_request():
    axes = plot_network(NETWORKS["tetrahedron"], names=True).axes[0]
    found = {text.get_text() for text in axes.texts}
    assert {"A", "B", "C", "D", "1: 1/2", "3: 1"} <= found


def test_parts_that_are_not_connected_stand_side_by_side():
    edges = (Edge("e", 1, "v", "v"), Edge("f", 2, "w", "w"))
    vertices = (Vertex("v", ("e",), ("e",)), Vertex("w", ("f",), ("f",)))
    points = vertex_points(SpinNetwork(edges, vertices))
    assert abs(points["v"][0] - points["w"][0]) > 2


def test_an_empty_network_is_refused():
    with pytest.raises(ValueError, match="at least one vertex to be drawn; got none"):
        plot_network(SpinNetwork((), ()))
