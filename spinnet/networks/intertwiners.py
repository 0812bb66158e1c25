"""Intertwiners: maps between products of spins that commute with every rotation.

An intertwiner is a tree over the outgoing spins, a tree over the incoming ones and one matrix
between their paths for every common total spin. How intertwiners are wired into a network is in
``spin_network.py``.
"""

from __future__ import annotations

import cmath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from spinnet.networks.paths import Path, allowed_spins, check_path, count_paths, rank_path
from spinnet.networks.tree import Tree, comb_tree_of
from spinnet.su2 import Radical, SignedRoot, Spin, doubled, radical, spin_text

Number: TypeAlias = "int | float | complex | Fraction | SignedRoot | Radical"
Block: TypeAlias = tuple[tuple[Any, ...], ...]
"""A matrix of numbers as tuples, rows the outgoing paths and columns the incoming paths."""


@dataclass(frozen=True)
class Intertwiner:
    r"""An invariant map from incoming to outgoing spins.

    .. math:: T = \sum_J \sum_{p q} B^J_{p q} \sum_m |out\,J\,p\,m\rangle\langle in\,J\,q\,m|

    Args:
        out_tree: Tree over the outgoing spins, or None if there are none.
        in_tree: Tree over the incoming spins, or None if there are none.
        blocks: Pairs (two_total, matrix B of that total spin), ascending; total spins left out
            have zero blocks. Entries are numbers; exact evaluation needs integers, fractions,
            ``SignedRoot`` or ``Radical``. Use :func:`intertwiner` to give arrays.

    Raises:
        TypeError: If a block entry is not a number.
        ValueError: If no total spin is common to both sides, a block belongs to a total spin that
            is not, its shape is not (outgoing paths, incoming paths), or an entry is not finite.
    """

    out_tree: Tree | None
    in_tree: Tree | None
    blocks: tuple[tuple[int, Block], ...]

    def __post_init__(self) -> None:
        """Check the blocks against the trees."""
        blocks = tuple(
            (two_total, tuple(tuple(_canonical(entry) for entry in row) for row in block))
            for two_total, block in self.blocks
        )
        object.__setattr__(self, "blocks", blocks)
        common = common_spins(self.out_tree, self.in_tree)
        if not common:
            raise ValueError(
                f"incoming spins {_spins_text(self.in_tree)} and outgoing spins "
                f"{_spins_text(self.out_tree)} must have a total spin in common (triangle rule); "
                "they have none."
            )
        for two_total, block in self.blocks:
            if two_total not in common:
                raise ValueError(
                    f"a block must belong to a total spin of both sides, two_total in {common}; "
                    f"got {two_total}."
                )
            shape = (n_side_paths(self.out_tree, two_total), n_side_paths(self.in_tree, two_total))
            if len(block) != shape[0] or any(len(row) != shape[1] for row in block):
                raise ValueError(
                    f"the block of two_total = {two_total} must have shape {shape} (outgoing "
                    f"paths, incoming paths); got {len(block)} rows of "
                    f"{sorted({len(row) for row in block})}."
                )

    @property
    def out_spins(self) -> tuple[int, ...]:
        """Twice the outgoing spins, in leaf order."""
        return self.out_tree.leaf_spins if self.out_tree else ()

    @property
    def in_spins(self) -> tuple[int, ...]:
        """Twice the incoming spins, in leaf order."""
        return self.in_tree.leaf_spins if self.in_tree else ()

    @property
    def is_exact(self) -> bool:
        """Whether no block entry is a float or complex number."""
        entries = (entry for _, block in self.blocks for row in block for entry in row)
        return not any(isinstance(entry, (float, complex)) for entry in entries)

    def adjoint(self) -> Intertwiner:
        """Return the adjoint map, from the outgoing to the incoming spins."""
        blocks = tuple((two_total, _adjoint_block(block)) for two_total, block in self.blocks)
        return Intertwiner(self.in_tree, self.out_tree, blocks)


def intertwiner(
    out_tree: Tree | None,
    in_tree: Tree | None,
    blocks: Mapping[int, Sequence[Sequence[Number]] | np.ndarray] | None = None,
) -> Intertwiner:
    """Return an intertwiner from arrays, or the only one there is.

    Args:
        out_tree: Tree over the outgoing spins, or None if there are none.
        in_tree: Tree over the incoming spins, or None if there are none.
        blocks: For each total spin (twice it) a matrix, rows outgoing paths and columns incoming
            paths. May be left out if the space of intertwiners has dimension one; the block is
            then 1.

    Returns:
        The intertwiner.

    Raises:
        ValueError: If the blocks do not fit, or are left out although there is a choice.

    Example:
        >>> from spinnet.networks import parse_tree
        >>> intertwiner(parse_tree("(1/2 1/2)"), parse_tree("1")).blocks
        ((2, ((1,),)),)
    """
    if blocks is None:
        dimension = intertwiner_dimension(out_tree, in_tree)
        if dimension > 1:
            raise ValueError(
                f"blocks must be given for incoming {_spins_text(in_tree)} and outgoing "
                f"{_spins_text(out_tree)}, since {dimension} independent intertwiners exist."
            )
        return Intertwiner(
            out_tree, in_tree, tuple((two, ((1,),)) for two in common_spins(out_tree, in_tree))
        )
    ordered = sorted((doubled(two_total, "blocks"), block) for two_total, block in blocks.items())
    return Intertwiner(out_tree, in_tree, tuple((two, _as_block(block)) for two, block in ordered))


