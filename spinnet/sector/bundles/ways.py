"""How a program multiplies: bundles in lanes, bundles as tiles, or closed blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups
from spinnet.sector.bundles.codes import Code
from spinnet.sector.bundles.elements import Matrices, products
from spinnet.sector.bundles.program import (
    OUTSIDE,
    Program,
    Tables,
    each_block,
    is_interpreted,
    number_at,
)
from spinnet.sector.bundles.tiles import n_lanes, paths_of, tile_product


class Sweep(NamedTuple):
    """What a program goes through.

    Args:
        mine: The program.
        matrices: The matrices of the operation.
        tables: Where ranks are found.
        states: What is read and written: the planes of one state after the other.
        n_planes: Planes of a state.
    """

    mine: Program
    matrices: Matrices
    tables: Tables
    states: Sequence[Any]
    n_planes: int


def run(sweep: Sweep, code: Code, lanes: int) -> None:
    """Go through all bundles of the program.

    Args:
        sweep: What it goes through.
        code: In which way.
        lanes: How many bundles in lanes at a time.
    """
    if code.way == "lanes":
        _multiply_in_lanes(sweep, code.most, lanes)
    elif code.way == "tiles":
        _multiply_tiles(sweep, code.most)
    else:
        _multiply_closed(sweep, code.most)


def _multiply_in_lanes(sweep: Sweep, most: int, lanes: int) -> None:
    """Multiply bundles path by path, those of fewer paths than the most with empty ones."""
    mine, tables = sweep.mine, sweep.tables
    is_path = [m < mine.fields["n_paths"] for m in range(most)]
    # All are read before the first bundle: what is stored there might be them, as far as is known.
    shifts = [number_at(tables.shifts, mine.shift + m, is_path[m]) for m in range(most)]

    def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
        places = [ranks + shift for shift in shifts]
        masks = [inside & one for one in is_path]
        for states in _apart(sweep):
            values = [_loaded(state, places, masks) for state in states]
            _store_rows(sweep, states, values, ranks, inside)
        return carry

    each_block(mine, tables, lanes, body, 0)


def _store_rows(
    sweep: Sweep,
    states: Sequence[Any],
    values: Sequence[Sequence[jax.Array]],
    ranks: jax.Array,
    inside: jax.Array,
) -> None:
    """Write the products of all rows with values, one after the other.

    Elements are read again for each block. To keep them takes more registers than amplitudes do.
    """
    mine, matrices, count = sweep.mine, sweep.matrices, sweep.mine.fields["n_paths"]

    def row(a: Any, carry: Any) -> Any:
        elements = [matrices.elements(a, b, b < count) for b in range(len(values[0]))]
        sums = products(elements, values, sweep.n_planes, matrices.form)
        _store(states, sums, ranks + sweep.tables.shifts[mine.shift + a], inside)
        return carry

    jax.lax.fori_loop(0, count.astype(jnp.int32), row, 0)


def _multiply_tiles(sweep: Sweep, rows: int) -> None:
    """Multiply bundles of many paths."""
    mine, form = sweep.mine, sweep.matrices.form
    paths = paths_of(mine, sweep.tables, mine.fields["n_paths"], rows)
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


def _multiply_closed(sweep: Sweep, most: int) -> None:
    """Multiply a block of paths that holds all partners of each."""
    mine, matrices, tables = sweep.mine, sweep.matrices, sweep.tables
    fields, shifts, size = mine.fields, tables.shifts, mine.size
    lane = jnp.arange(groups.CLOSED_BLOCK, dtype=tables.wide)
    inside, number = lane < fields["lanes"], lane + fields["lane"]
    keys = triton.load(tables.lists.at[fields["listed"] + number], mask=inside, other=0)
    classes, own = keys // size, keys % size
    start = mine.shift + classes * size
    # Where a window has fewer paths, a lane reads its own amplitude, and takes nothing of it.
    partners = [jnp.where(m < size, m, own) for m in range(most)]
    back, *to = (triton.load(shifts.at[start + m], mask=inside, other=0) for m in (own, *partners))
    moves = [shift - back for shift in to]
    elements = [matrices.of_lanes(classes, own, m, inside & (m < size)) for m in range(most)]
    number = number + mine.batch.astype(tables.wide) * mine.stride

    def prefix(n: Any, carry: Any) -> Any:
        ranks = tables.firsts[fields["first"] + n].astype(tables.wide) + number
        ranks = jnp.where(inside, ranks, OUTSIDE)
        places = [ranks + move for move in moves]
        values = [_loaded(state, places, [inside] * most) for state in sweep.states]
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
