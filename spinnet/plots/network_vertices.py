"""Where the vertices of a spin network are drawn."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import networkx as nx
import numpy as np

from spinnet.networks import SpinNetwork

Points = dict[str, np.ndarray]
"""A point ``(2,)`` for each vertex."""
_MOST_ON_CIRCLE = 8


def vertex_points(network: SpinNetwork) -> Points:
    """Return a point ``(2,)`` for each vertex, neighbours at distances near 1.5.

    Networks without directed loops that have open edges are drawn in columns along the arrows.
    Others that can be drawn without crossings are: the longest face outside as a regular polygon,
    every other vertex in the middle of its neighbours. The rest go on a circle in the order with
    the fewest crossings, or, if large, where springs between them settle. Parts that are not
    connected stand side by side.

    Args:
        network: The spin network.
    """
    directed = network.to_networkx().subgraph([vertex.name for vertex in network.vertices])
    points: Points = {}
    right = 0.0
    for part in nx.weakly_connected_components(directed):
        names = [vertex.name for vertex in network.vertices if vertex.name in part]
        placed = _part_points(directed.subgraph(names), names, network)
        left = min(point[0] for point in placed.values())
        shift = np.array([right - left, 0.0])
        points |= {name: point + shift for name, point in placed.items()}
        right = max(point[0] for point in points.values()) + 2.6
    return points


def _part_points(graph: nx.MultiDiGraph, names: Sequence[str], network: SpinNetwork) -> Points:
    """Return points for one connected part."""
    if len(names) == 1:
        return {names[0]: np.zeros(2)}
    is_open = any(e.is_open and (e.source in graph or e.target in graph) for e in network.edges)
    if is_open and nx.is_directed_acyclic_graph(graph):
        return _in_columns(graph)
    simple = nx.Graph()
    simple.add_nodes_from(names)
    simple.add_edges_from((u, v) for u, v in graph.edges() if u != v)
    if len(names) == 2:
        return {names[0]: np.array([0.0, 0.0]), names[1]: np.array([2.4, 0.0])}
    is_planar, embedding = nx.check_planarity(simple)
    if is_planar and nx.is_biconnected(simple):
        placed = _inside_polygon(simple, embedding)
        if _least_distance(placed) > 0.35:
            return placed
    if len(names) <= _MOST_ON_CIRCLE:
        return _on_circle(_least_crossed(simple, list(names)))
    start = {name: tuple(point) for name, point in _on_circle(list(names)).items()}
    spread = nx.kamada_kawai_layout(simple, pos=start, scale=0.42 * len(names) ** 0.5 * 1.5)
    return {name: np.asarray(point) for name, point in spread.items()}


def _in_columns(graph: nx.MultiDiGraph) -> Points:
    """Return points in columns along the arrows, each near the height of what comes before."""
    points: Points = {}
    for column, names in enumerate(nx.topological_generations(graph)):
        before = {
            name: [points[source][1] for source in graph.predecessors(name)] for name in names
        }
        order = sorted(
            names, key=lambda name: -float(np.mean(before[name])) if before[name] else 0.0
        )
        for row, name in enumerate(order):
            points[name] = np.array([1.5 * column, 1.5 * ((len(order) - 1) / 2 - row)])
    return points


def _inside_polygon(graph: nx.Graph, embedding: nx.PlanarEmbedding) -> Points:
    """Return Tutte's drawing: the longest face as a polygon, the others in balance within."""
    seen: set[tuple[str, str]] = set()
    faces = []
    for edge in embedding.edges():
        if edge not in seen:
            faces.append(embedding.traverse_face(*edge, mark_half_edges=seen))
    outer = max(faces, key=len)
    inner = [name for name in graph if name not in outer]
    points = _on_circle(outer)
    if inner:
        stretch = 1 + 0.35 * len(inner) ** 0.5
        points = {name: stretch * point for name, point in points.items()}
        number = {name: row for row, name in enumerate(inner)}
        matrix = np.diag([float(graph.degree(name)) for name in inner])
        pull = np.zeros((len(inner), 2))
        for name in inner:
            for other in graph.neighbors(name):
                if other in number:
                    matrix[number[name], number[other]] -= 1
                else:
                    pull[number[name]] += points[other]
        for name, point in zip(inner, np.linalg.solve(matrix, pull), strict=True):
            points[name] = point
    return points


def _on_circle(names: Sequence[str]) -> Points:
    """Return the corners of a regular polygon, clockwise, one side or corner on top."""
    radius = max(0.75 / math.sin(math.pi / len(names)), 1.2)
    turn = 0.0 if len(names) % 2 else math.pi / len(names)
    return {
        name: radius * np.array([math.sin(angle), math.cos(angle)])
        for name, angle in (
            (name, 2 * math.pi * number / len(names) + turn) for number, name in enumerate(names)
        )
    }


def _least_crossed(graph: nx.Graph, names: list[str]) -> list[str]:
    """Return the names in an order around a circle with as few crossings as possible."""

    def crossings(order: Sequence[str]) -> int:
        place = {name: number for number, name in enumerate(order)}
        chords = [sorted((place[u], place[v])) for u, v in graph.edges()]
        return sum(
            a < c < b < d or c < a < d < b for (a, b), (c, d) in itertools.combinations(chords, 2)
        )

    rest = itertools.permutations(names[1:])
    return min(([names[0], *order] for order in rest), key=crossings)


def _least_distance(points: Points) -> float:
    pairs = itertools.combinations(points.values(), 2)
    return min(float(np.linalg.norm(first - second)) for first, second in pairs)
