"""Routing: gates on any sites of any graph become operations on windows of a line.

Sites move by adjacent swaps and need not move back; what is decided here is only where they are
when a gate acts. Which swaps and gates become one operation is in ``operations.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spinnet.circuits import Circuit
from spinnet.sector.cost_model import MAX_WIDTH
from spinnet.sector.line_order import Order, best_orders, order_problem
from spinnet.sector.operations import WindowOperation, gate_at, merge_all, swap_at
from spinnet.sector.rounds import rounds_of
from spinnet.sector.window import sorting_swaps


@dataclass(frozen=True)
class Route:
    """A circuit as window operations on a line of sites.

    Args:
        operations: In time order; ``gate`` counts the circuit's placements.
        first: The line order before the first operation.
        last: The line order after the last one.
        orders: The distinct orders on the way, for whoever wants to visit them again.
        n_swaps: Adjacent swaps before they were merged with each other and with gates.
    """

    operations: tuple[WindowOperation, ...]
    first: Order
    last: Order
    orders: tuple[Order, ...]
    n_swaps: int


class Line:
    """The sites on the line while operations are emitted."""

    def __init__(self, order: Order) -> None:
        self.sites = list(order)
        self.operations: list[WindowOperation] = []

    def positions(self, sites: Sequence[int]) -> tuple[int, ...]:
        """Return where the given sites are."""
        return tuple(self.sites.index(site) for site in sites)

    def swap(self, left: int) -> None:
        """Exchange the sites at ``left`` and ``left + 1``."""
        sites = self.sites
        sites[left], sites[left + 1] = sites[left + 1], sites[left]
        self.operations.append(swap_at(left))

    def move_to(self, order: Order) -> None:
        """Emit the swaps that lead to a line order."""
        target = {site: position for position, site in enumerate(order)}
        for left in sorting_swaps(tuple(target[site] for site in self.sites)):
            self.swap(left)

    def gather(self, sites: Sequence[int], max_width: int) -> None:
        """Move sites towards their middle one until they fit a window of a width."""
        while True:
            places = sorted(self.positions(sites))
            if places[-1] - places[0] < max(max_width, len(places)):
                return
            middle = places[len(places) // 2]
            if middle - places[0] >= places[-1] - middle:
                self.swap(next(p for p in places if p + 1 not in places))
            else:
                self.swap(next(p for p in reversed(places) if p - 1 not in places) - 1)


def route(circuit: Circuit, max_width: int = MAX_WIDTH) -> Route:
    """Return a circuit as merged window operations on a line, with a low modelled cost.

    Args:
        circuit: The circuit.
        max_width: The widest window, wider gates apart.
    """
    supports = [placement.sites for placement in circuit.placements]
    rounds = rounds_of(supports, circuit.n_sites)
    grouped = [tuple(supports[number] for number in one) for one in rounds]
    problem, which = order_problem(grouped, circuit.n_sites)
    orders = best_orders(problem)
    first = orders[which[0]] if rounds else tuple(range(circuit.n_sites))
    line = Line(first)
    for one, number in zip(rounds, which, strict=True):
        line.move_to(orders[number])
        for gate in sorted(one, key=lambda gate: min(line.positions(supports[gate]))):
            line.gather(supports[gate], max_width)
            line.operations.append(gate_at(gate, line.positions(supports[gate])))
    n_swaps = len(line.operations) - len(supports)
    merged = merge_all(line.operations, max_width=max_width)
    return Route(merged, first, tuple(line.sites), orders, n_swaps)


def route_between(
    first: Order, last: Order, max_width: int = MAX_WIDTH
) -> tuple[WindowOperation, ...]:
    """Return the merged permutations that lead from one line order to another.

    Args:
        first: The order to start from.
        last: The order to end with.
        max_width: The widest window.
    """
    line = Line(first)
    line.move_to(last)
    return merge_all(line.operations, max_width=max_width)
