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
    load,
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
    # Kept for reading; a row looks up its own again, since its number is known at run time alone.
    shifts = [load(tables.shifts, mine.shift + m, is_path[m]) for m in range(most)]

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

    Elements are read again for each block: from six paths on they would take more registers than
    amplitudes do.
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
    paths = paths_of(mine, sweep.tables, rows)
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


class Lanes(NamedTuple):
    """The lanes of a closed block, each of which is a path.

    Args:
        inside: Whether each is one.
        number: What is added to the first rank of a prefix.
        moves: From there to each partner, itself included.
        elements: What each partner contributes, see `Matrices.of_lanes`.
    """

    inside: jax.Array
    number: jax.Array
    moves: list[jax.Array]
    elements: list[list[jax.Array]]


def _lanes_of(sweep: Sweep, most: int) -> Lanes:
    """Return the lanes of the program, for windows whose largest bundle has up to so many paths."""
    mine, tables, size = sweep.mine, sweep.tables, sweep.mine.size
    fields, shifts = mine.fields, tables.shifts
    lane = jnp.arange(groups.CLOSED_BLOCK, dtype=tables.wide)
    inside, number = lane < fields["lanes"], lane + fields["lane"]
    keys = load(tables.lists, fields["listed"] + number, inside)
    classes, own = keys // size, keys % size
    start = mine.shift + classes * size
    back = load(shifts, start + own, inside)
    # Its own amplitude comes first, so that a block is read in order before it is read all over.
    # Where a window has fewer paths, a lane reads its own again, and takes nothing of it.
    partners = [jnp.where(m < size, jax.lax.rem(own + m, size), own) for m in range(most)]
    return Lanes(
        inside,
        number + mine.batch.astype(tables.wide) * mine.stride,
        [load(shifts, start + one, inside) - back for one in partners],
        [
            sweep.matrices.of_lanes(classes, own, one, inside & (m < size))
            for m, one in enumerate(partners)
        ],
    )


def _multiply_closed(sweep: Sweep, most: int) -> None:
    """Multiply a block of paths that holds all partners of each."""
    tables, fields, own = sweep.tables, sweep.mine.fields, _lanes_of(sweep, most)

    def prefix(n: Any, carry: Any) -> Any:
        ranks = tables.firsts[fields["first"] + n].astype(tables.wide) + own.number
        ranks = jnp.where(own.inside, ranks, OUTSIDE)
        places = [ranks + move for move in own.moves]
        values = [_loaded(state, places, [own.inside] * most) for state in sweep.states]
        sums = products(own.elements, values, sweep.n_planes, sweep.matrices.form)
        if not is_interpreted():
            triton.debug_barrier()  # what others read is written from here on
        _store(sweep.states, sums, ranks, own.inside)
        return carry

    jax.lax.fori_loop(fields["start"], fields["stop"], prefix, 0)


def _loaded(state: Any, places: Sequence[jax.Array], masks: Sequence[jax.Array]) -> list[jax.Array]:
    return [load(state, place, mask) for place, mask in zip(places, masks, strict=True)]


def _store(states: Sequence[Any], sums: list[jax.Array], place: jax.Array, inside: Any) -> None:
    for state, total in zip(states, sums, strict=True):
        triton.store(state.at[place], total, mask=inside)
