"""The kernel: every bundle is read once, multiplied in registers, and written back in its place.

The real and the imaginary part of a state are two arrays, *planes*; real states have one. Nothing
is copied: results take the memory of their arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import mul
from typing import Any, NamedTuple

import jax
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton

from spinnet.sector.bundles.program import (
    Program,
    Strides,
    chosen,
    each_row,
    is_interpreted,
    lanes_of,
    rank_type,
    read,
)
from spinnet.sector.bundles.tiles import Paths, each_tile, n_rows, paths_of, tile_product
from spinnet.sector.bundles.work import FIELDS, Branch, Work

N_WARPS = 1
"""Warps that a program runs on."""

MAX_UNROLLED = 6
"""Paths of a bundle up to which every product is an instruction; wider ones are tiles."""

Planes = tuple[jax.Array, ...]
"""Real part and imaginary part, or the real part alone."""


class Form(NamedTuple):
    """What the kernel computes.

    Args:
        is_inverse: Whether matrices are taken conjugate and transposed.
        is_added: Whether the first state, times another matrix, is added to the second.
    """

    is_inverse: bool
    is_added: bool


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
    states = refs[n_known + (len(refs) - n_known) // 2 :]
    mine = read(operation, numbers, strides)
    number, listed = lanes_of(mine, lists, wide)
    matrices = Matrices(mine, refs[5:n_known], strides, form)

    def bundles(size: int) -> Callable[[], None]:
        def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
            places = [ranks + shifts[mine.shift + m] for m in range(size)]
            values = [_loaded(state, places, inside) for state in states]
            for row in range(size):
                elements = [matrices.elements(row, column) for column in range(size)]
                sums = _products(elements, values, n_planes, form)
                _store(states, sums, places[row], inside)
            return carry

        def rows() -> None:
            each_row(mine, firsts, number, listed, body, 0)

        return rows

    def tiles(size: int) -> Callable[[], None]:
        # One state after the other, unless the second receives from the first.
        step = len(states) if form.is_added else n_planes
        groups = [states[first : first + step] for first in range(0, len(states), step)]

        def rows() -> None:
            paths = paths_of(mine, shifts, chosen(mine, counts), size, wide)
            factors = matrices.tiles(paths)

            def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
                places, mask = paths.places(ranks, inside)
                for group in groups:
                    values = [_loaded(state, [places], mask) for state in group]
                    sums = _products([factors], values, n_planes, form, tile_product)
                    _store(group, sums, places, mask)
                return carry

            each_tile(mine, firsts, lists, size, wide, body, 0)

        return rows

    def closed(size: int) -> Callable[[], None]:
        def paths() -> None:
            inside = number < mine.fields["stop_lane"]
            classes, own = listed // size, listed % size
            start = mine.shift + classes * size
            mask = {"mask": inside, "other": 0}
            back = triton.load(shifts.at[start + own], **mask)
            moves = [triton.load(shifts.at[start + m], **mask) - back for m in range(size)]
            elements = [matrices.of_lanes(classes, own, m, size, inside) for m in range(size)]

            def body(ranks: jax.Array, inside: jax.Array, carry: Any) -> Any:
                places = [ranks + move for move in moves]
                values = [_loaded(state, places, inside) for state in states]
                sums = _products(elements, values, n_planes, form)
                if not is_interpreted():
                    triton.debug_barrier()  # what others read is written from here on
                _store(states, sums, ranks, inside)
                return carry

            # Lanes count from the first path of the prefix.
            each_row(mine, firsts, number, number, body, 0)

        return paths

    counts = [size for _, size in branches]
    ways = [_way(*branch) for branch in branches]
    kinds = {
        way: {"closed": closed, "tiles": tiles, "bundles": bundles}[way[0]](way[1]) for way in ways
    }
    if len(kinds) == 1:
        kinds[ways[0]]()
    else:
        which = chosen(mine, [list(kinds).index(way) for way in ways])
        jax.lax.switch(which, list(kinds.values()))


def _way(is_closed: bool, size: int) -> tuple[str, int]:
    """Return the code that runs a branch, and its size; wide bundles of several sizes share it."""
    if is_closed:
        return "closed", size
    return ("bundles", size) if size <= MAX_UNROLLED else ("tiles", n_rows(size))


class Matrices(NamedTuple):
    """The matrices of an operation, as a program reads them.

    Args:
        mine: The program.
        planes: All matrices, flat, by plane.
        strides: Lengths of axes.
        form: What is computed.
    """

    mine: Program
    planes: Sequence[Any]
    strides: Strides
    form: Form

    def elements(self, row: int, column: int) -> list[jax.Array]:
        """Return one element of the program's class, by plane, then that of what is added."""
        a, b = (column, row) if self.form.is_inverse else (row, column)
        place = self.mine.place + a * self.mine.size + b
        return self._signed([plane[start + place] for plane, start in self._sources()])

    def of_lanes(
        self, classes: jax.Array, row: jax.Array, column: int, size: int, inside: jax.Array
    ) -> list[jax.Array]:
        """Return an element of each lane's row, as `elements` does."""
        a, b = (column, row) if self.form.is_inverse else (row, column)
        place = (classes * size + a) * size + b
        found = [
            triton.load(plane.at[start + place], mask=inside, other=0)
            for plane, start in self._sources()
        ]
        return self._signed(found)

    def tiles(self, paths: Paths) -> list[jax.Array]:
        """Return the matrices of the program's class as tiles, as `elements` does."""
        a, b = paths.number[:, None], paths.number[None, :]
        a, b = (b, a) if self.form.is_inverse else (a, b)
        place = self.mine.place + a * self.mine.size + b
        found = [
            triton.load(plane.at[start + place], mask=paths.is_pair, other=0)
            for plane, start in self._sources()
        ]
        return self._signed(found)

    def _sources(self) -> list[tuple[Any, jax.Array]]:
        """Return where matrices are: planes, and the place of their first element."""
        own, numbers = self.mine.operation, [self.mine.operation.matrix] * len(self.planes)
        planes = list(self.planes)
        if self.form.is_added:
            planes, numbers = [*planes, planes[0]], [*numbers, own.added]
        batch = self.mine.batch * self.strides.batch
        starts = [(batch + number) * self.strides.matrix for number in numbers]
        return list(zip(planes, starts, strict=True))

    def _signed(self, found: list[jax.Array]) -> list[jax.Array]:
        if self.form.is_inverse and len(self.planes) == 2:
            return [found[0], -found[1]]
        return found


