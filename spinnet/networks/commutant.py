"""Operators that commute with every rotation: twirling, blocks, and the distance from them.

An operator on k spins commutes with SU(2) exactly if, in the coupled basis of any tree, it is a
direct sum of blocks (x) identity. Expanding such operators in permutations is in
``permutation_sums.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from spinnet.networks.basis_change import change_of_basis
from spinnet.networks.paths import allowed_spins, count_paths
from spinnet.networks.schur import schur_matrix
from spinnet.networks.tree import Tree, comb_tree_of
from spinnet.su2 import Spin, doubled, random_rotation, rotation_matrix


def twirl(matrix: np.ndarray, leaf_spins: Sequence[int | Spin] | None = None) -> np.ndarray:
    r"""Return the average of an operator over all rotations, exactly.

    .. math:: T(U) = \int dg\; D(g)\, U\, D(g)^\dagger

    This is the orthogonal projection onto the commutant of SU(2): in the coupled basis, blocks
    between different total spins vanish and each remaining block is averaged over m.

    Args:
        matrix: Operator on k spins, site 0 leftmost, m from +j to -j.
        leaf_spins: Twice each spin; all spins one half if left out.

    Returns:
        Array of the same shape that commutes with every rotation.

    Raises:
        ValueError: If the matrix is not square or its size does not fit the spins.

    Example:
        >>> twirl(np.diag([1.0, 0, 0, 0])).round(3)  # all triplet states share the one third
        array([[0.333, 0.   , 0.   , 0.   ],
               [0.   , 0.167, 0.167, 0.   ],
               [0.   , 0.167, 0.167, 0.   ],
               [0.   , 0.   , 0.   , 0.333]])
    """
    tree = comb_tree_of(site_spins(matrix, leaf_spins))
    return from_blocks(sector_blocks(matrix, tree), tree)


def twirl_by_sampling(
    matrix: np.ndarray,
    n_samples: int,
    rng: np.random.Generator,
    leaf_spins: Sequence[int | Spin] | None = None,
) -> np.ndarray:
    """Return the average of an operator over random rotations, which converges to the twirl.

    Args:
        matrix: Operator on k spins, site 0 leftmost, m from +j to -j.
        n_samples: Number of Haar-random rotations, at least 1. The error falls as its square root.
        rng: Source of randomness.
        leaf_spins: Twice each spin; all spins one half if left out.

    Returns:
        Array of the same shape.

    Raises:
        ValueError: If ``n_samples`` is less than 1 or the matrix does not fit the spins.
    """
    spins = site_spins(matrix, leaf_spins)
    if n_samples < 1:
        raise ValueError(f"n_samples must be at least 1 rotation; got {n_samples}.")
    total = np.zeros_like(np.asarray(matrix), dtype=complex)
    for _ in range(n_samples):
        rotation = joint_rotation(random_rotation(rng), spins)
        total += rotation @ matrix @ rotation.conj().T
    return total / n_samples


def sector_blocks(matrix: np.ndarray, tree: Tree) -> dict[int, np.ndarray]:
    r"""Return the blocks of the twirl of an operator on the multiplicity spaces of a tree.

    .. math:: B^J_{pq} = \frac{1}{2J+1}\sum_m \langle J\,p\,m|U|J\,q\,m\rangle

    Args:
        matrix: Operator on the leaves of the tree, leaf 0 leftmost.
        tree: The recoupling tree whose paths number rows and columns.

    Returns:
        For each total spin (twice it) an array of shape ``(n_paths, n_paths)``. If the operator
        commutes with SU(2), these blocks are all of it.

    Raises:
        ValueError: If the size of the matrix does not fit the tree.
    """
    site_spins(matrix, tree.leaf_spins)
    coupled = schur_matrix(tree)
    blocks, start = {}, 0
    for two_total in allowed_spins(tree):
        n_paths = count_paths(tree, two_total)
        columns = coupled[:, start : start + n_paths * (two_total + 1)]
        start += columns.shape[1]
        full = columns.T @ matrix @ columns
        tensor = full.reshape(n_paths, two_total + 1, n_paths, two_total + 1)
        blocks[two_total] = np.einsum("pmqm->pq", tensor) / (two_total + 1)
    return blocks


def from_blocks(blocks: Mapping[int, np.ndarray], tree: Tree) -> np.ndarray:
    """Return the operator with given blocks, the inverse of :func:`sector_blocks`.

    Args:
        blocks: For each total spin (twice it) an array of shape ``(n_paths, n_paths)``; total
            spins left out have zero blocks.
        tree: The recoupling tree whose paths number rows and columns.

    Returns:
        Array of shape ``(prod(2 j + 1), prod(2 j + 1))``, leaf 0 leftmost.

    Raises:
        ValueError: If a total spin does not occur or a block has the wrong shape.
    """
    spins = allowed_spins(tree)
    for two_total, block in blocks.items():
        size = count_paths(tree, two_total)
        if two_total not in spins or np.shape(block) != (size, size):
            raise ValueError(
                f"the block of two_total = {two_total} must belong to one of {spins} and have "
                f"shape {(size, size)}; got {np.shape(block)}."
            )
    coupled = schur_matrix(tree)
    dtype = np.result_type(float, *(np.asarray(block).dtype for block in blocks.values()))
    matrix, start = np.zeros(coupled.shape, dtype=dtype), 0
    for two_total in spins:
        n_paths = count_paths(tree, two_total)
        columns = coupled[:, start : start + n_paths * (two_total + 1)]
        start += columns.shape[1]
        if two_total in blocks:
            full = np.kron(blocks[two_total], np.eye(two_total + 1))
            matrix += columns @ full @ columns.T
    return matrix


def recoupled_blocks(
    blocks: Mapping[int, np.ndarray], source: Tree, target: Tree
) -> dict[int, np.ndarray]:
    """Return the blocks of the same operator in the paths of another tree.

    Gates drawn on different trees are therefore the same family of unitaries in other angles.

    Args:
        blocks: For each total spin (twice it) the block in the paths of ``source``.
        source: The tree of the given blocks.
        target: The tree of the wanted blocks, over the same leaves.

    Returns:
        For each total spin the block ``R @ B @ R.T``, R the change of basis.

    Raises:
        ValueError: If the trees differ in their leaf spins.
    """
    found = {}
    for two_total, block in blocks.items():
        change = change_of_basis(source, target, two_total)
        found[two_total] = change @ block @ change.T
    return found


def commutant_distance(matrix: np.ndarray, leaf_spins: Sequence[int | Spin] | None = None) -> float:
    """Return how far an operator is from commuting with all rotations.

    Args:
        matrix: Operator on k spins, site 0 leftmost.
        leaf_spins: Twice each spin; all spins one half if left out.

    Returns:
        The Frobenius norm of ``matrix - twirl(matrix)`` over that of ``matrix``: 0 for equivariant
        operators, at most 1.

    Raises:
        ValueError: If the matrix does not fit the spins or holds numbers that are not finite.
    """
    matrix = np.asarray(matrix)
    if not np.isfinite(matrix).all():
        raise ValueError("matrix must hold finite numbers; got nan or infinity.")
    scale = float(np.linalg.norm(matrix))
    if scale == 0:
        return 0.0
    return float(np.linalg.norm(matrix - twirl(matrix, leaf_spins))) / scale


def is_equivariant(
    matrix: np.ndarray,
    leaf_spins: Sequence[int | Spin] | None = None,
    tolerance: float = 1e-10,
) -> bool:
    """Return whether an operator commutes with all rotations.

    Args:
        matrix: Operator on k spins, site 0 leftmost.
        leaf_spins: Twice each spin; all spins one half if left out.
        tolerance: Largest accepted :func:`commutant_distance`.

    Raises:
        ValueError: If the matrix does not fit the spins or holds numbers that are not finite.

    Example:
        >>> is_equivariant(np.eye(8)), is_equivariant(np.diag([1, 2, 3, 4]))
        (True, False)
    """
    return commutant_distance(matrix, leaf_spins) <= tolerance


def joint_rotation(element: np.ndarray, leaf_spins: Sequence[int | Spin]) -> np.ndarray:
    """Return one element of SU(2) acting on all spins together.

    Args:
        element: Array of shape ``(2, 2)`` in SU(2).
        leaf_spins: Twice each spin.

    Returns:
        Complex unitary array of shape ``(prod(2 j + 1), prod(2 j + 1))``, spin 0 leftmost.
    """
    product = np.ones((1, 1), dtype=complex)
    for two_j in leaf_spins:
        product = np.kron(product, rotation_matrix(element, two_j))
    return product


def site_spins(
    matrix: np.ndarray, leaf_spins: Sequence[int | Spin] | None = None
) -> tuple[int, ...]:
    """Return twice the spins an operator acts on, checked against its size.

    Args:
        matrix: A square array.
        leaf_spins: Twice each spin; all spins one half if left out.

    Raises:
        ValueError: If the matrix is not square, or its size is not the product of 2j + 1 (a power
            of 2 and at least 2 if the spins are left out).
    """
    shape = np.shape(matrix)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"matrix must be square; got shape {shape}.")
    if leaf_spins is None:
        k = int(shape[0]).bit_length() - 1
        if k < 1 or 2**k != shape[0]:
            raise ValueError(
                f"matrix must have size 2^k for k spins one half, k at least 1; got {shape[0]}."
            )
        return (1,) * k
    spins = tuple(doubled(two_j, "leaf_spins") for two_j in leaf_spins)
    size = prod(two_j + 1 for two_j in spins)
    if size != shape[0] or not spins:
        raise ValueError(
            f"matrix must have size {size}, the product of 2j + 1 over two_j = {spins}; got "
            f"{shape[0]}."
        )
    return spins
