"""Block layouts: one GPU kernel that reads and writes the state once, for the largest sectors.

The paths of a sector are, for each height in the middle, a table of prefixes by suffixes. A program
of the kernel takes a block of suffixes and walks over some prefixes of that height: what the suffix
contributes to the keys stays in registers, and the order of the programs keeps the paths that mix
in a window close together in time, so that the cache serves all but the first reading of an
amplitude. Operations on real states run here; everything else runs on the paths
(``path_layout.py``), which are the tested twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.path_layout import PathLayout, path_layout, prefix_heights, suffix_ranges

BLOCK = 256
"""Suffixes that one program holds; a power of two."""

PREFIXES = 16
"""Prefixes that one program walks over."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Programs:
    """What each program of the kernel does.

    Args:
        work: ``(2, n_programs, 4)``: first suffix, number of suffixes, first prefix, one past the
            last prefix; in the order for windows in prefixes and in that for windows in suffixes.
        prefixes: ``(n_prefixes,)``: prefixes by height in the middle.
        middle: The position between prefixes and suffixes.
    """

    work: jax.Array
    prefixes: jax.Array
    middle: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BlockLayout(AbstractLayout):
    """A path layout with the programs of a GPU kernel.

    Args:
        paths: The path layout.
        programs: What each program does.
    """

    paths: PathLayout
    programs: Programs

    def apply(self, state: jax.Array, matrices: jax.Array, window: jax.Array) -> jax.Array:
        """Return a window operation applied to a state, see `AbstractLayout`."""
        if state.ndim > 2 or jnp.iscomplexobj(state) or jnp.iscomplexobj(matrices):
            return self.paths.apply(state, matrices, window)
        paths, programs = self.paths, self.programs
        size, n_columns = matrices.shape[1], state.shape[1]
        work = programs.work[(window >= programs.middle).astype(jnp.int32)]
        prefixes = programs.prefixes
        wide = jnp.int64 if state.size >= 2**31 else jnp.int32
        product = pl.pallas_call(
            partial(_kernel, size=size, n_columns=n_columns),
            out_shape=jax.ShapeDtypeStruct((state.size,), state.dtype),
            grid=(work.shape[0],),
            compiler_params=triton.CompilerParams(num_warps=4, num_stages=1),
            interpret=jax.default_backend() == "cpu",
        )(
            work.reshape(-1),
            paths.halves.offset[prefixes].astype(wide),
            paths.prefix_key[window][prefixes],
            paths.suffix_key[window],
            matrices.reshape(-1, size)[paths.row].reshape(-1),
            paths.shift[window].astype(wide).reshape(-1),
            state.reshape(-1),
        )
        return product.reshape(state.shape)

    def overlaps(
        self, left: jax.Array, right: jax.Array, table: jax.Array, window: jax.Array
    ) -> jax.Array:
        """Return what each entry takes from one state to another, see `AbstractLayout`."""
        return self.paths.overlaps(left, right, table, window)


def _kernel(
    work: Any,
    offset: Any,
    prefix_key: Any,
    suffix_key: Any,
    rows: Any,
    shifts: Any,
    state: Any,
    product: Any,
    *,
    size: int,
    n_columns: int,
) -> None:
    """Multiply the paths of some prefixes and a block of suffixes; all arguments are flat."""
    number = pl.program_id(0) * 4
    lane = jnp.arange(BLOCK, dtype=jnp.int32)
    suffix, inside = work[number] + lane, lane < work[number + 1]
    own_key = triton.load(suffix_key.at[suffix], mask=inside, other=0)

    def multiply(prefix, carry):
        place = (own_key + prefix_key[prefix]) * size
        rank = suffix - offset[prefix]
        sums = [jnp.zeros(BLOCK, state.dtype)] * n_columns
        for m in range(size):
            factor = triton.load(rows.at[place + m], mask=inside, other=0)
            other = (rank + triton.load(shifts.at[place + m], mask=inside, other=0)) * n_columns
            for column in range(n_columns):
                value = triton.load(state.at[other + column], mask=inside, other=0)
                sums[column] = sums[column] + factor * value
        for column in range(n_columns):
            triton.store(product.at[rank * n_columns + column], sums[column], mask=inside)
        return carry

    jax.lax.fori_loop(work[number + 2], work[number + 3], multiply, 0)


@lru_cache(maxsize=16)
def block_layout(basis: SectorBasis, width: int) -> BlockLayout:
    """Return the block layout of every window of one width.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
    """
    return BlockLayout(path_layout(basis, width), _programs(basis))


@lru_cache(maxsize=4)
def _programs(basis: SectorBasis) -> Programs:
    ranges = suffix_ranges(basis)
    heights = prefix_heights(basis)
    order = np.argsort(heights, kind="stable")
    by_prefix, by_suffix = [], []
    for h, (start, stop) in ranges.items():
        members = np.flatnonzero(heights[order] == h)
        if not len(members):
            continue
        suffixes = [(s, min(BLOCK, stop - s)) for s in range(start, stop, BLOCK)]
        last = members[-1] + 1
        prefixes = [(p, min(p + PREFIXES, last)) for p in range(members[0], last, PREFIXES)]
        by_prefix += [(*s, *p) for s in suffixes for p in prefixes]
        by_suffix += [(*s, *p) for p in prefixes for s in suffixes]
    work = np.array([by_prefix, by_suffix], dtype=np.int32)
    return Programs(
        jnp.asarray(work), jnp.asarray(order.astype(np.int32)), jnp.asarray(basis.n_sites // 2)
    )
