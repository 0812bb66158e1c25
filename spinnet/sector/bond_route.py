"""Where each bond of a model is local: windows that cover bonds, and moves between them.

The action of a model is carried through the moves together with the state; each bond is counted
once, in some window that holds both its sites.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from spinnet.sector.cost_model import MAX_WIDTH
from spinnet.sector.line_order import Order
from spinnet.sector.operations import WindowOperation, merge_all
from spinnet.sector.routing import Line
from spinnet.sector.window import sorting_swaps

Pair = tuple[int, int]


@dataclass(frozen=True)
class Cover:
    """A window in which some bonds are counted.

    Args:
        start: First position.
        width: Number of positions.
        bonds: For each pair of window positions in lexicographic order, the number of the bond
            counted there, or -1.
    """

    start: int
    width: int
    bonds: tuple[int, ...]


@dataclass(frozen=True)
class Stop:
    """Moves to a line order, and the windows that cover bonds there."""

    moves: tuple[WindowOperation, ...]
    covers: tuple[Cover, ...]


def bond_route(
    pairs: Sequence[Pair],
    first: Order,
    visits: Sequence[Order] = (),
    max_width: int = MAX_WIDTH,
) -> tuple[Stop, ...]:
    """Return a walk over line orders on which every pair of sites is local once.

    Args:
        pairs: Distinct pairs of sites.
        first: The line order to start from.
        visits: Orders worth visiting, such as those of the circuit.
        max_width: The widest window.
    """
    line = Line(first)
    remaining = dict(enumerate(pairs))
    stops: list[Stop] = []
    while remaining or not stops:
        covers = _covers(line, remaining, max_width)
        stops.append(Stop(merge_all(line.operations, max_width=max_width), covers))
        line.operations = []
        for cover in covers:
            for bond in cover.bonds:
                remaining.pop(bond, None)
        if remaining:
            line.move_to(_next_order(line, remaining, visits, max_width))
    return tuple(stops)


def _local(line: Line, remaining: dict[int, Pair], max_width: int) -> dict[int, Pair]:
    """Return the remaining pairs that fit a window, as ordered positions."""
    places = {number: sorted(line.positions(pair)) for number, pair in remaining.items()}
    return {n: (a, b) for n, (a, b) in places.items() if b - a < max_width}


def _covers(line: Line, remaining: dict[int, Pair], max_width: int) -> tuple[Cover, ...]:
    """Cover all local pairs by windows from left to right."""
    local, covers = _local(line, remaining, max_width), []
    width = min(max_width, len(line.sites))
    while local:
        start = min(a for a, _ in local.values())
        inside = {n: (a, b) for n, (a, b) in local.items() if b < start + max_width}
        start = min(start, len(line.sites) - width)
        numbers = {(a - start, b - start): n for n, (a, b) in inside.items()}
        slots = itertools.combinations(range(width), 2)
        covers.append(Cover(start, width, tuple(numbers.get(slot, -1) for slot in slots)))
        local = {n: place for n, place in local.items() if n not in inside}
    return tuple(covers)


def _next_order(
    line: Line, remaining: dict[int, Pair], visits: Sequence[Order], max_width: int
) -> Order:
    """Return the order that makes most pairs local for the fewest swaps."""
    candidates = [*visits, _nearest(line, remaining, max_width)]

    def price(order: Order) -> float:
        target = {site: position for position, site in enumerate(order)}
        swaps = len(sorting_swaps(tuple(target[site] for site in line.sites)))
        gained = len(_local(Line(order), remaining, max_width))
        return (swaps + 1) / gained if gained else float("inf")

    return min(candidates, key=price)


def _nearest(line: Line, remaining: dict[int, Pair], max_width: int) -> Order:
    """Return the order in which the nearest remaining pair has just become local."""
    closest = min(
        remaining.values(), key=lambda pair: abs(line.positions(pair)[0] - line.positions(pair)[1])
    )
    trial = Line(tuple(line.sites))
    trial.gather(closest, max_width)
    return tuple(trial.sites)
