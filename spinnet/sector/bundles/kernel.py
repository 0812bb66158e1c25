"""The kernel: every bundle is read once, multiplied in registers, and written back in its place.

The real and the imaginary part of a state are two arrays, *planes*; real states have one. Nothing
is copied: results take the memory of their arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles import groups
from spinnet.sector.bundles.codes import Code
from spinnet.sector.bundles.elements import Form, Matrices
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
from spinnet.sector.bundles.ways import Sweep, run
from spinnet.sector.bundles.work import FIELDS, Part, Work

MAX_AMPLITUDES = 96
"""Registers of a thread that amplitudes may take: as many are under way to it at a time."""

CLOSED_WARPS = 4
"""Warps that a closed block runs on; bundles and tiles run on one."""

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
    for part in tables.parts:
        states = _swept(tables, part, operation, matrices, states, form)
    return states


def _swept(
    tables: Work,
    part: Part,
    operation: jax.Array,
    matrices: Planes,
    states: tuple[Planes, ...],
    form: Form,
) -> tuple[Planes, ...]:
    """Return states after the programs of one part."""
    n_planes = len(states[0])
    flat = [plane for state in states for plane in state]
    n_batch, dimension = flat[0].shape
    own = (operation, part.counts, part.programs)
    known = (*own, tables.firsts, tables.lists, tables.shifts, *matrices)
    n_matrices, n_places = matrices[0].shape[1:]
    strides = Strides(
        grid=part.grid,
        programs=part.programs.shape[1] * len(FIELDS),
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
        code=part.code,
        lanes=bundles_at_a_time(part.code, flat, n_planes, form),
        form=form,
        strides=strides,
        wide=rank_type(tables, n_batch, dimension),
    )
    found = pl.pallas_call(
        body,
        out_shape=[jax.ShapeDtypeStruct((one.size,), one.dtype) for one in flat],
        grid=(strides.grid, n_batch),
        input_output_aliases={len(known) + n: n for n in range(len(flat))},
        compiler_params=triton.CompilerParams(
            num_warps=CLOSED_WARPS if part.code.way == "closed" else 1, num_stages=1
        ),
        interpret=is_interpreted(),
    )(*(one.reshape(-1) for one in known), *(one.reshape(-1) for one in flat))
    shaped = [one.reshape(n_batch, dimension) for one in found]
    return tuple(
        tuple(shaped[first : first + n_planes]) for first in range(0, len(shaped), n_planes)
    )


def bundles_at_a_time(code: Code, flat: Sequence[jax.Array], n_planes: int, form: Form) -> int:
    """Return how many bundles in lanes fit the registers of a warp.

    Args:
        code: Paths of a bundle.
        flat: The planes of all states. One state is multiplied at a time, unless it is added.
        n_planes: Planes of a state.
        form: What is computed.
    """
    n_arrays = len(flat) if form.is_added else n_planes
    return groups.BLOCK // n_pieces(code.most * n_arrays, flat[0].dtype, MAX_AMPLITUDES)


def _kernel(
    *refs: Any,
    n_known: int,
    n_planes: int,
    code: Code,
    lanes: int,
    form: Form,
    strides: Strides,
    wide: Any,
) -> None:
    """Run some programs; all arguments are flat, and what is written is read in its own place."""
    operation, counts, numbers, firsts, lists, shifts = refs[:6]
    own = operation_of(operation)

    def body(mine: Program) -> None:
        sweep = Sweep(
            mine,
            Matrices(mine, refs[6:n_known], strides, form),
            Tables(firsts, lists, shifts, wide),
            refs[n_known + (len(refs) - n_known) // 2 :],
            n_planes,
        )
        run(sweep, code, lanes)

    each_program(own, counts[own.window], numbers, strides, body)
