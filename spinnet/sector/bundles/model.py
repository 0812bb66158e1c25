r"""A model applied on a walk over line orders, in the memory of the state and the sum.

A step with permutation M that counts the bonds C maps the state and the sum collected so far to
:math:`(M \psi,\; M s + M C \psi)`. Bonds are counted as swaps less one, which leaves bundles of one
path alone; the ones are added up in a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.kernel import Planes, add_product, apply
from spinnet.sector.bundles.program import Operation
from spinnet.sector.bundles.work import Work, window_work
from spinnet.sector.line_order import Order
from spinnet.sector.walk_steps import WalkStep, walk_steps
from spinnet.sector.window import bond_table, permutation_table


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ModelSteps:
    """A model compiled for a sector and a line order.

    Args:
        work: The programs of all windows.
        operations: ``(n_steps, 4)``: the numbers of each `Operation`.
        matrices: ``(n_matrices, n_places)``: M of the distinct permutations, then M C of each step.
        constant: The part of the model that is a number, ones of counted swaps included.
    """

    work: Work
    operations: jax.Array
    matrices: jax.Array
    constant: jax.Array


def compile_model_steps(model: HeisenbergModel, two_total: int, order: Order) -> ModelSteps:
    """Return the steps of a model, on a walk that begins in a line order.

    Args:
        model: The model.
        two_total: Twice the total spin of the sector.
        order: ``order[position]`` is the site there.
    """
    basis = SectorBasis(model.n_sites, two_total)
    constant, swaps = model.swap_form()
    steps = walk_steps([(i, j) for i, j, _ in swaps], order) or (WalkStep(0, (0,), ()),)
    width = len(steps[0].after)
    moves = dict.fromkeys(step.after for step in steps)
    turns = {after: permutation_table(width, basis.max_height, after) for after in moves}
    weights = [weight for _, _, weight in swaps]
    added = [turns[one.after] @ _counted(basis, width, one, weights) for one in steps]
    windows = tuple(dict.fromkeys(Window(width, step.start, False) for step in steps))
    rows = Operation(
        [windows.index(Window(width, step.start, False)) for step in steps],
        [list(moves).index(step.after) for step in steps],
        [len(moves) + number for number in range(len(steps))],
        [-1] * len(steps),
    )
    return ModelSteps(
        window_work(basis, windows),
        jax.device_put(np.stack(rows, axis=1).astype(np.int32)),
        jax.device_put(np.stack([*turns.values(), *added]).reshape(len(moves) + len(steps), -1)),
        jax.device_put(np.float64(constant + sum(weights))),
    )


def _counted(basis: SectorBasis, width: int, step: WalkStep, weights: list[float]) -> np.ndarray:
    """Return the swaps counted in a step, each less one, in every class."""
    one = permutation_table(width, basis.max_height, tuple(range(width)))
    if not step.pairs:
        return np.zeros_like(one)
    slots = {pair: number for number, pair in enumerate(combinations(range(width), 2))}
    swaps = bond_table(width, basis.max_height)
    terms = [weights[number] * (swaps[slots[a, b]] - one) for a, b, number in step.pairs]
    return np.sum(terms, axis=0)


def walked(
    steps: ModelSteps, state: Planes, total: Planes, *, is_inverse: bool = False
) -> tuple[Planes, Planes]:
    """Return a state and ``H state`` added to a sum, at the other end of the walk.

    Args:
        steps: The model.
        state: ``(n_batch, dimension)``, by plane, in the line order of this end.
        total: The sum so far, likewise.
        is_inverse: Whether this end is the last one.
    """
    matrices = _for_batch(steps, state)
    own = steps.constant.astype(state[0].dtype)
    total = tuple(one + own * plane for one, plane in zip(total, state, strict=True))

    def step(states: tuple[Planes, Planes], operation: jax.Array) -> tuple[Any, None]:
        found = add_product(steps.work, operation, matrices, states, is_inverse=is_inverse)
        return found, None

    return jax.lax.scan(step, (state, total), steps.operations, reverse=is_inverse)[0]


def product(steps: ModelSteps, state: Planes) -> Planes:
    """Return ``H state`` in the line order of the state.

    Args:
        steps: The model.
        state: ``(n_batch, dimension)``, by plane, in the walk's first line order.
    """
    matrices = _for_batch(steps, state)
    _, total = walked(steps, state, tuple(jnp.zeros_like(plane) for plane in state))

    def step(current: Planes, operation: jax.Array) -> tuple[Planes, None]:
        return apply(steps.work, operation, matrices, (current,), is_inverse=True)[0], None

    return jax.lax.scan(step, total, steps.operations, reverse=True)[0]


def _for_batch(steps: ModelSteps, state: Planes) -> Planes:
    n_batch = state[0].shape[0]
    own = steps.matrices.astype(state[0].dtype)
    return (jnp.broadcast_to(own, (n_batch, *own.shape)),)
