"""Elements of the matrices of an operation, and their products with amplitudes, by plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import mul
from typing import Any, NamedTuple

import jax

from spinnet.sector.bundles.program import Program, Strides, load
from spinnet.sector.bundles.tiles import Paths


class Form(NamedTuple):
    """What the kernel computes.

    Args:
        is_inverse: Whether matrices are taken conjugate and transposed.
        is_added: Whether the first state, times another matrix, is added to the second.
    """

    is_inverse: bool
    is_added: bool


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

    def elements(self, row: Any, column: int, mask: jax.Array) -> list[jax.Array]:
        """Return one element of the program's class, by plane, then that of what is added.

        Args:
            row: Its row.
            column: Its column.
            mask: Whether there is such an element; without one it is zero.
        """
        a, b = (column, row) if self.form.is_inverse else (row, column)
        place = self.mine.place + a * self.mine.size + b
        found = [load(plane, start + place, mask) for plane, start in self._sources()]
        return self._signed(found)

    def of_lanes(
        self, classes: jax.Array, row: jax.Array, column: jax.Array, inside: jax.Array
    ) -> list[jax.Array]:
        """Return an element of each lane, as `elements` does."""
        a, b = (column, row) if self.form.is_inverse else (row, column)
        place = (classes * self.mine.size + a) * self.mine.size + b
        found = [load(plane, start + place, inside) for plane, start in self._sources()]
        return self._signed(found)

    def tiles(self, paths: Paths) -> list[jax.Array]:
        """Return the matrices of the program's class as tiles, as `elements` does."""
        a, b = paths.number[:, None], paths.number[None, :]
        a, b = (b, a) if self.form.is_inverse else (a, b)
        place = self.mine.place + a * self.mine.size + b
        found = [load(plane, start + place, paths.is_pair) for plane, start in self._sources()]
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


def products(
    elements: Sequence[Sequence[jax.Array]],
    values: Sequence[Sequence[jax.Array]],
    n_planes: int,
    form: Form,
    multiply: Callable[[jax.Array, jax.Array], jax.Array] = mul,
) -> list[jax.Array]:
    """Return a row of matrix elements times the amplitudes of all states, plane by plane.

    Args:
        elements: For each column the element, by plane, then that of what is added: numbers, lanes
            of them, or one tile.
        values: For each plane of each state the amplitudes of each column.
        n_planes: Planes of a state.
        form: What is computed.
        multiply: Product of an element and amplitudes.
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
