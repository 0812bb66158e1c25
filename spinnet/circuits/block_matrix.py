"""Block matrices: one small matrix on the multiplicity space of each total spin.

By Schur-Weyl duality every operator on k spins 1/2 that commutes with all rotations is
``sum_J B_J (x) 1_{2J+1}``. A block matrix is the tuple of the ``B_J``; it knows nothing of angles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from spinnet.su2 import multiplicity

Rows = tuple[tuple[complex, ...], ...]


@lru_cache(maxsize=64)
def block_sizes(n_spins: int) -> tuple[tuple[int, int], ...]:
    """Return ``(two_total, multiplicity)`` for each total spin of k spins 1/2, ascending.

    Args:
        n_spins: Number k of spins, at least 1.

    Example:
        >>> block_sizes(3)
        ((1, 2), (3, 1))
    """
    return tuple((two, multiplicity(n_spins, two)) for two in range(n_spins % 2, n_spins + 1, 2))


@dataclass(frozen=True)
class BlockMatrix:
    """An invariant operator on k spins 1/2, given on each multiplicity space.

    Args:
        n_spins: Number k of spins.
        rows: One square matrix per total spin, ascending, each as a tuple of rows. Row and column
            index run over the paths of a recoupling tree, lexicographically.

    Raises:
        ValueError: If a block is missing or has the wrong shape, or an entry is not finite.
    """

    n_spins: int
    rows: tuple[Rows, ...]

    def __post_init__(self) -> None:
        sizes = block_sizes(self.n_spins)
        if len(self.rows) != len(sizes):
            raise ValueError(
                f"a block matrix on {self.n_spins} spins must have {len(sizes)} blocks, one for "
                f"each total spin; got {len(self.rows)}."
            )
        for (two_total, size), rows in zip(sizes, self.rows, strict=True):
            if len(rows) != size or any(len(row) != size for row in rows):
                raise ValueError(
                    f"the block of total spin {two_total}/2 must be {size} by {size}; got "
                    f"{len(rows)} rows of lengths {sorted({len(row) for row in rows})}."
                )
        if not np.all(np.isfinite(self.dense())):
            raise ValueError("the entries of a block matrix must be finite.")

    def block(self, two_total: int) -> np.ndarray:
        """Return the complex matrix on the multiplicity space of one total spin."""
        for (two, _), rows in zip(block_sizes(self.n_spins), self.rows, strict=True):
            if two == two_total:
                return np.array(rows, dtype=complex)
        raise ValueError(f"{self.n_spins} spins 1/2 never couple to total spin {two_total}/2.")

    def dense(self) -> np.ndarray:
        """Return all blocks along the diagonal of one matrix, total spin ascending."""
        total = sum(size for _, size in block_sizes(self.n_spins))
        matrix = np.zeros((total, total), dtype=complex)
        start = 0
        for rows in self.rows:
            stop = start + len(rows)
            matrix[start:stop, start:stop] = rows
            start = stop
        return matrix

    def adjoint(self) -> BlockMatrix:
        """Return the conjugate transpose."""
        return _of_dense(self.n_spins, self.dense().conj().T)

    def conjugated_by(self, unitary: BlockMatrix | None, *, factor: float = 1.0) -> BlockMatrix:
        """Return ``factor U^dagger B U`` for a Hermitian B, exactly Hermitian.

        Args:
            unitary: The unitary U; None is the identity.
            factor: A real number.
        """
        matrix = factor * self.dense()
        if unitary is None:
            return _of_dense(self.n_spins, matrix)
        basis = unitary.dense()
        product = basis.conj().T @ matrix @ basis
        return _of_dense(self.n_spins, (product + product.conj().T) / 2)

    @property
    def is_hermitian(self) -> bool:
        """Whether every block equals its conjugate transpose to 1e-12."""
        matrix = self.dense()
        return bool(np.allclose(matrix, matrix.conj().T, rtol=0, atol=1e-12))

    @property
    def is_unitary(self) -> bool:
        """Whether every block is unitary to 1e-10."""
        matrix = self.dense()
        return bool(np.allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), rtol=0, atol=1e-10))

    @property
    def is_real(self) -> bool:
        """Whether every entry is real to 1e-14."""
        return bool(np.all(np.abs(self.dense().imag) <= 1e-14))

    @property
    def is_imaginary(self) -> bool:
        """Whether every entry is imaginary, so that ``exp(i a B)`` is real for real a."""
        return bool(np.all(np.abs(self.dense().real) <= 1e-14))


def block_matrix(n_spins: int, blocks: Mapping[int, ArrayLike]) -> BlockMatrix:
    """Return the block matrix with the given blocks, and zeros for the total spins left out.

    Args:
        n_spins: Number k of spins.
        blocks: ``{two_total: matrix}``.

    Raises:
        ValueError: If a key is no total spin of k spins, or a block has the wrong shape.

    Example:
        >>> block_matrix(2, {0: [[1]]}).dense().real.tolist()
        [[1.0, 0.0], [0.0, 0.0]]
    """
    sizes = dict(block_sizes(n_spins))
    for two_total in blocks:
        if two_total not in sizes:
            raise ValueError(f"{n_spins} spins 1/2 never couple to total spin {two_total}/2.")
    arrays = [
        np.asarray(blocks.get(two, np.zeros((size, size))), dtype=complex)
        for two, size in sizes.items()
    ]
    return BlockMatrix(n_spins, tuple(_rows(array) for array in arrays))


def identity_blocks(n_spins: int) -> BlockMatrix:
    """Return the identity on every multiplicity space of k spins."""
    return block_matrix(n_spins, {two: np.eye(size) for two, size in block_sizes(n_spins)})


def coupled_matrix(n_spins: int, matrix: ArrayLike) -> np.ndarray:
    """Return an operator on paths as one on coupled states: every path with its 2J+1 states.

    Args:
        n_spins: Number k of spins.
        matrix: All blocks along the diagonal, total spin ascending, as `BlockMatrix.dense` gives
            them.

    Returns:
        Complex array ``(2**k, 2**k)`` in the order of the columns of ``schur_matrix``.
    """
    on_paths = np.asarray(matrix, dtype=complex)
    coupled = np.zeros((2**n_spins,) * 2, dtype=complex)
    path = state = 0
    for two_total, size in block_sizes(n_spins):
        stop = state + size * (two_total + 1)
        block = on_paths[path : path + size, path : path + size]
        coupled[state:stop, state:stop] = np.kron(block, np.eye(two_total + 1))
        path, state = path + size, stop
    return coupled


def _of_dense(n_spins: int, matrix: np.ndarray) -> BlockMatrix:
    """Return the block matrix whose blocks stand along the diagonal of one matrix."""
    rows, start = [], 0
    for _, size in block_sizes(n_spins):
        rows.append(_rows(matrix[start : start + size, start : start + size]))
        start += size
    return BlockMatrix(n_spins, tuple(rows))


def _rows(array: np.ndarray) -> Rows:
    return tuple(tuple(complex(value) for value in row) for row in np.atleast_2d(array))
