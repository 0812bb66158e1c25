"""Schur matrices: from the product basis of k spins to the coupled basis of a tree.

The matrix of a tree is the table of its Clebsch-Gordan couplings multiplied out. Changing from one
tree to another without this table is in ``basis_change.py``.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np

from spinnet.networks.paths import Path, allowed_spins, enumerate_paths, top_spins
from spinnet.networks.tree import Shape, Tree
from spinnet.su2 import Spin, clebsch_gordan_table, coupled_spins, doubled

_SMALL = 256


class CoupledState(NamedTuple):
    """The label of one column of a Schur matrix."""

    two_total: int
    path: Path
    two_m: int


def coupled_basis(tree: Tree) -> tuple[CoupledState, ...]:
    """Return the labels of the columns of :func:`schur_matrix`, in order.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> coupled_basis(comb_tree(2))[1]
        CoupledState(two_total=2, path=(), two_m=2)
    """
    return tuple(
        CoupledState(two_total, path, two_m)
        for two_total in allowed_spins(tree)
        for path in enumerate_paths(tree, two_total)
        for two_m in range(two_total, -two_total - 1, -2)
    )


def schur_matrix(tree: Tree) -> np.ndarray:
    """Return the matrix whose columns are the coupled states of a tree.

    It turns an operator that commutes with SU(2) into blocks: ``S.T @ U @ S`` is the direct sum
    over the total spin J of (block on the multiplicity space) (x) identity of 2J + 1.

    Args:
        tree: The recoupling tree over k spins.

    Returns:
        Read-only real orthogonal array of shape ``(prod(2 j + 1), prod(2 j + 1))``. Rows: product
        basis, leaf 0 leftmost, m from +j to -j. Columns: by total spin ascending, then path, then
        m from +J to -J, as :func:`coupled_basis` lists them.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> schur_matrix(comb_tree(2)).round(3)[:, 0]
        array([ 0.   ,  0.707, -0.707,  0.   ])
    """
    if prod(two_j + 1 for two_j in tree.leaf_spins) <= _SMALL:
        return _small_schur_matrix(tree)
    return _schur_matrix(tree)


def sector_isometry(tree: Tree, two_total: int | Spin) -> np.ndarray:
    """Return the columns of the Schur matrix of one total spin, as a tensor.

    Args:
        tree: The recoupling tree over k spins.
        two_total: Twice the total spin J.

    Returns:
        Array of shape ``(prod(2 j + 1), n_paths, 2 J + 1)``: product basis, path, m from +J to -J.
    """
    two_total = doubled(two_total, "two_total")
    columns = _sorted_states(tree, only=two_total)
    dimension = prod(two_j + 1 for two_j in tree.leaf_spins)
    tensor = np.zeros((dimension, len(columns), two_total + 1))
    for number, (_, _, block) in enumerate(columns):
        tensor[:, number] = block
    return _rows_by_leaf(tree, tensor)


@lru_cache(maxsize=64)
def _small_schur_matrix(tree: Tree) -> np.ndarray:
    return _schur_matrix(tree)


def _schur_matrix(tree: Tree) -> np.ndarray:
    dimension = prod(two_j + 1 for two_j in tree.leaf_spins)
    matrix = np.zeros((dimension, dimension))
    start = 0
    for _, two_total, block in _sorted_states(tree):
        matrix[:, start : start + two_total + 1] = block
        start += two_total + 1
    matrix = _rows_by_leaf(tree, matrix)
    matrix.setflags(write=False)
    return matrix


_State: TypeAlias = tuple[Path, int, np.ndarray]
"""Labels below the top, twice the spin at the top, amplitudes (product basis, 2 J + 1)."""


def _sorted_states(tree: Tree, only: int | None = None) -> list[_State]:
    """Return the coupled states ordered by total spin and path."""
    wanted = set(top_spins(tree.shape, tree.leaf_spins)) if only is None else {only}
    states = _states(tree.shape, tree.leaf_spins, wanted)
    return sorted(states, key=lambda state: (state[1], state[0]))


def _states(shape: Shape, spins: tuple[int, ...], wanted: set[int]) -> list[_State]:
    """Return the states of a shape with wanted spins; rows run over its leaves left to right."""
    if isinstance(shape, int):
        two_j = spins[shape]
        return [((), two_j, np.eye(two_j + 1))] if two_j in wanted else []
    left, right = shape
    pairs = [
        (two_left, two_right)
        for two_left, two_right in product(top_spins(left, spins), top_spins(right, spins))
        if not wanted.isdisjoint(coupled_spins(two_left, two_right))
    ]
    left_states = _states(left, spins, {two_left for two_left, _ in pairs})
    right_states = _states(right, spins, {two_right for _, two_right in pairs})
    found = []
    for below_left, two_left, amplitudes_left in left_states:
        head = below_left if isinstance(left, int) else (*below_left, two_left)
        for below_right, two_right, amplitudes_right in right_states:
            tail = below_right if isinstance(right, int) else (*below_right, two_right)
            for two_top in wanted.intersection(coupled_spins(two_left, two_right)):
                block = _coupled(amplitudes_left, amplitudes_right, two_top)
                found.append((head + tail, two_top, block))
    return found


def _coupled(left: np.ndarray, right: np.ndarray, two_top: int) -> np.ndarray:
    """Couple two families of states, shapes (a, 2 j1 + 1) and (b, 2 j2 + 1), to one spin."""
    table = clebsch_gordan_table(left.shape[1] - 1, right.shape[1] - 1, two_top)
    half = np.tensordot(left, table, axes=(1, 0))  # (a, 2 j2 + 1, 2 J + 1)
    full = np.tensordot(half, right, axes=(1, 1))  # (a, 2 J + 1, b)
    return full.transpose(0, 2, 1).reshape(-1, two_top + 1)


def _rows_by_leaf(tree: Tree, array: np.ndarray) -> np.ndarray:
    """Reorder the rows from the order the leaves hang in to the order of their indices."""
    if tree.is_ordered:
        return array
    dimensions = [tree.leaf_spins[leaf] + 1 for leaf in tree.leaf_order]
    back = np.argsort(tree.leaf_order)
    tensor = array.reshape(*dimensions, *array.shape[1:])
    extra = range(len(dimensions), tensor.ndim)
    return tensor.transpose(*back, *extra).reshape(array.shape)
