"""One step on two columns of which the second receives from the first, in one sweep.

    y[:, 0] = A x[:, 0],    y[:, 1] = A x[:, 1] + B x[:, 0]

Each layout has its own way; the plain one is two window operations.
"""

from __future__ import annotations

from functools import partial, singledispatch
from typing import Any

import jax
import jax.numpy as jnp
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.block_layout import BLOCK, BlockLayout
from spinnet.sector.path_layout import PathLayout


@singledispatch
def pair_product(
    layout: AbstractLayout,
    columns: jax.Array,
    matrices: jax.Array,
    added: jax.Array,
    window: jax.Array,
) -> jax.Array:
    """Return both columns after the step.

    Args:
        layout: The layout of the window's width.
        columns: ``(dimension, 2)``, real.
        matrices: A in every class, ``(n_classes, M, M)``.
        added: B in every class, of the same shape.
        window: First position of the window, a scalar index.
    """
    turned = layout.apply(columns, matrices, window)
    return turned.at[:, 1].add(layout.apply(columns[:, :1], added, window)[:, 0])


@pair_product.register
def _on_paths(
    layout: PathLayout,
    columns: jax.Array,
    matrices: jax.Array,
    added: jax.Array,
    window: jax.Array,
) -> jax.Array:
    size = matrices.shape[1]
    rows = [one.reshape(-1, size)[layout.row] for one in (matrices, added)]  # (n_keys, M)
    rows, shifts = jax.lax.optimization_barrier((rows, layout.shift[window]))
    ranks, keys = layout.ranks_and_keys(window)
    first, second = columns[:, 0], columns[:, 1]
    turned, total = jnp.zeros_like(first), jnp.zeros_like(second)
    for m in range(size):
        own, other = rows[0][keys, m], rows[1][keys, m]
        place = ranks + shifts[keys, m]
        turned = turned + own * first[place]
        total = total + own * second[place] + other * first[place]
    return jax.lax.optimization_barrier(jnp.stack([turned, total], axis=1))


@pair_product.register
def _in_blocks(
    layout: BlockLayout,
    columns: jax.Array,
    matrices: jax.Array,
    added: jax.Array,
    window: jax.Array,
) -> jax.Array:
    paths, programs, size = layout.paths, layout.programs, matrices.shape[1]
    work = programs.work[(window >= programs.middle).astype(jnp.int32)]
    wide = jnp.int64 if columns.size >= 2**31 else jnp.int32
    both = jnp.stack([matrices, added], axis=-1).reshape(-1, size, 2)[paths.row]
    product = pl.pallas_call(
        partial(_kernel, size=size),
        out_shape=jax.ShapeDtypeStruct((columns.size,), columns.dtype),
        grid=(work.shape[0],),
        compiler_params=triton.CompilerParams(num_warps=4, num_stages=1),
        interpret=jax.default_backend() == "cpu",
    )(
        work.reshape(-1),
        paths.halves.offset[programs.prefixes].astype(wide),
        paths.prefix_key[window][programs.prefixes],
        paths.suffix_key[window],
        both.reshape(-1),
        paths.shift[window].astype(wide).reshape(-1),
        columns.reshape(-1),
    )
    return product.reshape(columns.shape)


def _kernel(
    work: Any,
    offset: Any,
    prefix_key: Any,
    suffix_key: Any,
    rows: Any,
    shifts: Any,
    columns: Any,
    product: Any,
    *,
    size: int,
) -> None:
    """Multiply the paths of some prefixes and a block of suffixes; all arguments are flat."""
    number = pl.program_id(0) * 4
    lane = jnp.arange(BLOCK, dtype=jnp.int32)
    suffix, inside = work[number] + lane, lane < work[number + 1]
    own_key = triton.load(suffix_key.at[suffix], mask=inside, other=0)

    def multiply(prefix, carry):
        place = (own_key + prefix_key[prefix]) * size
        rank = suffix - offset[prefix]
        turned = total = jnp.zeros(BLOCK, columns.dtype)
        for m in range(size):
            own = triton.load(rows.at[2 * (place + m)], mask=inside, other=0)
            other = triton.load(rows.at[2 * (place + m) + 1], mask=inside, other=0)
            source = 2 * (rank + triton.load(shifts.at[place + m], mask=inside, other=0))
            first = triton.load(columns.at[source], mask=inside, other=0)
            second = triton.load(columns.at[source + 1], mask=inside, other=0)
            turned = turned + own * first
            total = total + own * second + other * first
        triton.store(product.at[2 * rank], turned, mask=inside)
        triton.store(product.at[2 * rank + 1], total, mask=inside)
        return carry

    jax.lax.fori_loop(work[number + 2], work[number + 3], multiply, 0)
