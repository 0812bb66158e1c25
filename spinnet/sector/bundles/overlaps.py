"""What the matrix of each class takes from one state to another: sums over all its bundles.

A program keeps the sums of its class in registers, as the product of two tiles of paths by bundles,
and adds them to those of the gate when it ends. A program's own sums have the precision of the
state; those of all programs are double.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles.kernel import Planes
from spinnet.sector.bundles.program import (
    Program,
    Strides,
    chosen,
    each_program,
    is_interpreted,
    operation_of,
    rank_type,
)
from spinnet.sector.bundles.tiles import each_tile, n_rows, paths_of, tile_product
from spinnet.sector.bundles.work import FIELDS, Work

N_WARPS = 2
"""Warps that a program runs on."""


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
    if not tables.parts:
        return totals
    (part,) = tables.parts
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
        n_planes=len(totals),
        sizes=tuple(size for _, size in part.branches),
        strides=strides,
        nowhere=totals[0].size - 1,
        wide=rank_type(tables, n_batch, dimension),
    )
    found = pl.pallas_call(
        body,
        out_shape=[jax.ShapeDtypeStruct(one.shape, one.dtype) for one in totals],
        grid=(strides.grid, n_batch),
        input_output_aliases={len(known) + n: n for n in range(len(totals))},
        compiler_params=triton.CompilerParams(num_warps=N_WARPS, num_stages=1),
        interpret=is_interpreted(),
    )(*(one.reshape(-1) for one in known), *totals)
    return tuple(found)


def _kernel(
    *refs: Any, n_planes: int, sizes: tuple[int, ...], strides: Strides, nowhere: int, wide: Any
) -> None:
    """Run some programs; all arguments are flat."""
    operation, counts, numbers, firsts, lists, shifts = refs[:6]
    states, totals = refs[6 : 6 + 2 * n_planes], refs[-n_planes:]
    own = operation_of(operation)
    rows = n_rows(max(sizes))

    def body(mine: Program) -> None:
        paths = paths_of(mine, shifts, chosen(mine, sizes), rows, wide)

        def tile(
            ranks: jax.Array, inside: jax.Array, sums: Sequence[jax.Array]
        ) -> tuple[jax.Array, ...]:
            places, mask = paths.places(ranks, inside)
            tiles = [triton.load(state.at[places], mask=mask, other=0) for state in states]
            return _added(sums, tiles[:n_planes], tiles[n_planes:])

        zero = jnp.zeros(paths.is_pair.shape, states[0].dtype)
        sums = each_tile(mine, firsts, lists, rows, wide, tile, (zero,) * n_planes)
        start = (mine.batch * strides.gates + own.gate) * strides.matrix + mine.place
        place = start + paths.number[:, None] * mine.size + paths.number[None, :]
        place = jnp.where(paths.is_pair, place, nowhere)
        # What is interpreted knows no masks: there the last place takes zeros.
        mask = None if is_interpreted() else paths.is_pair
        for target, total in zip(totals, sums, strict=True):
            triton.atomic_add(target, (place,), total.astype(target.dtype), mask=mask)

    count = jnp.where(own.gate >= 0, counts[own.window], 0)
    each_program(own, count, numbers, strides, body)


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
