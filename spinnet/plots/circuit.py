"""The circuit as a picture: wires, the singlets of the start, gates packed into columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from hamiltonians.numbers import counted
from spinnet.circuits import Circuit, Placement, VertexGate
from spinnet.plots import style
from spinnet.plots.circuit_columns import (
    CUP,
    Columns,
    cup_depths,
    gate_colours,
    pack_columns,
    start_width,
    statement,
)

MAX_COLUMNS = 36
"""Number of columns drawn when the number of gates is left open."""
_UNIT = 0.34  # inches between wires, and between columns
_NODE = 0.27  # radius of a gate's nodes, in units


@style.styled
def plot_circuit(
    circuit: Circuit, *, max_gates: int | None = None, title: str | None = None
) -> Figure:
    """Draw a circuit: one wire per site, time from left to right.

    Arcs at the left are the singlets of the start state, arrows its single spins. A gate is a bar
    with a node on each of its wires; the number in a node is the wire of the gate that the site is
    on, in the order of the gate's tree. Wires without a node pass behind the bar. Colours are gate
    families, grey bands the layers.

    Args:
        circuit: The circuit.
        max_gates: Number of gates to draw at most; None draws as many as fit on a page. If gates
            are left out, the picture says so.
        title: Title of the picture; None is "Circuit".

    Returns:
        The figure.

    Raises:
        ValueError: If ``max_gates`` is below 1.
    """
    columns = pack_columns(circuit, max_gates, MAX_COLUMNS)
    depths = cup_depths(circuit.initial.pairs)
    right = columns.n_columns + (1.1 if columns.n_left_out else 0.45)
    box = (-start_width(depths), -circuit.n_sites + 0.3, max(right, 3.0), 1.35)
    gates = circuit.gates
    figure, axes = style.plane(
        box, _UNIT, title or "Circuit", statement(circuit, columns),
        below=0.24 * (1 + -(-len(gates) // 2)), least_width=6.4,
    )  # fmt: skip
    draw_layers(axes, columns, circuit.n_sites)
    _draw_wires(axes, circuit, columns, max(right, 3.0))
    draw_site_numbers(axes, circuit.n_sites)
    draw_start(axes, circuit, depths)
    colours = gate_colours(gates)
    for placement, column in zip(columns.placements, columns.columns, strict=True):
        _draw_gate(axes, placement, column + 0.5, colours[placement.gate])
    draw_gate_legend(figure, colours, "numbers in the nodes: wires in the order of the gate's tree")
    return figure


def draw_layers(axes: Axes, columns: Columns, n_sites: int, width: float = 1.0) -> None:
    """Draw a band behind every second layer, and the numbers of the layers above.

    Args:
        axes: Where to draw, in units of the distance of two wires; wire i is at y = -i.
        columns: The packed gates.
        n_sites: Number of wires.
        width: Width of a column.
    """
    for position, (layer, first, last) in enumerate(columns.layers):
        if position % 2 == 0:
            band = Rectangle(
                (first * width, -n_sites + 0.4), (last - first) * width, n_sites + 0.2,
                facecolor="#f2f4f7", edgecolor="none", zorder=0,
            )  # fmt: skip
            axes.add_patch(band)
        name = f"layer {layer}" if (last - first) * width >= 2.4 else str(layer)
        middle = (first + last) / 2 * width
        axes.text(middle, 0.95, name, ha="center", va="center", fontsize=8, color=style.MUTED)


def _draw_wires(axes: Axes, circuit: Circuit, columns: Columns, end: float) -> None:
    """Draw the wires, with dotted ends where the circuit goes on."""
    stop = end - 0.75 if columns.n_left_out else end
    for site in range(circuit.n_sites):
        axes.plot((-0.9, stop), (-site, -site), color=style.SLATE, linewidth=1.0, zorder=1)
        if columns.n_left_out:
            axes.plot(
                (stop, end), (-site, -site), color=style.SLATE, linewidth=1.0, zorder=1,
                linestyle=(0, (1, 2)),
            )  # fmt: skip


def draw_site_numbers(axes: Axes, n_sites: int) -> None:
    """Draw the number of each site at the start of its wire.

    Args:
        axes: Where to draw.
        n_sites: Number of wires.
    """
    for site in range(n_sites):
        axes.text(
            -0.45, -site, str(site), ha="center", va="center_baseline", fontsize=8.5,
            color=style.INK, zorder=2,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.3},
        )  # fmt: skip


def draw_start(axes: Axes, circuit: Circuit, depths: Sequence[int]) -> None:
    """Draw the start state: an arc for each singlet, an arrow for each single spin.

    Args:
        axes: Where to draw.
        circuit: The circuit.
        depths: Level of each pair's arc.
    """
    for number, ((first, second), depth) in enumerate(
        zip(circuit.initial.pairs, depths, strict=True)
    ):
        reach = CUP * (depth + 1)
        low, high = sorted((-first, -second))
        x, y = _cup(low, high, reach)
        axes.plot(x - 0.9, y, color=style.ORANGE, linewidth=2.0, zorder=3, gid=f"singlet-{number}")
    for site in circuit.initial.singles:
        axes.annotate(
            "", xy=(-1.1, -site + 0.36), xytext=(-1.1, -site - 0.36), zorder=3, gid=f"up-{site}",
            arrowprops={"arrowstyle": "-|>", "color": style.ORANGE, "linewidth": 1.6,
                        "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def draw_gate_legend(figure: Figure, colours: dict[VertexGate, str], note: str) -> None:
    """Draw which colour is which gate, below the picture.

    Args:
        figure: The page.
        colours: The colour of each gate.
        note: One more line on how to read the picture.
    """
    handles = [
        Line2D([], [], marker="o", linestyle="", markersize=8, markeredgewidth=0, color=colour,
               label=_gate_text(gate))
        for gate, colour in colours.items()
    ]  # fmt: skip
    if handles:
        width, height = figure.get_size_inches()
        corner = (0.12 / width, 0.2 / height)
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=corner, ncols=2,
                      handletextpad=0.2)  # fmt: skip
        figure.text(0.25 / width, 0.17 / height, note, fontsize=8, color=style.MUTED, va="center")


def _gate_text(gate: VertexGate) -> str:
    angles = counted(gate.n_angles, "angle")
    return f"{gate.name}: {gate.n_spins} spins, {angles}" + (", real" if gate.is_real else "")


def _cup(low: float, high: float, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of an arc from (0, low) to (0, high) that bulges to x = -reach."""
    corner = min(reach, (high - low) / 2)
    turn = np.linspace(0, np.pi / 2, 13)
    x = np.concatenate([[0.0], corner - reach - corner * np.sin(turn)])
    y = np.concatenate([[low], low + corner * (1 - np.cos(turn))])
    return np.concatenate([x, x[::-1]]), np.concatenate([y, low + high - y[::-1]])


def _draw_gate(axes: Axes, placement: Placement, x: float, colour: str) -> None:
    """Draw a bar over all wires in reach and a numbered node on each wire of the gate."""
    top, bottom = -min(placement.sites), -max(placement.sites)
    halo = FancyBboxPatch(
        (x - 0.07, bottom), 0.14, top - bottom, boxstyle="round,pad=0.06,rounding_size=0.1",
        facecolor=style.PAPER, edgecolor="none", zorder=2.5,
    )  # fmt: skip
    bar = Rectangle(
        (x - 0.085, bottom), 0.17, top - bottom, facecolor=style.faded(colour, 0.35),
        edgecolor="none", zorder=2.6,
    )  # fmt: skip
    axes.add_patch(halo)
    axes.add_patch(bar)
    for wire, site in enumerate(placement.sites):
        node = Circle((x, -site), _NODE, facecolor=colour, edgecolor="none", zorder=3,
                      gid="gate-node")  # fmt: skip
        axes.add_patch(node)
        axes.text(x, -site, str(wire), color=style.PAPER, fontsize=7, weight="bold", zorder=4,
                  ha="center", va="center_baseline")  # fmt: skip
