"""What the matrix of each class takes from one state to another: sums over all its bundles.

A program keeps the sums of its class in registers and adds them to those of the gate when it ends.
A program's own sums have the precision of the state; those of all programs are double.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles.codes import Code, n_rows
from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.bundles.program import (
    Program,
    Strides,
    Tables,
    each_program,
    is_interpreted,
    n_pieces,
    operation_of,
    rank_type,
)
from spinnet.sector.bundles.sums import Sum, add_sums
from spinnet.sector.bundles.work import FIELDS, Part, Work

TILE_WARPS = 2
"""Warps that a program of tiles runs on."""

MAX_SUMS = 72
"""Registers of a thread that the sums of its lanes may take; operands need about as many."""


def add_overlaps(
    tables: Work,
    operation: jax.Array,
    states: tuple[Planes, Planes],
    totals: Planes,
    *,
    n_gates: int,
    n_places: int,
) -> Planes:
    r"""Return sums to which an operation adds its overlaps, if it is a gate.

    :math:`S_{ab} = \sum \overline{\lambda_a} \psi_b` over the bundles of each class.

    Args:
        tables: The work of all windows.
        operation: The numbers of an `Operation` ``(4,)``.
        states: The state :math:`\psi` and the adjoint :math:`\lambda`, as in `kernel.apply`.
        totals: Sums so far, by plane, ``(n_batch * n_gates * n_places + 1,)``; the last place is
            for nothing.
        n_gates: Gates of a batch member.
        n_places: Places of a matrix.
    """
    for part in tables.parts:
        totals = _summed(tables, part, operation, states, totals, (n_gates, n_places))
    return totals


def _summed(
    tables: Work,
    part: Part,
    operation: jax.Array,
    states: tuple[Planes, Planes],
    totals: Planes,
    sizes: tuple[int, int],
) -> Planes:
    """Return sums with those of the programs of one part."""
    n_gates, n_places = sizes
    flat = [plane for state in states for plane in state]
    n_batch, dimension = flat[0].shape
    own = (operation, part.counts, part.programs)
    known = (*own, tables.firsts, tables.lists, tables.shifts, *flat)
    strides = Strides(
        grid=part.grid,
        programs=part.programs.shape[1] * len(FIELDS),
        shifts=tables.shifts.shape[1],
        matrix=n_places,
        batch=0,
        gates=n_gates,
        state=dimension,
    )
    body = partial(
        _kernel,
        code=part.code,
        strides=strides,
        nowhere=totals[0].size - 1,
        wide=rank_type(tables, n_batch, dimension),
    )
    found = pl.pallas_call(
        body,
        out_shape=[jax.ShapeDtypeStruct(one.shape, one.dtype) for one in totals],
        grid=(strides.grid, n_batch),
        input_output_aliases={len(known) + n: n for n in range(len(totals))},
        compiler_params=triton.CompilerParams(num_warps=_n_warps(part, states[0]), num_stages=1),
        interpret=is_interpreted(),
    )(*(one.reshape(-1) for one in known), *totals)
    return tuple(found)


def _n_warps(part: Part, state: Planes) -> int:
    """Return the warps of a program, enough to have registers for its sums."""
    if part.code.way == "tiles":
        return TILE_WARPS
    return n_pieces(n_rows(part.code.most, 1) ** 2 * len(state), state[0].dtype, MAX_SUMS)


def _kernel(*refs: Any, code: Code, strides: Strides, nowhere: int, wide: Any) -> None:
    """Run some programs; all arguments are flat."""
    operation, counts, numbers, firsts, lists, shifts = refs[:6]
    own = operation_of(operation)
    n_planes = (len(refs) - 6) // 4  # of two states, of what sums were and what they become

    def body(mine: Program) -> None:
        start = (mine.batch * strides.gates + own.gate) * strides.matrix + mine.place
        state, adjoint = refs[6 : 6 + n_planes], refs[6 + n_planes : 6 + 2 * n_planes]
        totals = refs[-n_planes:]
        tables = Tables(firsts, lists, shifts, wide)
        sums = Sum(mine, tables, state, adjoint, totals, start, nowhere)
        add_sums(sums, code)

    count = jnp.where(own.gate >= 0, counts[own.window], 0)
    each_program(own, count, numbers, strides, body)
