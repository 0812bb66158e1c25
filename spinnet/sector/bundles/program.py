"""How a program of a kernel finds its bundles, a block at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups
from spinnet.sector.bundles.work import FIELDS, Work

THREADS = 32
"""Of a warp."""

OUTSIDE = 2**30
"""Where lanes without a bundle point: nowhere in what is interpreted, and masked on a GPU."""


class Operation(NamedTuple):
    """One operation of a schedule, as a kernel finds it: four numbers.

    Args:
        window: The number of the window.
        matrix: The number of the matrix.
        added: The number of the matrix by which the first state is added to the second.
        gate: The number of the gate, or -1.
    """

    window: Any
    matrix: Any
    added: Any
    gate: Any


class Strides(NamedTuple):
    """Lengths of the axes that a kernel steps over in flat arrays.

    Args:
        grid: Programs that are started.
        programs: Numbers of a window's programs.
        shifts: Shifts of a window.
        matrix: Places of a matrix.
        batch: Matrices of a batch member.
        gates: Gates of a batch member.
        state: Amplitudes of a state.
    """

    grid: int
    programs: int
    shifts: int
    matrix: int
    batch: int
    gates: int
    state: int


class Tables(NamedTuple):
    """Where programs find ranks.

    Args:
        firsts: The first ranks of prefixes.
        lists: The lists of lanes and of keys.
        shifts: The shifts of all windows.
        wide: Type of ranks.
    """

    firsts: Any
    lists: Any
    shifts: Any
    wide: Any


class Program(NamedTuple):
    """What one program knows: its fields of work, and places in flat arrays.

    Args:
        size: Rows of a class matrix.
        shift: Where the shifts of the class begin.
        place: Where the class begins in a matrix.
        batch: The number of the batch member.
        stride: Amplitudes from one batch member to the next.
        fields: The fields of work, by name.
        operation: The operation.
    """

    size: Any
    shift: Any
    place: Any
    batch: Any
    stride: int
    fields: dict[str, Any]
    operation: Operation


def operation_of(numbers: Any) -> Operation:
    """Return the operation, from its numbers.

    Args:
        numbers: Where they are.
    """
    return Operation(*(numbers[n] for n in range(len(Operation._fields))))


def each_program(
    own: Operation, count: Any, numbers: Any, strides: Strides, body: Callable[[Program], None]
) -> None:
    """Call a function with each program of the window whose turn is in this place of the grid.

    Args:
        own: The operation.
        count: Programs of the window.
        numbers: The programs of all windows, flat.
        strides: Lengths of axes.
        body: What to do.
    """
    first, batch = pl.program_id(0), pl.program_id(1)

    def turn(n: Any, carry: Any) -> Any:
        body(_read(own, batch, first + n * strides.grid, numbers, strides))
        return carry

    left = (count - first + strides.grid - 1).astype(jnp.int32)
    jax.lax.fori_loop(0, jax.lax.div(left, jnp.int32(strides.grid)), turn, 0)


def _read(own: Operation, batch: Any, number: Any, numbers: Any, strides: Strides) -> Program:
    """Return what a program does."""
    start = own.window * strides.programs + number * len(FIELDS)
    fields = {name: numbers[start + n] for n, name in enumerate(FIELDS)}
    classes, size = fields["classes"], fields["size"]
    return Program(
        size=size,
        shift=own.window * strides.shifts + classes * size,
        place=classes * size * size,
        batch=batch,
        stride=strides.state,
        fields=fields,
        operation=own,
    )


def load(numbers: Any, place: Any, mask: jax.Array) -> jax.Array:
    """Return a number or many, and zero where there is none.

    Args:
        numbers: Where they are.
        place: Their places there.
        mask: Whether there is one.
    """
    return triton.load(numbers.at[place], mask=mask, other=0)


def each_block(
    mine: Program,
    tables: Tables,
    size: int,
    body: Callable[[jax.Array, jax.Array, Any], Any],
    carry: Any,
) -> Any:
    """Call a function with the ranks of some bundles after the other, less the shifts of paths.

    Args:
        mine: The program.
        tables: Where ranks are found.
        size: How many bundles at a time.
        body: Takes ranks ``(size,)``, whether each is one, and what is carried; returns that.
        carry: What is carried.
    """
    fields, lanes = mine.fields, mine.fields["lanes"]
    listed, before = fields["listed"], mine.batch.astype(tables.wide) * mine.stride
    own = jnp.arange(size, dtype=lanes.dtype)
    skipped = jax.lax.div(jnp.full_like(lanes, size), lanes)

    # Prefix and lane of the first bundle are counted: to divide takes longer than to multiply it.
    def block(n: Any, state: Any) -> Any:
        prefix, lane, carried = state
        inside = n * size + own < fields["stop"] - fields["start"]
        place = tables.firsts, fields["first"] + prefix, lane + own, lanes
        first, at = jax.lax.cond(
            lanes < size, lambda: _among_many(*place, inside), lambda: _among_two(*place)
        )
        known = load(tables.lists, jnp.where(listed < 0, 0, listed) + at, inside & (listed >= 0))
        ranks = first.astype(tables.wide) + jnp.where(listed < 0, at, known) + before
        carried = body(jnp.where(inside, ranks, OUTSIDE), inside, carried)
        lane = lane + size - skipped * lanes
        is_over = lane >= lanes
        return prefix + skipped + is_over, jnp.where(is_over, lane - lanes, lane), carried

    prefix = jax.lax.div(fields["start"], lanes)
    count = (fields["stop"] - fields["start"] + size - 1).astype(jnp.int32)
    start = (prefix, fields["start"] - prefix * lanes, carry)
    return jax.lax.fori_loop(0, jax.lax.div(count, jnp.int32(size)), block, start)[-1]


def _among_two(
    firsts: Any, prefix: jax.Array, lane: jax.Array, lanes: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Return the first rank of each lane's prefix, this one or the next, and the lane there."""
    is_over = lane >= lanes
    following = jnp.minimum(prefix + 1, firsts.shape[0] - 1)
    return jnp.where(is_over, firsts[following], firsts[prefix]), lane - is_over * lanes


def _among_many(
    firsts: Any, prefix: jax.Array, lane: jax.Array, lanes: jax.Array, inside: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Return the same where lanes are few, and a block goes over several prefixes."""
    # Halves keep numbers that are as small as these off the steps.
    turns = ((lane.astype(jnp.float32) + 0.5) / lanes.astype(jnp.float32)).astype(lane.dtype)
    return load(firsts, prefix + turns, inside), lane - turns * lanes


def n_pieces(numbers: int, kind: np.dtype, most: int) -> int:
    """Return the fewest pieces of a block, a power of two, that fit the registers of a warp each.

    Args:
        numbers: How many each lane has.
        kind: Their type.
        most: How many registers of 32 bits they may take in a thread.
    """
    registers = numbers * (kind.itemsize // 4) * groups.BLOCK // THREADS
    return 1 << max(0, -(-registers // most) - 1).bit_length()


def is_interpreted() -> bool:
    """Whether kernels are interpreted: on a CPU, for tests."""
    return jax.default_backend() == "cpu"


def rank_type(tables: Work, n_batch: int, dimension: int) -> Any:
    """Return the type of ranks in a kernel: 32 bits where they suffice.

    Args:
        tables: The work, whose ranks may be wide.
        n_batch: States side by side.
        dimension: Amplitudes of each.
    """
    is_wide = tables.firsts.dtype == jnp.int64 or n_batch * dimension >= 2**31
    return jnp.int64 if is_wide else jnp.int32