def _loaded(state: Any, places: list[jax.Array], inside: jax.Array) -> list[jax.Array]:
    return [triton.load(state.at[place], mask=inside, other=0) for place in places]


def _store(states: Sequence[Any], sums: list[jax.Array], place: jax.Array, inside: Any) -> None:
    for state, total in zip(states, sums, strict=True):
        triton.store(state.at[place], total, mask=inside)


def _products(
    elements: Sequence[Sequence[jax.Array]],
    values: Sequence[Sequence[jax.Array]],
    n_planes: int,
    form: Form,
    multiply: Callable[[jax.Array, jax.Array], jax.Array] = mul,
) -> list[jax.Array]:
    """Return a row of matrix elements times the amplitudes of all states, plane by plane.

    Elements are numbers or lanes of them; of tiles, which ``multiply`` is for, there is one.
    """
    sums: list[Any] = [0.0] * len(values)
    for column, element in enumerate(elements):
        for first in range(0, len(values), n_planes):
            planes = [plane[column] for plane in values[first : first + n_planes]]
            factors = element[:-1] if form.is_added else element
            for number, term in enumerate(_times(factors, planes, multiply)):
                sums[first + number] = sums[first + number] + term
        if form.is_added:
            for number in range(n_planes):
                term = multiply(element[-1], values[number][column])
                sums[n_planes + number] = sums[n_planes + number] + term
    return sums


def _times(
    factors: Sequence[jax.Array],
    planes: Sequence[jax.Array],
    multiply: Callable[[jax.Array, jax.Array], jax.Array],
) -> list[jax.Array]:
    """Return a matrix element times amplitudes, by plane."""
    if len(factors) == 1:
        return [multiply(factors[0], plane) for plane in planes]
    (a, b), (x, y) = factors, planes
    return [multiply(a, x) - multiply(b, y), multiply(a, y) + multiply(b, x)]
