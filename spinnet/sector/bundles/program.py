"""How a program of a kernel finds its bundles, and its turn with each row of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def chosen(mine: Program, values: Sequence[int]) -> jax.Array:
    """Return the value that belongs to the program's branch.

    Args:
        mine: The program.
        values: One for each branch.
    """
    terms = [
        jnp.where(mine.fields["branch"] == number, jnp.int32(value), 0)
        for number, value in enumerate(values)
    ]
    return sum(terms[1:], terms[0])


def lanes_of(
    mine: Program, lists: Any, wide: Any, first: Any = 0, size: int | None = None
) -> tuple[jax.Array, jax.Array]:
    """Return the numbers of this program's lanes, and what is listed for them.

    Args:
        mine: The program.
        lists: The lists of lanes and of keys.
        wide: Type of ranks.
        first: Where in the block to begin.
        size: Number of lanes; None is the whole block.
    """
    lane = jnp.arange(groups.BLOCK if size is None else size, dtype=wide)
    number = lane + (mine.fields["lane"] + first)
    listed, inside = mine.fields["listed"], number < mine.fields["stop_lane"]
    place = jnp.where(listed >= 0, listed, 0) + number
    found = triton.load(lists.at[place], mask=inside & (listed >= 0), other=0)
    return number, found.astype(wide)


def each_row(
    mine: Program,
    firsts: Any,
    number: jax.Array,
    listed: jax.Array,
    body: Callable[[jax.Array, jax.Array, Any], Any],
    carry: Any,
) -> Any:
    """Call a function with the ranks of each row, but for the shifts of paths in a bundle.

    Args:
        mine: The program.
        firsts: The first ranks of prefixes.
        number: The numbers of lanes.
        listed: What ranks add where there is no run.
        body: Takes ranks ``(n_lanes,)``, whether each is one, and what is carried; returns that.
        carry: What is carried.
    """
    fields, kind = mine.fields, number.dtype
    pieces, is_run = fields["pieces"], fields["listed"] < 0
    before = mine.batch.astype(kind) * mine.stride

    # Prefix and piece are counted: to divide would take longer than to multiply a bundle.
    def row(_: Any, state: Any) -> Any:
        prefix, piece, carried = state
        in_run = number + (piece * groups.BLOCK).astype(kind)
        inside = in_run < fields["stop_lane"]
        own = jnp.where(is_run, in_run, listed)
        ranks = firsts[prefix].astype(kind) + before + own
        carried = body(jnp.where(inside, ranks, OUTSIDE), inside, carried)
        is_last = piece + 1 == pieces
        return prefix + is_last.astype(prefix.dtype), jnp.where(is_last, 0, piece + 1), carried

    begun = jax.lax.div(fields["row"], pieces)
    start = (fields["first"] + begun, fields["row"] - begun * pieces, carry)
    return jax.lax.fori_loop(fields["row"], fields["stop"], row, start)[2]


def fewest_warps(numbers: int, kind: np.dtype, most: int) -> int:
    """Return the fewest warps, a power of two, whose threads keep a block's numbers in registers.

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
