"""The kernel: every bundle is read once, multiplied in registers, and written back in its place.

The real and the imaginary part of a state are two arrays, *planes*; real states have one. Nothing
is copied: results take the memory of their arguments.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles.elements import Form, Matrices
from spinnet.sector.bundles.program import Strides, is_interpreted, rank_type, read
from spinnet.sector.bundles.ways import Sweep, run
from spinnet.sector.bundles.work import FIELDS, Branch, Work

N_WARPS = 1
"""Warps that a program runs on."""

Planes = tuple[jax.Array, ...]
"""Real part and imaginary part, or the real part alone."""


def apply(
    tables: Work,
    operation: jax.Array,
    matrices: Planes,
    states: tuple[Planes, ...],
    *,
    is_inverse: bool = False,
) -> tuple[Planes, ...]:
    """Return states after an operation, or after its inverse.

    Args:
        tables: The work of all windows.
        operation: The numbers of an `Operation` ``(4,)``.
        matrices: Class matrices, flat, by plane: ``(n_batch, n_matrices, n_places)``.
        states: Each by plane, ``(n_batch, dimension)``.
        is_inverse: Whether to take the conjugate transposed matrix.
    """
    return _called(tables, operation, matrices, states, Form(is_inverse, is_added=False))


def add_product(
    tables: Work,
    operation: jax.Array,
    matrices: Planes,
    states: tuple[Planes, Planes],
    *,
    is_inverse: bool = False,
) -> tuple[Planes, ...]:
    """Return ``A first`` and ``A second + B first``, where matrices are real.

    Args:
        tables: The work of all windows.
        operation: As in `apply`; A is its matrix, B the one that is added.
        matrices: As in `apply`, a single plane.
        states: The first state and the second.
        is_inverse: Whether to take both matrices transposed.
    """
    return _called(tables, operation, matrices, states, Form(is_inverse, is_added=True))


def _called(
    tables: Work,
    operation: jax.Array,
    matrices: Planes,
    states: tuple[Planes, ...],
    form: Form,
) -> tuple[Planes, ...]:
    n_planes = len(states[0])
    flat = [plane for state in states for plane in state]
    n_batch, dimension = flat[0].shape
    known = (operation, tables.programs, tables.firsts, tables.lists, tables.shifts, *matrices)
    n_matrices, n_places = matrices[0].shape[1:]
    strides = Strides(
        programs=tables.programs.shape[1] * len(FIELDS),
        shifts=tables.shifts.shape[1],
        matrix=n_places,
        batch=n_matrices,
        gates=0,
        state=dimension,
    )
    body = partial(
        _kernel,
        n_known=len(known),
        n_planes=n_planes,
        branches=tables.branches,
        form=form,
        strides=strides,
        wide=rank_type(tables, n_batch, dimension),
    )
    found = pl.pallas_call(
        body,
        out_shape=[jax.ShapeDtypeStruct((one.size,), one.dtype) for one in flat],
        grid=(tables.programs.shape[1], n_batch),
        input_output_aliases={len(known) + n: n for n in range(len(flat))},
        compiler_params=triton.CompilerParams(num_warps=N_WARPS, num_stages=1),
        interpret=is_interpreted(),
    )(*(one.reshape(-1) for one in known), *(one.reshape(-1) for one in flat))
    shaped = [one.reshape(n_batch, dimension) for one in found]
    return tuple(
        tuple(shaped[first : first + n_planes]) for first in range(0, len(shaped), n_planes)
    )


def _kernel(
    *refs: Any,
    n_known: int,
    n_planes: int,
    branches: tuple[Branch, ...],
    form: Form,
    strides: Strides,
    wide: Any,
) -> None:
    """Run one program; all arguments are flat, and what is written is read in its own place."""
    operation, numbers, firsts, lists, shifts = refs[:5]
    mine = read(operation, numbers, strides)
    sweep = Sweep(
        mine,
        Matrices(mine, refs[5:n_known], strides, form),
        firsts,
        lists,
        shifts,
        refs[n_known + (len(refs) - n_known) // 2 :],
        n_planes,
        [size for _, size in branches],
        wide,
    )
    run(sweep, branches)
