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

from hamiltonians.numbers import counted
from spinnet.circuits.block_matrix import (
    BlockMatrix,
    block_sizes,
    coupled_matrix,
    identity_blocks,
)
from spinnet.circuits.spectral_form import exponential
from spinnet.networks import Tree, change_of_basis, comb_tree, schur_matrix

_INVERSE = " inverse"


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
        return _split(self.n_spins, self._on_paths(angles))

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
        coupled = coupled_matrix(self.n_spins, self._on_paths(angles))
        return schur_matrix(self.out_tree) @ coupled @ schur_matrix(self.in_tree).T

    def inverse(self) -> VertexGate:
        r"""Return the gate that undoes this one at the same angles in reversed order.

        With the constant K moved past the exponentials,

        .. math:: (e^{i a_n G_n} \cdots e^{i a_1 G_1} K)^\dagger =
                  e^{-i a_1 K^\dagger G_1 K} \cdots e^{-i a_n K^\dagger G_n K} K^\dagger

        and the trees change places. The inverse of the inverse has the gate's own name.

        Example:
            >>> from spinnet.circuits import paper_gate
            >>> gate = paper_gate(3)
            >>> product = gate.inverse().matrix([4, 3, 2, 1]) @ gate.matrix([1, 2, 3, 4])
            >>> bool(np.allclose(product, np.eye(8)))
            True
        """
        generators = tuple(
            generator.conjugated_by(self.constant, factor=-1.0)
            for generator in reversed(self.generators)
        )
        constant = None if self.constant is None else self.constant.adjoint()
        is_inverse = self.name.endswith(_INVERSE)
        name = self.name.removesuffix(_INVERSE) if is_inverse else self.name + _INVERSE
        return VertexGate(name, self.out_tree, self.in_tree, generators, constant)

    def _on_paths(self, angles: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return all blocks along the diagonal of one matrix, total spin ascending."""
        values = self._checked(angles)
        matrix = (self.constant or identity_blocks(self.n_spins)).dense()
        for value, generator in zip(values, self.generators, strict=True):
            matrix = exponential(generator, value) @ matrix
        return matrix

    def _checked(self, angles: Sequence[float] | np.ndarray) -> np.ndarray:
        values = np.asarray(angles, dtype=float).reshape(-1)
        if len(values) != self.n_angles:
            raise ValueError(
                f"gate {self.name!r} takes {counted(self.n_angles, 'angle')}; got {len(values)}."
            )
        if not np.all(np.isfinite(values)):
            raise ValueError(f"the angles of gate {self.name!r} must be finite; got {values}.")
        return values

    def __str__(self) -> str:
        kind = "real" if self.is_real else "complex"
        spins, angles = counted(self.n_spins, "spin"), counted(self.n_angles, "angle")
        return f"{self.name} ({spins}, {angles}, {kind})"


@lru_cache(maxsize=1024)
def comb_frame(tree: Tree, two_total: int) -> np.ndarray:
    """Return the orthogonal matrix from a tree's paths to the left-to-right tree's paths."""
    frame = np.array(change_of_basis(tree, comb_tree(tree.n_leaves), two_total))
    frame.flags.writeable = False
    return frame


def _split(n_spins: int, matrix: np.ndarray) -> dict[int, np.ndarray]:
    blocks, start = {}, 0
    for two_total, size in block_sizes(n_spins):
        blocks[two_total] = matrix[start : start + size, start : start + size]
        start += size
    return blocks
