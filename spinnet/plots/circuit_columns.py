"""Packing gates into columns: the geometry shared by both pictures of a circuit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hamiltonians.numbers import counted
from spinnet.circuits import Circuit, Placement, VertexGate
from spinnet.plots import style

_FAMILY_COLOURS: Mapping[str, str] = {
    "real": style.BLUE,
    "paper": style.VERMILION,
    "general": style.PURPLE,
    "exchange": style.GREEN,
    "fixed": style.SLATE,
}


CUP = 0.38
"""Depth of one level of the arcs of the start state, in distances of two wires."""


@dataclass(frozen=True)
class Columns:
    """Gates with the column each is drawn in.

    Args:
        placements: The gates that are drawn, in time order.
        columns: The column of each, from 0.
        layers: For each run of equal layers its (name, first column, one past the last column).
        n_columns: Number of columns.
        n_left_out: Number of gates at the end of the circuit that are not drawn.
    """

    placements: tuple[Placement, ...]
    columns: tuple[int, ...]
    layers: tuple[tuple[int, int, int], ...]
    n_columns: int
    n_left_out: int


def pack_columns(circuit: Circuit, max_gates: int | None, max_columns: int) -> Columns:
    """Put gates into as few columns as their order and their extent on the page allow.

    Two gates share a column if neither reaches over a wire of the other. A layer begins a new
    column if the gates come layer by layer.

    Args:
        circuit: The circuit.
        max_gates: Number of gates to draw at most; None draws as many as fit in ``max_columns``.
        max_columns: Number of columns that fit when ``max_gates`` is None.

    Raises:
        ValueError: If ``max_gates`` is below 1.
    """
    if max_gates is not None and max_gates < 1:
        raise ValueError(f"max_gates must be at least 1, or None; got {max_gates}.")
    by_layer = _comes_by_layer(circuit.placements)
    free = [0] * circuit.n_sites  # first column in which each wire is free for a later gate
    taken: list[set[int]] = []  # wires covered in each column
    columns: list[int] = []
    layers: list[tuple[int, int, int]] = []
    for placement in circuit.placements[:max_gates]:
        layer = placement.layer if by_layer else 0
        if not layers or layers[-1][0] != layer:
            layers.append((layer, len(taken), len(taken)))
        covered = set(range(min(placement.sites), max(placement.sites) + 1))
        column = max(layers[-1][1], *(free[site] for site in placement.sites))
        while column < len(taken) and taken[column] & covered:
            column += 1
        if max_gates is None and column >= max_columns:
            break
        while column >= len(taken):
            taken.append(set())
        taken[column] |= covered
        columns.append(column)
        for site in placement.sites:
            free[site] = column + 1
        layers[-1] = (layer, layers[-1][1], len(taken))
    drawn = circuit.placements[: len(columns)]
    shown_layers = tuple(part for part in layers if part[2] > part[1]) if by_layer else ()
    left_out = circuit.n_gates - len(drawn)
    return Columns(drawn, tuple(columns), shown_layers, len(taken), left_out)


def gate_colours(gates: Sequence[VertexGate]) -> dict[VertexGate, str]:
    """Return a colour for each gate: its family's, or one still unused for unknown families.

    Gates of one family on fewer spins are lighter.

    Args:
        gates: The distinct gates of a circuit.
    """
    families = dict.fromkeys(_family(gate) for gate in gates)
    spare = [colour for colour in (style.ORANGE, style.SKY, *style.PALETTE)]
    known: dict[str, str] = {}
    for number, family in enumerate(f for f in families if f not in _FAMILY_COLOURS):
        known[family] = spare[number % len(spare)]
    known |= {f: _FAMILY_COLOURS[f] for f in families if f in _FAMILY_COLOURS}
    colours = {}
    for gate in gates:
        sizes = sorted({g.n_spins for g in gates if _family(g) == _family(gate)}, reverse=True)
        fade = min(0.3 * sizes.index(gate.n_spins), 0.6)
        colours[gate] = style.faded(known[_family(gate)], fade)
    return colours


def cup_depths(pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return how far out the arc of each pair is drawn, so that arcs do not run on top of another.

    Args:
        pairs: Pairs of wires.

    Returns:
        For each pair a level from 0; of two pairs that overlap, the wider has the higher level.
    """
    order = sorted(range(len(pairs)), key=lambda n: abs(pairs[n][0] - pairs[n][1]))
    levels: dict[int, int] = {}
    for number in order:
        low, high = sorted(pairs[number])
        used = {
            level
            for other, level in levels.items()
            if min(pairs[other]) <= high and max(pairs[other]) >= low
        }
        levels[number] = max(used, default=-1) + 1
    return tuple(levels[number] for number in range(len(pairs)))


def start_width(depths: Sequence[int]) -> float:
    """Return the width of the start state left of the first column.

    Args:
        depths: The level of each arc.
    """
    return 1.15 + CUP * (max(depths, default=0) + 1)


def statement(circuit: Circuit, columns: Columns) -> str:
    """Return the line under the title: sizes, and what is left out."""
    total = circuit.two_total
    spin = f"{total}/2" if total % 2 else str(total // 2)
    gates, parameters = counted(circuit.n_gates, "gate"), counted(circuit.n_params, "parameter")
    text = f"{counted(circuit.n_sites, 'site')}, total spin {spin}, {gates}, {parameters}"
    if columns.n_left_out:
        text += f";  the first {len(columns.placements)} gates are shown"
    return text


def _family(gate: VertexGate) -> str:
    return gate.name.rstrip("0123456789")


def _comes_by_layer(placements: Sequence[Placement]) -> bool:
    layers = [placement.layer for placement in placements]
    return layers == sorted(layers)
