from __future__ import annotations

import math

import networkx
import pytest

from hamiltonians.positions import circle, draw


@pytest.mark.parametrize("n_sites", [2, 3, 4, 17])
def test_neighbours_on_a_circle_are_at_distance_one(n_sites):
    points = circle(n_sites)
    for site in range(n_sites):
        assert math.dist(points[site], points[(site + 1) % n_sites]) == pytest.approx(1)


def test_one_site_is_the_centre():
    assert circle(1) == ((0.0, 0.0),)


@pytest.mark.parametrize(
    "graph",
    [
        networkx.path_graph(2),
        networkx.petersen_graph(),
        networkx.star_graph(5),
        networkx.empty_graph(4),
        networkx.cycle_graph(120),
    ],
)
def test_every_graph_gets_different_finite_points_and_always_the_same(graph):
    points = draw(graph.number_of_nodes(), graph.edges)
    assert points == draw(graph.number_of_nodes(), graph.edges)
    assert len(points) == graph.number_of_nodes()
    gaps = [math.dist(a, b) for i, a in enumerate(points) for b in points[:i]]
    assert min(gaps) > 0.05
    assert all(math.isfinite(gap) for gap in gaps)


def test_bonded_sites_are_near_each_other():
    graph = networkx.grid_2d_graph(4, 4)
    graph = networkx.convert_node_labels_to_integers(graph)
    points = draw(16, graph.edges)
    lengths = [math.dist(points[a], points[b]) for a, b in graph.edges]
    assert max(lengths) < 2
    assert min(lengths) > 0.3
