"""Spin networks as pictures: the heavier the line, the larger its spin; dots are vertices."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spinnet.networks import Edge, SpinNetwork, Vertex, intertwiner_dimension
from spinnet.plots import style
from spinnet.plots.network_edges import Mark, edge_curves, edge_marks, free_directions
from spinnet.plots.network_vertices import vertex_points
from spinnet.su2 import spin_text

_UNIT = 0.95  # inches per unit of length
_NAMED_UNIT = 1.4


@style.styled
def plot_network(network: SpinNetwork, *, names: bool = False, title: str | None = None) -> Figure:
    """Draw a spin network.

    Every edge carries its spin and an arrow and is the heavier the larger the spin, dotted for
    spin 0. A dark dot is a vertex whose intertwiner is unique, an orange one a vertex where a
    choice was made. Open edges end in their names.

    Args:
        network: The spin network.
        names: Whether vertices and inner edges are named too.
        title: Title of the picture; None is "Spin network".

    Returns:
        The figure.

    Raises:
        ValueError: If the network has no vertex.
    """
    if not network.vertices:
        raise ValueError("a network must have at least one vertex to be drawn; got none.")
    unit = _NAMED_UNIT if names else _UNIT
    points = vertex_points(network)
    curves = edge_curves(network, points)
    everything = np.concatenate([*curves.values(), np.array(list(points.values()))])
    low, high = everything.min(axis=0) - 0.45, everything.max(axis=0) + 0.45
    figure, axes = style.plane(
        (low[0], low[1], high[0], high[1]), unit, title or "Spin network", _subtitle(network)
    )
    texts = {
        edge.name: f"{edge.name}: {spin_text(edge.two_j)}"
        if names and not edge.is_open
        else spin_text(edge.two_j)
        for edge in network.edges
    }
    marks = edge_marks(curves, points, texts, 0.075 / unit)
    for edge in network.edges:
        _draw_edge(axes, edge, curves[edge.name], marks[edge.name], texts[edge.name])
    for vertex in network.vertices:
        _draw_vertex(axes, vertex, points[vertex.name])
        if names:
            away = free_directions(network, points, vertex.name, 1)[0]
            x, y = points[vertex.name] + 0.22 * away
            axes.text(x, y, vertex.name, ha="center", va="center", fontsize=7.5,
                      color=style.VERMILION, zorder=5)  # fmt: skip
    return figure


def _draw_edge(axes: Axes, edge: Edge, curve: np.ndarray, mark: Mark, text: str) -> None:
    """Draw an edge with its arrow and spin, and its name if it is open."""
    width = style.spin_width(edge.two_j)
    axes.plot(
        curve[:, 0], curve[:, 1], color=style.BLUE, linewidth=width,
        linestyle=style.spin_dashes(edge.two_j), zorder=2, gid=f"edge-{edge.name}",
    )  # fmt: skip
    size = 5.2 + 1.3 * width
    style.draw_arrow(axes, tuple(mark.arrow), tuple(mark.along), style.BLUE, size)
    axes.text(mark.label[0], mark.label[1], text, ha="center", va="center", fontsize=9, zorder=5)
    if edge.is_open:
        inner, outer = (curve[0], curve[-1]) if edge.source is not None else (curve[-1], curve[0])
        away = (outer - inner) / np.linalg.norm(outer - inner)
        x, y = outer + (0.17 + 0.028 * len(edge.name) * abs(away[0])) * away
        axes.text(x, y, edge.name, ha="center", va="center", fontsize=7.5, color=style.MUTED)


def _draw_vertex(axes: Axes, vertex: Vertex, point: np.ndarray) -> None:
    made = vertex.intertwiner
    free = made is not None and intertwiner_dimension(made.out_tree, made.in_tree) > 1
    axes.plot(
        *point, "o", markersize=9 if free else 7, color=style.VERMILION if free else style.INK,
        markeredgecolor=style.PAPER, markeredgewidth=1.0, zorder=4, gid="vertex",
    )  # fmt: skip


def _subtitle(network: SpinNetwork) -> str:
    n_open = len(network.open_edges)
    kind = "closed" if network.is_closed else f"{n_open} open edge{'s' * (n_open > 1)}"
    n_vertices, n_edges = len(network.vertices), len(network.edges)
    return (
        f"{n_vertices} {'vertex' if n_vertices == 1 else 'vertices'}, "
        f"{n_edges} edge{'s' * (n_edges > 1)}, {kind}"
    )
