"""The line order on which a model is applied most cheaply.

A bond acts where its sites are close on the line. The order is annealed under the number of steps
of the walk that `walk_steps` makes of it; the seed is fixed, so that a model always has the same
order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.sector.bond_route import Pair
from spinnet.sector.line_order import Order, best_orders, order_problem
from spinnet.sector.walk_steps import walk_steps

_LARGE = ((28, 150), (20, 60))
"""From how many sites on how many annealing steps pay: one takes 3 ms on 12 sites, 50 ms on 36."""

_WARM, _COLD = 2.0, 0.2  # temperatures, in steps


@lru_cache(maxsize=16)
def model_order(model: HeisenbergModel, *, steps: int | None = None) -> Order:
    """Return a line order on which the model's walk is short.

    Args:
        model: The model.
        steps: Annealing steps; None takes none below 20 sites, 150 from 28 sites on.
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
    cost, order = min((len(walk_steps(pairs, one)), one) for one in starts)
    best = (cost, order)
    for temperature in np.linspace(_WARM, _COLD, steps):
        trial = _moved(order, rng)
        price = len(walk_steps(pairs, trial))
        if price <= cost or rng.random() < np.exp((cost - price) / temperature):
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