def basis_intertwiner(
    out_tree: Tree | None,
    in_tree: Tree | None,
    *,
    two_total: int | Spin,
    out_path: Path = (),
    in_path: Path = (),
    scale: Number = 1,
) -> Intertwiner:
    r"""Return :math:`s \sum_m |out\,J\,p\,m\rangle\langle in\,J\,q\,m|`, one spin network vertex.

    Args:
        out_tree: Tree over the outgoing spins, or None if there are none.
        in_tree: Tree over the incoming spins, or None if there are none.
        two_total: Twice the total spin J that flows through.
        out_path: Labels p on the outgoing tree.
        in_path: Labels q on the incoming tree.
        scale: The number s.

    Returns:
        The intertwiner with one block, zero but for one entry.

    Raises:
        ValueError: If a path is not one of its tree.
    """
    two_total = doubled(two_total, "two_total")
    row = _side_rank(out_tree, out_path, two_total)
    column = _side_rank(in_tree, in_path, two_total)
    n_rows, n_columns = n_side_paths(out_tree, two_total), n_side_paths(in_tree, two_total)
    block = tuple(
        tuple(scale if (r, c) == (row, column) else 0 for c in range(n_columns))
        for r in range(n_rows)
    )
    return Intertwiner(out_tree, in_tree, ((two_total, block),))


def coupling_vertex(
    out_spins: Sequence[int | Spin], in_spins: Sequence[int | Spin], scale: Number = 1
) -> Intertwiner:
    """Return the vertex of three spins or fewer, which is unique up to its scale.

    Args:
        out_spins: Twice the outgoing spins.
        in_spins: Twice the incoming spins.
        scale: Factor of the unit-normalised Clebsch-Gordan map.

    Returns:
        The intertwiner.

    Raises:
        ValueError: If the triangle rule fails or the vertex is not unique.
    """
    out_tree, in_tree = side_tree(out_spins), side_tree(in_spins)
    ((two_total, _),) = intertwiner(out_tree, in_tree).blocks
    return intertwiner(out_tree, in_tree, {two_total: ((scale,),)})


def side_tree(spins: Sequence[int | Spin]) -> Tree | None:
    """Return the left-to-right tree over the spins of one side, None if there are none."""
    return comb_tree_of(tuple(doubled(two_j) for two_j in spins)) if spins else None


def common_spins(out_tree: Tree | None, in_tree: Tree | None) -> tuple[int, ...]:
    """Return twice the total spins that both sides reach; no spins at all reach 0."""
    out_spins = allowed_spins(out_tree) if out_tree else (0,)
    in_spins = allowed_spins(in_tree) if in_tree else (0,)
    return tuple(two_total for two_total in out_spins if two_total in in_spins)


def intertwiner_dimension(out_tree: Tree | None, in_tree: Tree | None) -> int:
    r"""Return the number of independent intertwiners, :math:`\sum_J m^{out}_J m^{in}_J`."""
    return sum(
        n_side_paths(out_tree, two_total) * n_side_paths(in_tree, two_total)
        for two_total in common_spins(out_tree, in_tree)
    )


def n_side_paths(tree: Tree | None, two_total: int) -> int:
    """Return the number of paths of one side to a total spin; no spins have one path to 0."""
    return count_paths(tree, two_total) if tree else int(two_total == 0)


def check_unitary_block(block: np.ndarray, name: str, tolerance: float = 1e-10) -> None:
    """Refuse a block that is not unitary, saying by how much it fails.

    Args:
        block: Square array.
        name: What the block is, for the message.
        tolerance: Largest allowed entry of ``B B^dagger - 1``.

    Raises:
        ValueError: If the block is not square or not unitary.
    """
    block = np.asarray(block)
    if block.ndim != 2 or block.shape[0] != block.shape[1]:
        raise ValueError(f"{name} must be a square unitary matrix; got shape {block.shape}.")
    excess = np.abs(block @ block.conj().T - np.eye(len(block))).max(initial=0.0)
    if not excess <= tolerance:
        raise ValueError(f"{name} must be unitary; B B^dagger differs from 1 by {excess:.2g}.")


def _side_rank(tree: Tree | None, path: Path, two_total: int) -> int:
    if tree is None:
        if path or two_total:
            raise ValueError(
                f"a side without spins has only the empty path and two_total = 0; got {path} and "
                f"{two_total}."
            )
        return 0
    check_path(tree, path, two_total=two_total)
    return rank_path(tree, path, two_total=two_total)


def _as_block(block: Any) -> Block:
    rows = block.tolist() if isinstance(block, np.ndarray) else block
    return tuple(tuple(row) for row in rows)


def _adjoint_block(block: Block) -> Block:
    columns = zip(*block, strict=True)
    return tuple(tuple(entry.conjugate() for entry in column) for column in columns)


def _canonical(entry: Any) -> Any:
    """Return a number as int, float, complex or Radical, so that equal vertices compare equal."""
    entry = entry.item() if isinstance(entry, np.generic) else entry
    if isinstance(entry, (Fraction, SignedRoot)):
        return radical(entry)
    if isinstance(entry, bool) or not isinstance(entry, (int, float, complex, Radical)):
        raise TypeError(f"block entries must be numbers, floating or exact; got {entry!r}.")
    if isinstance(entry, (float, complex)) and not cmath.isfinite(entry):
        raise ValueError(f"block entries must be finite; got {entry}.")
    return entry


def _spins_text(tree: Tree | None) -> str:
    if tree is None:
        return "(none)"
    return "(" + ", ".join(spin_text(two_j) for two_j in tree.leaf_spins) + ")"
