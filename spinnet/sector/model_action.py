"""The action of a Heisenberg model in a sector: energies, H applied to a state, bond correlations.

Swaps of neighbouring sites are local; the state and the sum collected so far walk over line orders
in which every bond is local once (``bond_route.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding

from hamiltonians import HeisenbergModel
from spinnet.sector import kernel
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import Cover, Stop, bond_route
from spinnet.sector.evolution import Kind, Schedule
from spinnet.sector.layout import layout
from spinnet.sector.line_order import Order
from spinnet.sector.program import compile_schedule
from spinnet.sector.window import bond_table


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ModelAction:
    """A model compiled for a sector and a line order.

    A walk goes from stop to stop: first the moves that lead there, then the covers.

    Args:
        moves: Permutations, in time order.
        covers: Windows that count bonds; ``covers.kind`` indexes ``covers.kinds``.
        weights: ``(n_covers, n_pairs)``: the weight of each swap counted in a window.
        bond: ``(n_covers, n_pairs)``: the number of the swap counted there, or ``n_swaps``.
        each: ``(n_swaps,)``: zeros, one for each swap.
        last_move: ``(n_stops,)``: one past the last move that leads to a stop.
        last_cover: ``(n_stops,)``: one past its last cover.
        constant: The part of the model that is a number.
    """

    moves: Schedule
    covers: Schedule
    weights: jax.Array
    bond: jax.Array
    each: jax.Array
    last_move: jax.Array
    last_cover: jax.Array
    constant: jax.Array


def compile_model(
    model: HeisenbergModel,
    two_total: int,
    order: Order,
    visits: Sequence[Order] = (),
    sharding: NamedSharding | None = None,
) -> ModelAction:
    """Return the action of a model on states in a line order.

    Args:
        model: The model.
        two_total: Twice the total spin of the sector.
        order: ``order[position]`` is the site there.
        visits: Line orders worth visiting on the way.
        sharding: How states are spread over devices; None is the default device alone.
    """
    constant, swaps = model.swap_form()
    weights = np.array([weight for _, _, weight in swaps])
    return compile_swaps(
        SectorBasis(model.n_sites, two_total),
        len(swaps),
        weights,
        float(constant),
        bond_route([(i, j) for i, j, _ in swaps], order, visits),
        sharding,
    )


def compile_swaps(
    basis: SectorBasis,
    n_swaps: int,
    weights: np.ndarray,
    constant: float,
    stops: Sequence[Stop],
    sharding: NamedSharding | None = None,
) -> ModelAction:
    """Return ``constant + sum_n weights[n] * swap_n`` along a walk over line orders.

    Args:
        basis: The sector.
        n_swaps: Number of swaps.
        weights: One per swap.
        constant: What is added, times the identity.
        stops: The walk, from `bond_route`.
        sharding: How states are spread over devices; None is the default device alone.
    """
    moves = [move for stop in stops for move in stop.moves]
    covers = [cover for stop in stops for cover in stop.covers]
    n_pairs = max([len(cover.bonds) for cover in covers] + [1])
    bond = np.full((len(covers), n_pairs), n_swaps, dtype=np.int32)
    for row, cover in zip(bond, covers, strict=True):
        row[: len(cover.bonds)] = [n if n >= 0 else n_swaps for n in cover.bonds]
    return ModelAction(
        compile_schedule(basis, moves, sharding),
        _cover_schedule(basis, covers, sharding),
        jnp.asarray(np.append(weights, 0.0)[bond]),
        jnp.asarray(bond),
        jnp.zeros(n_swaps),
        jnp.asarray(np.cumsum([len(stop.moves) for stop in stops], dtype=np.int32)),
        jnp.asarray(np.cumsum([len(stop.covers) for stop in stops], dtype=np.int32)),
        jnp.asarray(constant),
    )


def _cover_schedule(
    basis: SectorBasis, covers: Sequence[Cover], sharding: NamedSharding | None
) -> Schedule:
    widths = sorted({cover.width for cover in covers})
    kinds = tuple(
        Kind(layout(basis, width, sharding), jnp.asarray(bond_table(width, basis.max_height)[None]))
        for width in widths
    )
    kind = np.array([widths.index(cover.width) for cover in covers], dtype=np.int32)
    window = np.array([cover.start for cover in covers], dtype=np.int32)
    zeros = np.zeros_like(kind)
    return Schedule(kinds, *map(jnp.asarray, (kind, zeros, window, zeros.astype(bool))))


def apply_model(action: ModelAction, state: jax.Array) -> jax.Array:
    """Return H applied to a state ``(dimension, *batch)``, in the same line order.

    Args:
        action: The compiled model.
        state: Amplitudes.
    """

    def move(carried, number):
        return tuple(_move(action.moves, number, one, backwards=False) for one in carried)

    def count(carried, number):
        current, collected = carried
        return current, collected + _cover_product(action, number, current)

    def back(collected, number):
        return _move(action.moves, number, collected, backwards=True), None

    # The moves carry the state and the sum collected so far, and the sum back in the end.
    columns = state[:, None]
    _, collected = _walk(action, move, count, (columns, jnp.zeros_like(columns)))
    if action.moves.kinds:
        numbers = jnp.arange(action.moves.window.shape[0])
        collected = jax.lax.scan(back, collected, numbers, reverse=True)[0]
    return collected[:, 0] + action.constant.astype(state.real.dtype) * state


def swap_expectations(action: ModelAction, state: jax.Array) -> jax.Array:
    """Return the expectation of each swap of the model ``(n_swaps, *batch)``.

    Args:
        action: The compiled model.
        state: Amplitudes ``(dimension, *batch)``.
    """
    batch = state.shape[1:]
    n_pairs = action.bond.shape[1]

    def move(carried, number):
        current, found = carried
        return _move(action.moves, number, current[:, None], backwards=False)[:, 0], found

    def count(carried, number):
        current, found = carried
        branches = [
            lambda window, current, kind=kind: _pair_values(kind, window, current, n_pairs)
            for kind in action.covers.kinds
        ]
        window = action.covers.window[number]
        values = jax.lax.switch(action.covers.kind[number], branches, window, current)
        return current, found.at[action.bond[number]].add(values)

    found = jnp.zeros((len(action.each) + 1, *batch), dtype=state.real.dtype)
    return _walk(action, move, count, (state, found))[1][:-1]


def _pair_values(kind: Kind, window: jax.Array, current: jax.Array, n_pairs: int) -> jax.Array:
    values = kind.layout.overlaps(current, current, kind.tables[0], window).real
    return jnp.pad(values, [(0, n_pairs - values.shape[0])] + [(0, 0)] * (values.ndim - 1))


def _walk(action: ModelAction, move, count, carried):
    """Return what is carried after all stops: ``move`` and ``count`` take it and a number."""
    if not action.covers.kinds:
        return carried  # no bond, no stop

    def stop(so_far, bounds):
        (first_move, last_move), (first_cover, last_cover) = bounds
        current = jax.lax.fori_loop(first_move, last_move, lambda n, one: move(one, n), so_far)
        return (
            jax.lax.fori_loop(first_cover, last_cover, lambda n, one: count(one, n), current),
            None,
        )

    bounds = [
        (jnp.concatenate([jnp.zeros_like(last[:1]), last[:-1]]), last)
        for last in (action.last_move, action.last_cover)
    ]
    return jax.lax.scan(stop, carried, bounds)[0]


def _cover_product(action: ModelAction, number: jax.Array, state: jax.Array) -> jax.Array:
    """Return the swaps counted in one window applied to a state."""

    def product(kind: Kind):
        def branch(weights, window, current):
            values = weights[: kind.n_entries].astype(current.real.dtype)
            matrices = kernel.class_matrices(values, kind.tables, jnp.int32(0))
            matrices = _for_batch(matrices, current)
            return kind.layout.apply(current, matrices, window)

        return branch

    branches = [product(kind) for kind in action.covers.kinds]
    covers = action.covers
    return jax.lax.switch(
        covers.kind[number], branches, action.weights[number], covers.window[number], state
    )


def _move(moves: Schedule, number: jax.Array, state: jax.Array, *, backwards: bool) -> jax.Array:
    """Return a state after one permutation of the walk, or its inverse."""
    if not moves.kinds:
        return state

    def turn(kind: Kind):
        def branch(kind_type, window, current):
            one = jnp.ones((1,), dtype=current.real.dtype)
            matrices = kernel.class_matrices(one, kind.tables, kind_type)
            matrices = kernel.adjoint(matrices) if backwards else matrices
            return kind.layout.apply(current, _for_batch(matrices, current), window)

        return branch

    branches = [turn(kind) for kind in moves.kinds]
    return jax.lax.switch(
        moves.kind[number], branches, moves.kind_type[number], moves.window[number], state
    )


def _for_batch(matrices: jax.Array, state: jax.Array) -> jax.Array:
    """Give constant matrices an axis of length one for every batch axis of the columns."""
    return matrices.reshape(*matrices.shape, *(1,) * (state.ndim - 2))
