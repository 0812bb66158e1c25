"""The line order on which a model is applied most cheaply.

A bond acts where its sites are close on the line, and moving sites costs three times: the state,
the sum collected and the sum on its way back. The order is annealed under the cost of the walk that
`bond_route` makes of it; the seed is fixed, so that a model always has the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.sector.bond_route import Pair, Stop, bond_route
from spinnet.sector.cost_model import window_cost
from spinnet.sector.line_order import Order, best_orders, order_problem

_LARGE = ((28, 600), (20, 150))
"""From how many sites on how many annealing steps pay: one takes 3 ms on 12 sites, 50 ms on 36."""

_WARM, _COLD = 30.0, 0.5  # temperatures, in units of moving a state once


def route_cost(stops: Sequence[Stop]) -> float:
    """Return the cost of a walk: covers count once, moves three times.

    Args:
        stops: The walk.
    """
    moves = sum(window_cost(move.width) for stop in stops for move in stop.moves)
    covers = sum(window_cost(cover.width) for stop in stops for cover in stop.covers)
    return 3 * moves + covers


@lru_cache(maxsize=16)
def model_order(model: HeisenbergModel, *, steps: int | None = None) -> Order:
    """Return a line order on which the model's walk is short.

    Args:
        model: The model.
        steps: Annealing steps; None takes none below 20 sites, 600 from 28 sites on.
    """
    if steps is None:
        steps = next((number for least, number in _LARGE if model.n_sites >= least), 0)
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    problem, _ = order_problem([tuple(pairs)], model.n_sites)
    natural = tuple(range(model.n_sites))
    return _annealed(pairs, (natural, *best_orders(problem)), steps)


def _annealed(pairs: Sequence[Pair], starts: Sequence[Order], steps: int) -> Order:
    """Lower the cost by moving runs of sites along the line."""
    rng = np.random.default_rng(0)
    cost, order = min((route_cost(bond_route(pairs, one)), one) for one in starts)
    best = (cost, order)
    for temperature in np.linspace(_WARM, _COLD, steps):
        trial = _moved(order, rng)
        price = route_cost(bond_route(pairs, trial))
        if price < cost or rng.random() < np.exp((cost - price) / temperature):
            cost, order = price, trial
            best = min(best, (cost, order))
    return best[1]


def _moved(order: Order, rng: np.random.Generator) -> Order:
    """Return an order with a run of up to three sites put elsewhere, turned round or not."""
    length = int(rng.integers(1, min(4, len(order))))
    first = int(rng.integers(len(order) - length + 1))
    run, rest = order[first : first + length], order[:first] + order[first + length :]
    place = int(np.clip(first + rng.integers(-5, 6), 0, len(rest)))
    return rest[:place] + run[:: int(rng.choice((1, -1)))] + rest[place:]
