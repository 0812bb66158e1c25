"""Supports of gates that are tried here and are no option of the library."""

from __future__ import annotations

import networkx as nx

from hamiltonians import Lattice
from spinnet.circuits import coloured


def bow_ties(lattice: Lattice) -> tuple[tuple[int, ...], ...]:
    """Return pairs of triangles that share one corner, the corner in the middle, in rounds.

    Args:
        lattice: A lattice with triangles, such as kagome, where each site has one bow tie.
    """
    triangles = [triangle.sites for triangle in lattice.triangles]
    found = []
    for place, first in enumerate(triangles):
        for second in triangles[place + 1 :]:
            shared = set(first) & set(second)
            if len(shared) == 1:
                corner = shared.pop()
                left = [site for site in first if site != corner]
                right = [site for site in second if site != corner]
                found.append((*left, corner, *right))
    return tuple(support for group in coloured(found) for support in group)


def hexagons(lattice: Lattice) -> tuple[tuple[int, ...], ...]:
    """Return the rings of six sites without a chord, in rounds; sites in the ring's order.

    Args:
        lattice: A lattice such as kagome; small tori also have rings that wind around them.
    """
    graph = nx.Graph(lattice.edges)
    rings = {
        frozenset(ring): tuple(ring)
        for ring in nx.simple_cycles(graph, length_bound=6)
        if len(ring) == 6 and graph.subgraph(ring).number_of_edges() == 6
    }
    return tuple(support for group in coloured(list(rings.values())) for support in group)
