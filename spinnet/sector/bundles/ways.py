"""How a program multiplies: bundles unrolled, bundles as tiles, or closed blocks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups, work
from spinnet.sector.bundles.elements import Matrices, products
from spinnet.sector.bundles.groups import Branch
from spinnet.sector.bundles.program import (
    OUTSIDE,
    Program,
    Tables,
    chosen,
    each_block,
    is_interpreted,
    number_at,
)
from spinnet.sector.bundles.tiles import n_lanes, n_rows, paths_of, tile_product


class Sweep(NamedTuple):
    """What a program goes through.

    Args:
        mine: The program.
        matrices: The matrices of the operation.
        tables: Where ranks are found.
        states: What is read and written: the planes of one state after the other.
        n_planes: Planes of a state.
        counts: Paths of a bundle, for each branch.
    """

    mine: Program
    matrices: Matrices
    tables: Tables
    states: Sequence[Any]
    n_planes: int
    counts: Sequence[int]


def run(sweep: Sweep, branches: Sequence[Branch]) -> None:
    """Go through all bundles of the program, in the way of its branch.

    Args:
        sweep: What it goes through.
        branches: The kinds of programs that there are.
    """
    sizes = [size for is_closed, size in branches if not is_closed]
    ways = [_way(*branch, sizes) for branch in branches]
    distinct = list(dict.fromkeys(ways))
    code = [partial(way, sweep, *numbers) for way, *numbers in distinct]
    if len(code) == 1:
        code[0]()
    else:
        jax.lax.switch(chosen(sweep.mine, [distinct.index(way) for way in ways]), code)


def _way(is_closed: bool, size: int, sizes: Sequence[int]) -> tuple[Any, ...]:
    """Return the code that runs a branch, and the numbers of paths that it is for."""
    if is_closed:
        return _closed, size
    if size > work.MAX_UNROLLED:
        return _tiles, n_rows(size)
    if size <= work.MAX_FEW:
        return _unrolled, size, size
    # Five paths run as six of which one is empty: to compile two codes takes several times as long.
    return _unrolled, min(sizes), max(sizes)


def _unrolled(sweep: Sweep, least: int, most: int) -> None:
    """Multiply bundles path by path, those of fewer paths than the most with empty ones."""
    mine, tables, count = sweep.mine, sweep.tables, chosen(sweep.mine, sweep.counts)
    is_path = [None if m < least else m < count for m in range(most)]
    # All are read before the first bundle: what is stored there might be them, as far as is known.
    shifts = [number_at(tables.shifts, mine.shift + m, is_path[m]) for m in range(most)]
    elements = [
        [sweep.matrices.elements(a, b, is_path[max(a, b)]) for b in range(most)]
        for a in range(most)
    ]

    def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
        places = [ranks + shift for shift in shifts]
        masks = [inside if one is None else inside & one for one in is_path]
        for group in _apart(sweep):
            values = [_loaded(state, places, masks) for state in group]
            for row, place, mask in zip(elements, places, masks, strict=True):
                sums = products(row, values, sweep.n_planes, sweep.matrices.form)
                _store(group, sums, place, mask)
        return carry

    each_block(mine, tables, groups.BLOCK, body, 0)


def _tiles(sweep: Sweep, rows: int) -> None:
    """Multiply bundles of many paths."""
    mine, form = sweep.mine, sweep.matrices.form
    paths = paths_of(mine, sweep.tables, chosen(mine, sweep.counts), rows)
    factors = sweep.matrices.tiles(paths)

    def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
        places, mask = paths.places(ranks, inside)
        for group in _apart(sweep):
            values = [_loaded(state, [places], [mask]) for state in group]
            sums = products([factors], values, sweep.n_planes, form, tile_product)
            _store(group, sums, places, mask)
        return carry

    each_block(mine, sweep.tables, n_lanes(rows), body, 0)


def _apart(sweep: Sweep) -> list[Sequence[Any]]:
    """Return what is multiplied at a time: a state, or both if the second receives from the first.

    Fewer numbers in registers are more programs at a time.
    """
    step = len(sweep.states) if sweep.matrices.form.is_added else sweep.n_planes
    return [sweep.states[first : first + step] for first in range(0, len(sweep.states), step)]


def _closed(sweep: Sweep, size: int) -> None:
    """Multiply a block of paths that holds all partners of each."""
    mine, matrices, tables = sweep.mine, sweep.matrices, sweep.tables
    fields, shifts = mine.fields, tables.shifts
    lane = jnp.arange(groups.CLOSED_BLOCK, dtype=tables.wide)
    inside, number = lane < fields["lanes"], lane + fields["lane"]
    keys = triton.load(tables.lists.at[fields["listed"] + number], mask=inside, other=0)
    classes, own = keys // size, keys % size
    start = mine.shift + classes * size
    back = triton.load(shifts.at[start + own], mask=inside, other=0)
    moves = [triton.load(shifts.at[start + m], mask=inside, other=0) - back for m in range(size)]
    elements = [matrices.of_lanes(classes, own, m, size, inside) for m in range(size)]
    number = number + mine.batch.astype(tables.wide) * mine.stride

    def prefix(n: Any, carry: Any) -> Any:
        ranks = tables.firsts[fields["first"] + n].astype(tables.wide) + number
        ranks = jnp.where(inside, ranks, OUTSIDE)
        places = [ranks + move for move in moves]
        values = [_loaded(state, places, [inside] * size) for state in sweep.states]
        sums = products(elements, values, sweep.n_planes, matrices.form)
        if not is_interpreted():
            triton.debug_barrier()  # what others read is written from here on
        _store(sweep.states, sums, ranks, inside)
        return carry

    jax.lax.fori_loop(fields["start"], fields["stop"], prefix, 0)


def _loaded(state: Any, places: Sequence[jax.Array], masks: Sequence[jax.Array]) -> list[jax.Array]:
    return [
        triton.load(state.at[place], mask=mask, other=0)
        for place, mask in zip(places, masks, strict=True)
    ]


def _store(states: Sequence[Any], sums: list[jax.Array], place: jax.Array, inside: Any) -> None:
    for state, total in zip(states, sums, strict=True):
        triton.store(state.at[place], total, mask=inside)
