"""A circuit drawn as the spin network it is: every gate a vertex between two recoupling trees."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as BezierPath

from spinnet.circuits import Circuit, Placement
from spinnet.networks import Tree
from spinnet.plots import style
from spinnet.plots.circuit import draw_gate_legend, draw_layers, draw_site_numbers, draw_start
from spinnet.plots.circuit_columns import (
    Columns,
    cup_depths,
    gate_colours,
    pack_columns,
    start_width,
    statement,
)

MAX_COLUMNS = 11
"""Number of columns drawn when the number of gates is left open."""
_UNIT = 0.36  # inches between wires
_STEM = 0.42  # half the length of the line between the two trees of a gate
_NOTE = (
    "thin lines: spin 1/2, heavy lines: coupled spins, summed over; "
    "dots: a unitary on the paths of each total spin"
)


@style.styled
def plot_circuit_network(
    circuit: Circuit, *, max_gates: int | None = None, title: str | None = None
) -> Figure:
    """Draw a circuit as a spin network, time from left to right.

    Lines of spin 1/2 run along the sites. At a gate they couple along its in-tree to heavier
    lines, go through the vertex and part again along its out-tree. The arcs at the left are the
    singlets of the start state. Lines that do not take part in a gate pass behind it.

    Args:
        circuit: The circuit.
        max_gates: Number of gates to draw at most; None draws as many as fit on a page. If gates
            are left out, the picture says so.
        title: Title of the picture; None is "Circuit as a spin network".

    Returns:
        The figure.

    Raises:
        ValueError: If ``max_gates`` is below 1.
    """
    columns = pack_columns(circuit, max_gates, MAX_COLUMNS)
    most_spins = max((gate.n_spins for gate in circuit.gates), default=2)
    width = 1.6 + 0.55 * most_spins
    depths = cup_depths(circuit.initial.pairs)
    end = max(columns.n_columns * width + 0.9, 3.0)
    box = (-start_width(depths), -circuit.n_sites + 0.3, end + 0.2, 1.35)
    n_legend = -(-len(circuit.gates) // 2)
    figure, axes = style.plane(
        box, _UNIT, title or "Circuit as a spin network", statement(circuit, columns),
        below=0.24 * (1 + n_legend), least_width=6.9,
    )  # fmt: skip
    draw_layers(axes, columns, circuit.n_sites, width)
    _draw_wires(axes, circuit, columns, width, end)
    draw_site_numbers(axes, circuit.n_sites)
    draw_start(axes, circuit, depths)
    colours = gate_colours(circuit.gates)
    for placement, column in zip(columns.placements, columns.columns, strict=True):
        _draw_vertex(axes, placement, (column + 0.5) * width, width, colours[placement.gate])
    draw_gate_legend(figure, colours, _NOTE)
    return figure


def tree_places(
    tree: Tree, heights: tuple[float, ...], root: tuple[float, float], width: float
) -> np.ndarray:
    """Return where the nodes of a tree lie that grows from its leaves on the left to its root.

    Args:
        tree: The tree.
        heights: Height of each leaf, by leaf index.
        root: Where the root lies.
        width: Distance of the root from the leaves; negative draws the tree mirrored.

    Returns:
        Array ``(2 k - 1, 2)``, leaves first, then couplings in post-order. Couplings keep off
        the wires (whole heights) of sites that take no part.
    """
    levels = [0] * tree.n_leaves
    y = list(heights)
    for left, right in tree.joins:
        levels.append(1 + max(levels[left], levels[right]))
        y.append(clear_height((y[left] + y[right]) / 2, heights))
    x = [root[0] - width * (1 - level / levels[-1]) for level in levels]
    y[-1] = root[1]
    return np.array([x, y]).T


def clear_height(height: float, taken: tuple[float, ...]) -> float:
    """Return a height near the given one that is not on the wire of an uninvolved site.

    Args:
        height: The wanted height; wires lie at whole heights.
        taken: Heights of the wires that are involved.
    """
    wire = round(height)
    if abs(height - wire) >= 0.3 or any(abs(wire - other) < 1e-9 for other in taken):
        return height
    return wire + 0.5


def _draw_wires(axes: Axes, circuit: Circuit, columns: Columns, width: float, end: float) -> None:
    """Draw the spin-1/2 lines, left out where a gate's trees take over, with arrows at the end."""
    reach = _reach(width)
    stop = end - 0.7 if columns.n_left_out else end
    for site in range(circuit.n_sites):
        edges = [-0.9]
        for placement, column in zip(columns.placements, columns.columns, strict=True):
            if site in placement.sites:
                middle = (column + 0.5) * width
                edges += [middle - reach, middle + reach]
        edges.append(stop)
        for start, finish in zip(edges[::2], edges[1::2], strict=True):
            axes.plot((start, finish), (-site, -site), color=style.SLATE, zorder=1, gid="wire",
                      linewidth=style.spin_width(1))  # fmt: skip
        if columns.n_left_out:
            axes.plot((stop, end), (-site, -site), color=style.SLATE, zorder=1,
                      linewidth=style.spin_width(1), linestyle=(0, (1, 2)))  # fmt: skip
        else:
            style.draw_arrow(axes, (end, -site), (1.0, 0.0), style.SLATE, 6.5)


def _reach(width: float) -> float:
    """Return how far to each side of its vertex a gate's trees reach in a column."""
    return width / 2 - 0.12


def _draw_vertex(axes: Axes, placement: Placement, x: float, width: float, colour: str) -> None:
    """Draw in-tree, vertex and out-tree of a gate."""
    gate = placement.gate
    heights = tuple(-float(site) for site in placement.sites)
    y = clear_height(sum(heights) / len(heights), heights)
    grown = _reach(width) - _STEM
    for side, tree in ((-1, gate.in_tree), (1, gate.out_tree)):
        places = tree_places(tree, heights, (x + side * _STEM, y), -side * grown)
        for top, parts in enumerate(tree.joins, start=tree.n_leaves):
            for part in parts:
                weight = style.spin_width(1 if part < tree.n_leaves else 2)
                _draw_curve(axes, places[part], places[top], colour, weight)
        for join in places[tree.n_leaves :]:
            axes.plot(*join, "o", markersize=3.6, color=style.INK, zorder=4, gid="coupling")
    _draw_curve(axes, np.array([x - _STEM, y]), np.array([x + _STEM, y]), colour, 3.4)
    axes.plot(x, y, "o", markersize=9.5, color=colour, markeredgecolor=style.PAPER,
              markeredgewidth=1.2, zorder=5, gid="vertex")  # fmt: skip


def _draw_curve(axes: Axes, start: np.ndarray, end: np.ndarray, colour: str, weight: float) -> None:
    """Draw a line that leaves and arrives horizontally, on a pale edge that lifts it off others."""
    t = np.linspace(0.08, 0.92, 11)
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * (3 * t**2 - 2 * t**3)
    axes.plot(x, y, color=style.PAPER, linewidth=weight + 2.6, zorder=2, solid_capstyle="butt")
    third = np.array([(end[0] - start[0]) / 3, 0.0])
    curve = BezierPath([start, start + third, end - third, end], [1, 4, 4, 4])
    line = PathPatch(
        curve, fill=False, edgecolor=colour, linewidth=weight, capstyle="round", zorder=3,
        gid="line",
    )  # fmt: skip
    axes.add_patch(line)
