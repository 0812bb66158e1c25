"""Values of networks: invariance, gauge transformations, exact against float."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    Edge,
    SpinNetwork,
    Vertex,
    aklt_ring,
    evaluate,
    evaluate_exactly,
    intertwiner,
    intertwiner_tensor,
    nine_j_network,
    parse_tree,
    schur_matrix,
    tetrahedron_network,
)
from spinnet.su2 import Radical, clebsch_gordan_table, random_rotation, rotation_matrix
from spinnet.testing import random_unitary


def ladder(rng):
    """Two gates on three lines, all ends open: incoming x, y, z, outgoing u, v, w."""
    pair, triple = parse_tree("(1/2 1)"), parse_tree("((1/2:0 1/2:2) 1:1)")
    first = intertwiner(pair, pair, {1: random_unitary(1, rng), 3: random_unitary(1, rng)})
    blocks = {0: random_unitary(1, rng), 2: random_unitary(2, rng), 4: random_unitary(1, rng)}
    second = intertwiner(triple, triple, blocks)
    names = dict(x=1, y=2, z=1, u=1, v=2, w=1)
    ends = dict(x=(None, "A"), y=(None, "A"), z=(None, "B"), u=("B",), v=("B",), w=("B",))
    edges = tuple(Edge(name, two_j, *ends[name]) for name, two_j in names.items())
    inner = (Edge("p", 1, "A", "B"), Edge("q", 2, "A", "B"))
    vertices = (
        Vertex("A", ("x", "y"), ("p", "q"), first),
        Vertex("B", ("p", "q", "z"), ("u", "v", "w"), second),
    )
    return SpinNetwork(edges + inner, vertices, ("u", "v", "w", "x", "y", "z"))


def test_open_networks_are_invariant_tensors(rng):
    network = ladder(rng)
    element = random_rotation(rng)
    turns = {}
    for name in network.open_edges:
        edge = network.edge_by_name[name]
        matrix = rotation_matrix(element, edge.two_j)
        turns[name] = matrix if edge.target is None else matrix.conj().T
    tensor = evaluate(network)
    assert tensor.shape == (2, 3, 2, 2, 3, 2)
    np.testing.assert_allclose(evaluate(network, edge_matrices=turns), tensor, atol=1e-12)


def test_unitary_vertices_compose_to_a_unitary(rng):
    matrix = evaluate(ladder(rng)).reshape(12, 12)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(12), atol=1e-12)


def test_open_value_is_the_dense_product(rng):
    network = ladder(rng)
    first, second = (intertwiner_tensor(vertex.intertwiner) for vertex in network.vertices)
    expected = np.einsum("uvwpqz,pqxy->uvwxyz", second, first)
    np.testing.assert_allclose(evaluate(network), expected, atol=1e-13)


def test_gauge_transformations_leave_closed_values_alone(rng):
    """Turning every edge by g(source)^-1 from the left and g(target) from the right cancels."""
    network = tetrahedron_network(1, 2, 3, 2, 1, 2)
    group = {vertex.name: random_rotation(rng) for vertex in network.vertices}
    turns = {
        edge.name: rotation_matrix(group[edge.target].conj().T @ group[edge.source], edge.two_j)
        for edge in network.edges
    }
    assert evaluate(network, edge_matrices=turns) == pytest.approx(evaluate(network), abs=1e-12)


def test_a_loop_with_a_group_element_is_its_character(rng):
    wire = SpinNetwork((Edge("e", 3, "v", "v"),), (Vertex("v", ("e",), ("e",)),))
    matrix = rotation_matrix(random_rotation(rng), 3)
    assert evaluate(wire) == pytest.approx(4)
    assert evaluate_exactly(wire) == Radical(((1, 4),))
    assert evaluate(wire, edge_matrices={"e": matrix}) == pytest.approx(np.trace(matrix))


@pytest.mark.parametrize(
    "network",
    [tetrahedron_network(2, 2, 2, 2, 2, 2), nine_j_network(((1, 1, 2), (1, 1, 0), (2, 2, 2)))],
)
def test_exact_values_are_the_floats(network):
    assert float(evaluate_exactly(network)) == pytest.approx(evaluate(network), abs=1e-14)


def test_exact_open_tensors():
    ring = aklt_ring(3)
    exact = evaluate_exactly(ring)
    assert exact.shape == (3, 3, 3) and isinstance(exact[0, 0, 0], Radical)
    np.testing.assert_allclose(exact.astype(float), evaluate(ring), atol=1e-14)


def test_matrices_act_along_the_edge(rng):
    edges = (Edge("i", 2, None, "v"), Edge("a", 1, "v"), Edge("b", 1, "v"))
    network = SpinNetwork(edges, (Vertex("v", ("i",), ("a", "b")),), ("a", "b", "i"))
    on_a, on_i = rng.normal(size=(2, 2)), rng.normal(size=(3, 3))
    expected = np.einsum("ax,xbm,mi->abi", on_a, clebsch_gordan_table(1, 1, 2), on_i)
    found = evaluate(network, edge_matrices={"a": on_a, "i": on_i})
    np.testing.assert_allclose(found, expected, atol=1e-14)


def test_coupled_states_are_networks():
    edges = (Edge("J", 2, None, "root"), Edge("h", 1, "root", "top"), Edge("c", 1, "root"))
    edges += (Edge("a", 1, "top"), Edge("s", 0, "top"))
    vertices = (Vertex("root", ("J",), ("h", "c")), Vertex("top", ("h",), ("a", "s")))
    tensor = evaluate(SpinNetwork(edges, vertices, ("a", "s", "c", "J")))
    np.testing.assert_allclose(
        tensor.reshape(4, 3), schur_matrix(parse_tree("(1/2 1/2)"))[:, 1:], atol=1e-14
    )


def test_bad_matrices_are_refused():
    network = tetrahedron_network(1, 1, 2, 1, 1, 2)
    with pytest.raises(ValueError, match="must name edges of the network; got 'x'"):
        evaluate(network, edge_matrices={"x": np.eye(2)})
    with pytest.raises(ValueError, match=r"edge '1' must have shape \(2, 2\); got \(3, 3\)"):
        evaluate(network, edge_matrices={"1": np.eye(3)})


def test_inexact_networks_have_no_exact_value(rng):
    with pytest.raises(TypeError, match="an exact number must be"):
        evaluate_exactly(ladder(rng))
