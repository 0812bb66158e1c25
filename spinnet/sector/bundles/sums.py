"""How a program sums the overlaps of its class: each element in its lanes, or all as a tile."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups, work
from spinnet.sector.bundles.groups import Branch
from spinnet.sector.bundles.program import (
    Program,
    Tables,
    chosen,
    each_block,
    is_interpreted,
    number_at,
)
from spinnet.sector.bundles.tiles import n_lanes, n_rows, paths_of, tile_product


class Sum(NamedTuple):
    """What a program goes through, and where its sums go.

    Args:
        mine: The program.
        tables: Where ranks are found.
        state: The planes of the state.
        adjoint: The planes of the adjoint.
        totals: Where sums are added, by plane.
        start: The place of the first element there.
        nowhere: A place for nothing.
    """

    mine: Program
    tables: Tables
    state: Sequence[Any]
    adjoint: Sequence[Any]
    totals: Sequence[Any]
    start: Any
    nowhere: int


def add_sums(own: Sum, branches: Sequence[Branch]) -> None:
    """Go through all bundles of the program and add what they sum up to.

    Args:
        own: What it goes through.
        branches: The kinds of programs that there are: all of few paths, or none.
    """
    sizes = [size for _, size in branches]
    count, most = chosen(own.mine, sizes), max(sizes)
    if most > work.MAX_FEW:
        _add_tile(own, count, n_rows(most))
    else:
        _add_elements(own, count, most)


def _add_elements(own: Sum, count: jax.Array, most: int) -> None:
    """Sum every pair of paths in lanes, and the lanes at the end.

    One code serves all bundles, as if they had as many paths as the largest: the time that Triton
    takes to compile grows much faster than the code.
    """
    mine, tables = own.mine, own.tables
    paths = range(most)
    shifts = [number_at(tables.shifts, mine.shift + m, m < count) for m in paths]

    def body(ranks: jax.Array, inside: jax.Array, sums: list[list[jax.Array]]) -> Any:
        def loaded(states: Sequence[Any]) -> list[list[jax.Array]]:
            places = [ranks + shift for shift in shifts]
            return [
                [
                    triton.load(one.at[places[m]], mask=inside & (m < count), other=0)
                    for one in states
                ]
                for m in paths
            ]

        pairs = ((a, b) for a in loaded(own.adjoint) for b in loaded(own.state))
        return [
            [total + term for total, term in zip(one, _conjugate_product(*pair), strict=True)]
            for one, pair in zip(sums, pairs, strict=True)
        ]

    zero = jnp.zeros(groups.BLOCK, own.state[0].dtype)
    nothing = [[zero] * len(own.totals) for _ in range(most * most)]
    sums = each_block(mine, tables, groups.BLOCK, body, nothing)
    for pair, one in enumerate(sums):
        a, b = divmod(pair, most)
        is_pair = max(a, b) < count
        place = jnp.where(is_pair, own.start + a * mine.size + b, own.nowhere)
        # What is interpreted knows no masks: there the last place takes zeros.
        mask = None if is_interpreted() else is_pair
        for target, total in zip(own.totals, one, strict=True):
            triton.atomic_add(target, (place,), jnp.sum(total).astype(target.dtype), mask=mask)


def _conjugate_product(a: Sequence[jax.Array], b: Sequence[jax.Array]) -> tuple[jax.Array, ...]:
    """Return the conjugate of a, times b, by plane."""
    if len(a) == 1:
        return (a[0] * b[0],)
    return a[0] * b[0] + a[1] * b[1], a[0] * b[1] - a[1] * b[0]


def _add_tile(own: Sum, size: jax.Array, rows: int) -> None:
    """Sum all pairs of paths as the product of two tiles of paths by bundles."""
    paths = paths_of(own.mine, own.tables, size, rows)

    def tile(
        ranks: jax.Array, inside: jax.Array, sums: Sequence[jax.Array]
    ) -> tuple[jax.Array, ...]:
        places, mask = paths.places(ranks, inside)
        state, adjoint = (
            [triton.load(one.at[places], mask=mask, other=0) for one in states]
            for states in (own.state, own.adjoint)
        )
        return _added(sums, state, adjoint)

    zero = jnp.zeros(paths.is_pair.shape, own.state[0].dtype)
    nothing = (zero,) * len(own.totals)
    sums = each_block(own.mine, own.tables, n_lanes(rows), tile, nothing)
    place = own.start + paths.number[:, None] * own.mine.size + paths.number[None, :]
    place = jnp.where(paths.is_pair, place, own.nowhere)
    mask = None if is_interpreted() else paths.is_pair
    for target, total in zip(own.totals, sums, strict=True):
        triton.atomic_add(target, (place,), total.astype(target.dtype), mask=mask)


def _added(
    sums: Sequence[jax.Array], state: Sequence[jax.Array], adjoint: Sequence[jax.Array]
) -> tuple[jax.Array, ...]:
    """Add the products of two tiles: rows are paths of the adjoint, columns of the state."""
    product = partial(tile_product, transposed=True)
    real = sum((product(one, other) for one, other in zip(adjoint, state, strict=True)), sums[0])
    if len(sums) == 1:
        return (real,)
    turned = product(adjoint[0], state[1]) - product(adjoint[1], state[0])
    return real, sums[1] + turned
