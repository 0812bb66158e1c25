r"""A model applied on a walk over line orders: what Lanczos needs.

The state and the sum collected so far go through the steps side by side. A step with permutation M
that counts the bonds C maps them to

.. math:: (\psi, s) \mapsto (M \psi,\; M s + M C \psi),

one reading and one writing of both. At the end they are in another line order. The recurrence of
two vectors walks back with its next product: the same steps in reverse, with transposed matrices.
Where a product is wanted at home, the sum alone is moved back.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import model as bundles
from spinnet.sector.layout import layout
from spinnet.sector.line_order import Order
from spinnet.sector.pair_product import pair_product
from spinnet.sector.walk_steps import walk_steps
from spinnet.sector.window import bond_table, permutation_table


class AbstractWalk(abc.ABC):
    """A model compiled for a sector and a line order; a pytree of constants."""

    @abc.abstractmethod
    def walked(
        self, state: jax.Array, total: jax.Array, *, backwards: bool
    ) -> tuple[jax.Array, jax.Array]:
        """Return a state and ``H state`` added to a sum, at the other end of the walk.

        Args:
            state: ``(dimension,)``, real, in the line order of this end.
            total: The sum so far, likewise.
            backwards: Whether this end is the last one.
        """

    @abc.abstractmethod
    def product(self, state: jax.Array) -> jax.Array:
        """Return H applied to a state, in the same line order.

        Args:
            state: ``(dimension,)``, real, in the walk's first line order.
        """


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class LayoutWalk(AbstractWalk):
    """A walk in plain JAX.

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

    def walked(
        self, state: jax.Array, total: jax.Array, *, backwards: bool
    ) -> tuple[jax.Array, jax.Array]:
        """Return state and sum at the other end, see `AbstractWalk`."""

        def step(
            current: tuple[jax.Array, jax.Array], one: tuple[jax.Array, ...]
        ) -> tuple[tuple[jax.Array, jax.Array], None]:
            move, weights, window = one
            turn = self.moves[move]
            added = turn @ jnp.tensordot(weights, self.swaps, 1)  # (n_classes, M, M)
            if backwards:
                turn, added = jnp.swapaxes(turn, 1, 2), jnp.swapaxes(added, 1, 2)
            return pair_product(self.layout, *current, turn, added, window), None

        first = (state, total + self.constant * state)
        numbers = (self.move, self.weights, self.window)
        return jax.lax.scan(step, first, numbers, reverse=backwards)[0]

    def product(self, state: jax.Array) -> jax.Array:
        """Return H applied to a state, see `AbstractWalk`."""
        _, total = self.walked(state, jnp.zeros_like(state), backwards=False)

        def step(current, one):
            move, window = one
            turn = jnp.swapaxes(self.moves[move], 1, 2)
            return self.layout.apply(current, turn, window), None

        steps = (self.move, self.window)
        return jax.lax.scan(step, total[:, None], steps, reverse=True)[0][:, 0]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BundleWalk(AbstractWalk):
    """A walk in the kernels of a GPU, in the memory of state and sum.

    Args:
        steps: The model's steps.
    """

    steps: bundles.ModelSteps

    def walked(
        self, state: jax.Array, total: jax.Array, *, backwards: bool
    ) -> tuple[jax.Array, jax.Array]:
        """Return state and sum at the other end, see `AbstractWalk`."""
        (turned,), (found,) = bundles.walked(
            self.steps, (state[None],), (total[None],), is_inverse=backwards
        )
        return turned[0], found[0]

    def product(self, state: jax.Array) -> jax.Array:
        """Return H applied to a state, see `AbstractWalk`."""
        return bundles.product(self.steps, (state[None],))[0][0]


def compile_walk(model: HeisenbergModel, two_total: int, order: Order) -> AbstractWalk:
    """Return the walk of a model that begins in a line order, for the default device.

    Args:
        model: The model.
        two_total: Twice the total spin of the sector.
        order: ``order[position]`` is the site there.
    """
    if jax.default_backend() == "gpu":
        return BundleWalk(bundles.compile_model_steps(model, two_total, order))
    return layout_walk(model, two_total, order)


def layout_walk(model: HeisenbergModel, two_total: int, order: Order) -> LayoutWalk:
    """Return a walk in plain JAX.

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
    return LayoutWalk(
        layout(basis, width),
        jnp.asarray(np.stack([permutation_table(width, basis.max_height, one) for one in kinds])),
        jnp.asarray(bond_table(width, basis.max_height)),
        jnp.asarray(np.array([kinds[step.after] for step in steps], dtype=np.int32)),
        jnp.asarray(weights),
        jnp.asarray(np.array([step.start for step in steps], dtype=np.int32)),
        jnp.asarray(float(constant)),
    )
