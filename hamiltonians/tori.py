"""Arithmetic of tori and open patches: which unit cells they have and how they wrap.

A torus is given by an integer 2x2 matrix whose rows are its two closing vectors, counted in
primitive vectors of the Bravais lattice. This module knows integers only; sites and bonds are
put on the cells by :mod:`hamiltonians.clusters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hamiltonians.numbers import whole_number

Cell = tuple[int, int]
Matrix = tuple[Cell, Cell]


@dataclass(frozen=True)
class Torus:
    """The unit cells inside the parallelogram spanned by two integer vectors.

    Attributes:
        matrix: Rows are the spanning vectors, in primitive vectors.

    Raises:
        ValueError: If the matrix is not 2x2 or its determinant is zero.
    """

    matrix: Matrix

    def __post_init__(self) -> None:
        """Freeze and check the matrix."""
        object.__setattr__(self, "matrix", _as_matrix(self.matrix))
        if self._determinant == 0:
            raise ValueError(f"the rows of a torus matrix must be independent, got {self.matrix}.")

    @classmethod
    def spanned_by(cls, torus: Torus | Matrix | Cell) -> Torus:
        """Return a torus from any of the forms in which users may give one.

        Args:
            torus: A torus, a matrix ((a, b), (c, d)), or (columns, rows) for the torus
                ((columns, 0), (0, rows)).

        Returns:
            The torus.

        Raises:
            ValueError: If it is none of these, or flat.
        """
        return torus if isinstance(torus, cls) else cls(_as_matrix(torus))

    @property
    def _determinant(self) -> int:
        (a, b), (c, d) = self.matrix
        return a * d - b * c

    @property
    def n_cells(self) -> int:
        """Number of unit cells, the absolute value of the determinant."""
        return abs(self._determinant)

    def turns(self, cell: Cell) -> Cell:
        """Return how many times the torus was gone round to reach a cell, along each row.

        Args:
            cell: Any cell (x, y) of the infinite lattice.

        Returns:
            Two integers; both are zero exactly for the cells inside the parallelogram.
        """
        (a, b), (c, d) = self.matrix
        x, y = cell
        return (x * d - y * c) // self._determinant, (y * a - x * b) // self._determinant

    def wrap(self, cell: Cell) -> Cell:
        """Return the cell inside the parallelogram that is the same on the torus.

        Args:
            cell: Any cell (x, y) of the infinite lattice.

        Returns:
            One of :meth:`cells`.
        """
        (a, b), (c, d) = self.matrix
        first, second = self.turns(cell)
        return cell[0] - first * a - second * c, cell[1] - first * b - second * d

    def cells(self) -> tuple[Cell, ...]:
        """Return all cells inside the parallelogram, row by row (y first, then x)."""
        corners = [(0, 0), *self.matrix, tuple(map(sum, zip(*self.matrix, strict=True)))]
        columns, rows = zip(*corners, strict=True)
        return tuple(
            (x, y)
            for y in range(min(rows), max(rows) + 1)
            for x in range(min(columns), max(columns) + 1)
            if self.turns((x, y)) == (0, 0)
        )


def _as_matrix(matrix: object) -> Matrix:
    """Accept ((a, b), (c, d)), or (a, d) for a torus along the primitive vectors."""
    try:
        rows: list[Any] = list(matrix)  # type: ignore[call-overload]
        if len(rows) == 2 and not any(hasattr(row, "__len__") for row in rows):
            rows = [(rows[0], 0), (0, rows[1])]
        (a, b), (c, d) = rows
        a, b, c, d = (whole_number(entry, "an entry of a torus matrix") for entry in (a, b, c, d))
    except (TypeError, ValueError):
        raise ValueError(
            f"a torus must be ((a, b), (c, d)) or (columns, rows) in whole numbers, got {matrix!r}."
        ) from None
    return (a, b), (c, d)
