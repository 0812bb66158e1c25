"""Vertex gates: SU(2)-equivariant unitaries on k spins, carried as structure and not as a matrix.

A gate is a vertex of a spin network with k lines in and k lines out: a recoupling tree for the
lines in, one for the lines out, and a unitary on each multiplicity space, built from named angles.
Families of gates (the paper's, real, general, exchange) are in ``gate_families.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits.block_matrix import BlockMatrix, block_sizes, identity_blocks
from spinnet.networks import Tree, change_of_basis, comb_tree, schur_matrix


@dataclass(frozen=True)
class VertexGate:
    r"""A parameterised SU(2)-equivariant unitary on k spins 1/2.

    .. math:: U(a) = \bigoplus_J W^{out}_J \; e^{i a_n G_n} \cdots e^{i a_1 G_1} K \;
              W^{in\,\dagger}_J \otimes 1_{2J+1}

    ``W`` holds the states of a recoupling tree, ``G`` are Hermitian block matrices in time order,
    ``K`` is a constant unitary block matrix applied first.

    Args:
        name: What the gate is called in pictures and printouts.
        in_tree: Recoupling tree of the incoming lines, over k spins 1/2.
        out_tree: Recoupling tree of the outgoing lines.
        generators: Hermitian block matrices, one per angle, the first acting first.
        constant: Unitary block matrix applied before them; None is the identity.

    Raises:
        ValueError: If the trees do not match, a generator is not Hermitian, or the constant is not
            unitary.
    """

    name: str
    in_tree: Tree
    out_tree: Tree
    generators: tuple[BlockMatrix, ...]
    constant: BlockMatrix | None = None

    def __post_init__(self) -> None:
        if self.in_tree.n_leaves != self.out_tree.n_leaves:
            raise ValueError(
                f"in_tree and out_tree of gate {self.name!r} must have the same number of leaves; "
                f"got {self.in_tree.n_leaves} and {self.out_tree.n_leaves}."
            )
        for tree in (self.in_tree, self.out_tree):
            if set(tree.leaf_spins) != {1}:
                raise ValueError(
                    f"every leaf of a vertex gate's tree must be spin 1/2; got {tree}."
                )
        for number, generator in enumerate(self.generators):
            if generator.n_spins != self.n_spins or not generator.is_hermitian:
                raise ValueError(
                    f"generator {number} of gate {self.name!r} must be Hermitian on "
                    f"{self.n_spins} spins."
                )
        if self.constant is None:
            return
        if self.constant.n_spins != self.n_spins or not self.constant.is_unitary:
            raise ValueError(
                f"the constant of gate {self.name!r} must be unitary in every block, on "
                f"{self.n_spins} spins."
            )

    @property
    def n_spins(self) -> int:
        """Number k of spins the gate acts on."""
        return self.in_tree.n_leaves

    @property
    def n_angles(self) -> int:
        """Number of real angles."""
        return len(self.generators)

    @property
    def is_real(self) -> bool:
        """Whether the gate maps real amplitudes to real amplitudes at every angle."""
        constant_is_real = self.constant is None or self.constant.is_real
        return constant_is_real and all(generator.is_imaginary for generator in self.generators)

    def blocks(self, angles: Sequence[float] | np.ndarray = ()) -> dict[int, np.ndarray]:
        """Return the unitary on each multiplicity space, from in-tree to out-tree paths.

        Args:
            angles: One real number per generator, in radians.

        Returns:
            ``{two_total: (m, m) complex array}``; rows are out-tree paths, columns in-tree paths.

        Raises:
            ValueError: If the number of angles is wrong or one is not finite.
        """
        values = self._checked(angles)
        matrix = (self.constant or identity_blocks(self.n_spins)).dense()
        for value, generator in zip(values, self.generators, strict=True):
            matrix = exponential(generator, value) @ matrix
        return _split(self.n_spins, matrix)

    def comb_blocks(self, angles: Sequence[float] | np.ndarray = ()) -> dict[int, np.ndarray]:
        """Return the unitary on each multiplicity space in the paths of the left-to-right tree."""
        return {
            two_total: comb_frame(self.out_tree, two_total)
            @ block
            @ comb_frame(self.in_tree, two_total).T
            for two_total, block in self.blocks(angles).items()
        }

    def matrix(self, angles: Sequence[float] | np.ndarray = ()) -> np.ndarray:
        """Return the plain unitary on the product basis.

        Args:
            angles: One real number per generator, in radians.

        Returns:
            Array of shape ``(2**k, 2**k)``; wire 0 is the leftmost tensor factor, bit 0 is up.
        """
        parts = [
            np.kron(block, np.eye(two_total + 1))
            for two_total, block in self.blocks(angles).items()
        ]
        coupled = np.zeros((2**self.n_spins,) * 2, dtype=complex)
        start = 0
        for part in parts:
            stop = start + len(part)
            coupled[start:stop, start:stop] = part
            start = stop
        return schur_matrix(self.out_tree) @ coupled @ schur_matrix(self.in_tree).T

    def _checked(self, angles: Sequence[float] | np.ndarray) -> np.ndarray:
        values = np.asarray(angles, dtype=float).reshape(-1)
        if len(values) != self.n_angles:
            raise ValueError(f"gate {self.name!r} takes {self.n_angles} angles; got {len(values)}.")
        if not np.all(np.isfinite(values)):
            raise ValueError(f"the angles of gate {self.name!r} must be finite; got {values}.")
        return values

    def __str__(self) -> str:
        kind = "real" if self.is_real else "complex"
        return f"{self.name} ({self.n_spins} spins, {self.n_angles} angles, {kind})"


@dataclass(frozen=True)
class SpectralForm:
    r"""A generator's exponential as sines and cosines with constant matrices.

    .. math:: e^{i a G} = \sum_r \cos(\lambda_r a) A_r + \sin(\lambda_r a) B_r

    where ``A_r`` projects on the eigenvalues ``±λ_r`` and ``B_r = i (Π_{λ_r} - Π_{-λ_r})``. For an
    imaginary generator all matrices are real. The differences of the eigenvalues give the
    parameter-shift rule.

    Args:
        frequencies: The ``λ_r`` >= 0, ascending, one per term.
        cosines: Array ``(n_terms, m, m)``, read-only.
        sines: Array ``(n_terms, m, m)``, read-only.
    """

    frequencies: tuple[float, ...]
    cosines: np.ndarray
    sines: np.ndarray


@lru_cache(maxsize=1024)
def spectral_form(generator: BlockMatrix) -> SpectralForm:
    """Return the exponential of a Hermitian block matrix as constant matrices and frequencies."""
    values, vectors = np.linalg.eigh(generator.dense())
    frequencies = sorted({round(abs(float(value)), 10) for value in values})
    cosines, sines = [], []
    for frequency in frequencies:
        plus = _projector(vectors[:, np.abs(values - frequency) < 1e-8])
        minus = _projector(vectors[:, np.abs(values + frequency) < 1e-8])
        cosines.append(plus if frequency == 0 else plus + minus)
        sines.append(1j * (plus - minus))
    arrays = [np.stack(cosines), np.stack(sines)]
    if generator.is_imaginary:
        arrays = [array.real for array in arrays]
    for array in arrays:
        array.flags.writeable = False
    return SpectralForm(tuple(frequencies), arrays[0], arrays[1])


def exponential(generator: BlockMatrix, angle: float) -> np.ndarray:
    """Return ``exp(i angle generator)`` as one block-diagonal matrix, total spin ascending."""
    form = spectral_form(generator)
    phases = np.array(form.frequencies) * angle
    return np.tensordot(np.cos(phases), form.cosines, 1) + np.tensordot(
        np.sin(phases), form.sines, 1
    )


@lru_cache(maxsize=1024)
def comb_frame(tree: Tree, two_total: int) -> np.ndarray:
    """Return the orthogonal matrix from a tree's paths to the left-to-right tree's paths."""
    frame = np.array(change_of_basis(tree, comb_tree(tree.n_leaves), two_total))
    frame.flags.writeable = False
    return frame


def _projector(vectors: np.ndarray) -> np.ndarray:
    return vectors @ vectors.conj().T


def _split(n_spins: int, matrix: np.ndarray) -> dict[int, np.ndarray]:
    blocks, start = {}, 0
    for two_total, size in block_sizes(n_spins):
        blocks[two_total] = matrix[start : start + size, start : start + size]
        start += size
    return blocks
