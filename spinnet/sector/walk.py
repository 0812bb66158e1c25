r"""A model applied on a walk over line orders: what Lanczos needs.

The state and the sum collected so far go through the steps side by side. A step with permutation M
that counts the bonds C maps them to

.. math:: (\psi, s) \mapsto (M \psi,\; M s + M C \psi),

one reading and one writing of both. At the end they are in another line order. The recurrence of
two vectors walks back with its next product: the same steps in reverse, with transposed matrices.
Where a product is wanted at home, the sum alone is moved back.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.layout import layout
from spinnet.sector.line_order import Order
from spinnet.sector.pair_product import pair_product
from spinnet.sector.walk_steps import walk_steps
from spinnet.sector.window import bond_table, permutation_table


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Walk:
    """A model compiled for a sector and a line order.

    Args:
        layout: The layout of the steps' width.
        moves: The distinct permutations ``(n_moves, n_classes, M, M)``.
        swaps: The swap of each pair of window positions ``(n_pairs, n_classes, M, M)``.
        move: ``(n_steps,)``: which permutation.
        weights: ``(n_steps, n_pairs)``: the weight of each swap counted before it.
        window: ``(n_steps,)``: first position of the window.
        constant: The part of the model that is a number.
    """

    layout: AbstractLayout
    moves: jax.Array
    swaps: jax.Array
    move: jax.Array
    weights: jax.Array
    window: jax.Array
    constant: jax.Array


def compile_walk(model: HeisenbergModel, two_total: int, order: Order) -> Walk:
    """Return the walk of a model that begins in a line order.

    Args:
        model: The model.
        two_total: Twice the total spin of the sector.
        order: ``order[position]`` is the site there.
    """
    basis = SectorBasis(model.n_sites, two_total)
    constant, swaps = model.swap_form()
    steps = walk_steps([(i, j) for i, j, _ in swaps], order)
    width = len(steps[0].after)
    slots = {pair: number for number, pair in enumerate(combinations(range(width), 2))}
    weights = np.zeros((len(steps), len(slots)))
    for row, step in zip(weights, steps, strict=True):
        for a, b, number in step.pairs:
            row[slots[a, b]] = swaps[number][2]
    distinct = dict.fromkeys(step.after for step in steps)
    kinds = {after: number for number, after in enumerate(distinct)}
    return Walk(
        layout(basis, width),
        jnp.asarray(np.stack([permutation_table(width, basis.max_height, one) for one in kinds])),
        jnp.asarray(bond_table(width, basis.max_height)),
        jnp.asarray(np.array([kinds[step.after] for step in steps], dtype=np.int32)),
        jnp.asarray(weights),
        jnp.asarray(np.array([step.start for step in steps], dtype=np.int32)),
        jnp.asarray(float(constant)),
    )


def walk(steps: Walk, columns: jax.Array, *, backwards: bool) -> jax.Array:
    """Return a state and ``H state`` added to a sum, at the other end of the walk.

    Args:
        steps: The walk.
        columns: The state and the sum ``(dimension, 2)``, real, in the line order of this end.
        backwards: Whether this end is the last one.
    """
    second = jnp.arange(2, dtype=columns.dtype)
    first = columns + steps.constant * second * columns[:, :1]

    def step(current, one):
        move, weights, window = one
        turn = steps.moves[move]
        added = turn @ jnp.tensordot(weights, steps.swaps, 1)  # (n_classes, M, M)
        if backwards:
            turn, added = jnp.swapaxes(turn, 1, 2), jnp.swapaxes(added, 1, 2)
        return pair_product(steps.layout, current, turn, added, window), None

    numbers = (steps.move, steps.weights, steps.window)
    return jax.lax.scan(step, first, numbers, reverse=backwards)[0]


def walked_product(steps: Walk, state: jax.Array) -> jax.Array:
    """Return H applied to a state, in the same line order.

    Args:
        steps: The walk.
        state: ``(dimension,)``, real, in the walk's first line order.
    """
    columns = jnp.stack([state, jnp.zeros_like(state)], axis=1)
    total = walk(steps, columns, backwards=False)[:, 1:]

    def step(current, one):
        move, window = one
        turn = jnp.swapaxes(steps.moves[move], 1, 2)
        return steps.layout.apply(current, turn, window), None

    return jax.lax.scan(step, total, (steps.move, steps.window), reverse=True)[0][:, 0]
