"""Line orders: where on the line each site sits while each round of gates acts.

The basis couples sites from left to right, so gates want their sites close together, and moving
sites costs swaps. One order per distinct round is found by annealing a cost model from several
deterministic starts; the seed is fixed, so a circuit always compiles to the same program.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx
import numpy as np

from spinnet.sector.cost_model import SWAP_COST, span_cost

Order = tuple[int, ...]
"""``order[position]`` is the site there."""

Supports = tuple[tuple[int, ...], ...]
"""The supports of one round."""


@dataclass(frozen=True)
class OrderProblem:
    """The distinct rounds of a circuit and how often each follows another.

    Args:
        n_sites: Number of sites.
        distinct: The supports of each distinct round.
        counts: How often each occurs.
        transitions: ``(from, to, count)`` between distinct rounds that follow each other.
    """

    n_sites: int
    distinct: tuple[Supports, ...]
    counts: tuple[int, ...]
    transitions: tuple[tuple[int, int, int], ...]


def order_problem(rounds: Sequence[Supports], n_sites: int) -> tuple[OrderProblem, tuple[int, ...]]:
    """Return the problem of a sequence of rounds, and which distinct round each one is."""
    numbers: dict[Supports, int] = {}
    which = tuple(numbers.setdefault(tuple(sorted(one)), len(numbers)) for one in rounds)
    steps: dict[tuple[int, int], int] = {}
    for before, after in itertools.pairwise(which):
        if before != after:
            steps[before, after] = steps.get((before, after), 0) + 1
    problem = OrderProblem(
        n_sites,
        tuple(numbers),
        tuple(which.count(number) for number in range(len(numbers))),
        tuple((a, b, count) for (a, b), count in steps.items()),
    )
    return problem, which


def best_orders(problem: OrderProblem, *, sweeps: int = 150) -> tuple[Order, ...]:
    """Return one line order per distinct round with a low total cost.

    Args:
        problem: The rounds.
        sweeps: Annealing steps for each distinct round, up to 4000 in all.

    Returns:
        ``order[position] = site`` for each distinct round.
    """
    if not problem.distinct:
        return ()
    starts = [_positions(order) for order in _static_orders(problem)]
    static = min(starts, key=lambda one: _cost(problem, np.tile(one, (len(problem.distinct), 1))))
    candidates = [np.tile(static, (len(problem.distinct), 1)), _gathered(problem, static)]
    steps = min(max(sweeps * len(problem.distinct), 1500), 4000)
    annealed = [_anneal(problem, one, steps) for one in candidates]
    best = min([*candidates, *annealed], key=lambda one: _cost(problem, one))
    return tuple(tuple(int(site) for site in np.argsort(row)) for row in best)


def _positions(order: Order) -> np.ndarray:
    positions = np.empty(len(order), dtype=np.int64)
    positions[list(order)] = np.arange(len(order))
    return positions


def _static_orders(problem: OrderProblem) -> list[Order]:
    """Return orders of the interaction graph: as numbered, folded, two of low bandwidth."""
    n_sites = problem.n_sites
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(n_sites))
    for supports in problem.distinct:
        for support in supports:
            graph.add_edges_from((a, b) for a in support for b in support if a < b)
    folded = [
        site
        for pair in zip(range(n_sites), range(n_sites - 1, -1, -1), strict=True)
        for site in pair
    ]
    orders = [tuple(range(n_sites)), tuple(dict.fromkeys(folded))]
    orders.append(tuple(nx.utils.reverse_cuthill_mckee_ordering(graph)))
    laplacian = nx.laplacian_matrix(graph, nodelist=range(n_sites)).toarray()
    fiedler = np.linalg.eigh(laplacian)[1][:, min(1, n_sites - 1)]
    orders.append(tuple(int(site) for site in np.argsort(np.round(fiedler, 9), kind="stable")))
    return orders


def _gathered(problem: OrderProblem, static: np.ndarray) -> np.ndarray:
    """Return positions in which every support of a round is contiguous, near a static order."""
    rows = []
    for supports in problem.distinct:
        home = {site: float(static[site]) for site in range(problem.n_sites)}
        for support in supports:
            centre = float(np.mean([static[site] for site in support]))
            home |= {site: centre + 1e-3 * static[site] / problem.n_sites for site in support}
        order = sorted(home, key=lambda site: (home[site], site))
        rows.append(_positions(tuple(order)))
    return np.array(rows)


def _round_cost(supports: Supports, positions: np.ndarray) -> float:
    return sum(
        span_cost(int(max(positions[list(support)]) - min(positions[list(support)])) + 1)
        for support in supports
    )


def _inversions(first: np.ndarray, second: np.ndarray) -> int:
    """Return how many adjacent swaps lead from one set of positions to another."""
    one = first[:, None] < first[None, :]
    two = second[:, None] < second[None, :]
    return int(np.count_nonzero(one != two)) // 2


def _cost(problem: OrderProblem, positions: np.ndarray) -> float:
    gates = sum(
        count * _round_cost(supports, row)
        for supports, row, count in zip(problem.distinct, positions, problem.counts, strict=True)
    )
    moves = sum(
        count * _inversions(positions[a], positions[b]) for a, b, count in problem.transitions
    )
    return gates + SWAP_COST * moves


def _anneal(problem: OrderProblem, start: np.ndarray, steps: int) -> np.ndarray:
    """Lower the cost by moving runs of sites in one round at a time.

    Each step draws moves for one round, prices all of them at once, and takes one by its Boltzmann
    weight; staying is one of them.
    """
    rng = np.random.default_rng(0)
    moves, positions = _moves(problem.n_sites), start.copy()
    prices = _Prices(problem)
    cost = best_cost = _cost(problem, start)
    best = positions.copy()
    for temperature in np.geomspace(3.0, 0.02, steps):
        row = int(rng.integers(len(positions)))
        drawn = moves[rng.integers(len(moves), size=_DRAWN)]
        drawn[0] = np.arange(problem.n_sites)
        tried = np.argsort(np.argsort(positions[row])[drawn])  # (n_drawn, n_sites) positions
        price = prices.of(row, tried, positions)
        weights = np.exp(-(price - price.min()) / (temperature * prices.scale))
        chosen = int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum()))
        positions[row] = tried[chosen]
        cost += price[chosen] - price[0]
        if cost < best_cost - 1e-9:
            best, best_cost = positions.copy(), cost
    return best


_DRAWN = 48


class _Prices:
    """Prices many candidate positions of one round at once."""

    def __init__(self, problem: OrderProblem) -> None:
        self.scale = max(problem.counts)
        self._counts = problem.counts
        self._beside: list[list[tuple[int, int]]] = [[] for _ in problem.distinct]
        for a, b, count in problem.transitions:
            self._beside[a].append((b, count))
            self._beside[b].append((a, count))
        self._by_size = [_grouped_by_size(supports) for supports in problem.distinct]
        self._span_cost = np.array([0.0, *(span_cost(n + 1) for n in range(problem.n_sites))])
        self._first, self._second = np.triu_indices(problem.n_sites, 1)

    def of(self, row: int, tried: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Return the price ``(n_tried,)`` of positions ``(n_tried, n_sites)`` for one round."""
        total = np.zeros(len(tried))
        for supports in self._by_size[row]:
            places = tried[:, supports]  # (n_tried, n_supports, k)
            spans = places.max(axis=2) - places.min(axis=2) + 1
            total += self._counts[row] * self._span_cost[spans].sum(axis=1)
        for other, count in self._beside[row]:
            along = tried[:, np.argsort(positions[other])]
            crossed = along[:, self._first] > along[:, self._second]
            total += SWAP_COST * count * np.count_nonzero(crossed, axis=1)
        return total


def _grouped_by_size(supports: Supports) -> list[np.ndarray]:
    sizes = sorted({len(support) for support in supports})
    return [np.array([one for one in supports if len(one) == size]) for size in sizes]


@lru_cache(maxsize=8)
def _moves(n_sites: int) -> np.ndarray:
    """Return all moves of a run of up to three sites by up to five places, as index arrays."""
    found = []
    for length in range(1, min(3, n_sites) + 1):
        for first in range(n_sites - length + 1):
            run = list(range(first, first + length))
            rest = [site for site in range(n_sites) if site not in run]
            for reach in range(max(first - 5, 0), min(first + 5, len(rest)) + 1):
                found.append(rest[:reach] + run + rest[reach:])
                if length > 1:
                    found.append(rest[:reach] + run[::-1] + rest[reach:])
    return np.array(found)
