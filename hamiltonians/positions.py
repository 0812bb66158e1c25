"""Positions in the plane for lattices that come without any."""

from __future__ import annotations

import math
from collections.abc import Iterable

import networkx

Position = tuple[float, float]

_LARGEST_LAYOUT = 100  # sites; the drawing algorithm takes a second there


def draw(n_sites: int, edges: Iterable[tuple[int, int]]) -> tuple[Position, ...]:
    """Return positions in the plane for a graph that comes without any.

    Args:
        n_sites: Number of sites.
        edges: Bonded pairs.

    Returns:
        One point per site, with bonded sites at distances of order one; the same graph always
        gets the same drawing. Large or disconnected graphs are put on a circle.
    """
    graph = networkx.Graph()
    graph.add_nodes_from(range(n_sites))
    graph.add_edges_from(edges)
    if n_sites <= 2 or n_sites > _LARGEST_LAYOUT or not networkx.is_connected(graph):
        return circle(n_sites)
    layout = networkx.kamada_kawai_layout(graph, weight=None, scale=n_sites**0.5 / 2)
    return tuple((float(layout[site][0]), float(layout[site][1])) for site in range(n_sites))


def circle(n_sites: int) -> tuple[Position, ...]:
    """Return the corners of a regular polygon with sides of length one, from the top clockwise.

    Args:
        n_sites: Number of corners.

    Returns:
        One point per corner, centred on the origin.
    """
    radius = 0.5 / math.sin(math.pi / n_sites) if n_sites > 1 else 0.0
    angles = [2 * math.pi * site / n_sites for site in range(n_sites)]
    return tuple((radius * math.sin(angle), radius * math.cos(angle)) for angle in angles)
