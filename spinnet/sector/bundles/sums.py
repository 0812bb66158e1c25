"""How a program sums the overlaps of its class: lane by lane, or lanes as products of tiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups
from spinnet.sector.bundles.codes import Code, n_rows
from spinnet.sector.bundles.program import Program, Tables, each_block, is_interpreted, load
from spinnet.sector.bundles.tiles import Paths, n_lanes, paths_of, tile_product


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


def add_sums(own: Sum, code: Code) -> None:
    """Go through all bundles of the program and add what they sum up to.

    Args:
        own: What it goes through.
        code: In which way: every lane has its own sums, or the units for tiles sum over lanes.
    """
    rows, is_tile = n_rows(code.most, 1), code.way == "tiles"
    lanes = n_lanes(rows) if is_tile else groups.BLOCK
    paths = paths_of(own.mine, own.tables, rows)

    def body(ranks: jax.Array, inside: jax.Array, sums: Any) -> Any:
        places, mask = paths.places(ranks, inside)
        state, adjoint = (
            [load(one, places, mask) for one in states] for states in (own.state, own.adjoint)
        )
        return _added(sums, state, adjoint, _of_tiles if is_tile else _of_lanes)

    nothing = jnp.zeros((rows, rows) if is_tile else (rows, rows, lanes), own.state[0].dtype)
    sums = each_block(own.mine, own.tables, lanes, body, [nothing] * len(own.totals))
    _add(own, paths, sums if is_tile else [jnp.sum(one, axis=2) for one in sums])


def _added(
    sums: Sequence[jax.Array],
    state: Sequence[jax.Array],
    adjoint: Sequence[jax.Array],
    product: Callable[[jax.Array, jax.Array], jax.Array],
) -> list[jax.Array]:
    """Add the products of two tiles, by plane; first come the paths of the adjoint."""
    real = sum((product(one, other) for one, other in zip(adjoint, state, strict=True)), sums[0])
    if len(sums) == 1:
        return [real]
    return [real, sums[1] + product(adjoint[0], state[1]) - product(adjoint[1], state[0])]


_of_tiles = partial(tile_product, transposed=True)


def _of_lanes(adjoint: jax.Array, state: jax.Array) -> jax.Array:
    return adjoint[:, None] * state[None]


def _add(own: Sum, paths: Paths, sums: Sequence[jax.Array]) -> None:
    """Add the sums of all pairs of paths to those of the gate."""
    place = own.start + paths.number[:, None] * own.mine.size + paths.number[None, :]
    place = jnp.where(paths.is_pair, place, own.nowhere)
    # What is interpreted knows no masks: there the last place takes zeros.
    mask = None if is_interpreted() else paths.is_pair
    for target, total in zip(own.totals, sums, strict=True):
        triton.atomic_add(target, (place,), total.astype(target.dtype), mask=mask)
