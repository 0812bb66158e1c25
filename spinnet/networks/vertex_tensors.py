"""Intertwiners as tensors, in floats and in exact numbers.

One axis for each spin, outgoing before incoming, m from +j to -j. Contracting them along the edges
of a network is in ``evaluation.py``.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from spinnet.networks.intertwiners import Intertwiner
from spinnet.networks.paths import Path, enumerate_paths, labelled_joins
from spinnet.networks.schur import sector_isometry
from spinnet.networks.tree import Tree
from spinnet.su2 import Radical, SignedRoot, radical
from spinnet.su2.coupling import clebsch_gordan_root

LARGEST_TENSOR = 2**27


def intertwiner_tensor(vertex: Intertwiner) -> np.ndarray:
    """Return an intertwiner as a tensor, one axis a spin.

    Args:
        vertex: The intertwiner.

    Returns:
        Array of shape ``(2 j + 1 for outgoing spins..., 2 j + 1 for incoming spins...)``.

    Raises:
        ValueError: If it would have more than 2^27 entries.
    """
    out_spins, in_spins = vertex.out_spins, vertex.in_spins
    matrix: np.ndarray = np.zeros(_checked_size(out_spins, in_spins))
    for two_total, block in vertex.blocks:
        numbers = np.array([[_inexact(entry) for entry in row] for row in block])
        outgoing, incoming = (
            sector_isometry(tree, two_total) if tree else np.ones((1, 1, 1))
            for tree in (vertex.out_tree, vertex.in_tree)
        )
        matrix = matrix + np.einsum("xpm,pq,yqm->xy", outgoing, numbers, incoming, optimize=True)
    return matrix.reshape([two_j + 1 for two_j in out_spins + in_spins])


def exact_intertwiner_tensor(vertex: Intertwiner) -> np.ndarray:
    """Return an intertwiner as an object array of exact numbers, shaped as the float tensor.

    Args:
        vertex: The intertwiner, with exact block entries.

    Raises:
        TypeError: If a block entry is a float or complex number.
    """
    out_spins, in_spins = vertex.out_spins, vertex.in_spins
    total = _exact_zeros(_checked_size(out_spins, in_spins))
    for two_total, block in vertex.blocks:
        outgoing, incoming = (
            _exact_isometry(tree, two_total) for tree in (vertex.out_tree, vertex.in_tree)
        )
        for row, entries in zip(outgoing, block, strict=True):
            for column, entry in zip(incoming, entries, strict=True):
                number = radical(entry)
                if number:
                    total = total + (row * number).dot(column.T)
    return total.reshape([two_j + 1 for two_j in out_spins + in_spins])


def _exact_isometry(tree: Tree | None, two_total: int) -> list[np.ndarray]:
    """Return, path by path, the exact coupled states as arrays (product basis, 2 J + 1)."""
    if tree is None:
        one = _exact_zeros((1, 1))
        one[0, 0] = radical(1)
        return [one]
    return [_exact_state(tree, path, two_total) for path in enumerate_paths(tree, two_total)]


def _exact_state(tree: Tree, path: Path, two_total: int) -> np.ndarray:
    """Return one exact coupled state, rows the product basis in leaf order."""
    nodes = [_exact_identity(two_j) for two_j in tree.leaf_spins]
    for (left, right), spins in zip(tree.joins, labelled_joins(tree, path, two_total), strict=True):
        nodes.append(_exact_coupled(nodes[left], nodes[right], spins))
    state = nodes[-1]
    dimensions = [tree.leaf_spins[leaf] + 1 for leaf in tree.leaf_order]
    tensor = state.reshape(*dimensions, two_total + 1)
    back = [tree.leaf_order.index(leaf) for leaf in range(tree.n_leaves)]
    return tensor.transpose(*back, tree.n_leaves).reshape(state.shape)


def _exact_coupled(left: np.ndarray, right: np.ndarray, spins: tuple[int, int, int]) -> np.ndarray:
    """Couple exact states of shapes (a, 2 j1 + 1) and (b, 2 j2 + 1) to spin J: (a b, 2 J + 1)."""
    two_left, two_right, two_top = spins
    coupled = _exact_zeros((len(left), len(right), two_top + 1))
    for i, two_m1 in enumerate(range(two_left, -two_left - 1, -2)):
        for j, two_m2 in enumerate(range(two_right, -two_right - 1, -2)):
            two_m = two_m1 + two_m2
            if abs(two_m) <= two_top:
                root = clebsch_gordan_root(two_left, two_right, two_top, two_m1, two_m2, two_m)
                term = np.multiply.outer(left[:, i], right[:, j]) * radical(root)
                coupled[:, :, (two_top - two_m) // 2] += term
    return coupled.reshape(-1, two_top + 1)


def _exact_identity(two_j: int) -> np.ndarray:
    identity = _exact_zeros((two_j + 1, two_j + 1))
    identity[np.diag_indices(two_j + 1)] = radical(1)
    return identity


def _exact_zeros(shape: tuple[int, ...]) -> np.ndarray:
    zeros = np.empty(shape, dtype=object)
    zeros.fill(Radical())
    return zeros


def _checked_size(out_spins: tuple[int, ...], in_spins: tuple[int, ...]) -> tuple[int, int]:
    """Return the rows and columns of the matrix, refusing what no memory holds."""
    rows, columns = (prod(two_j + 1 for two_j in spins) for spins in (out_spins, in_spins))
    if rows * columns > LARGEST_TENSOR:
        raise ValueError(
            f"the tensor of a vertex may have at most {LARGEST_TENSOR} entries; the spins two_j = "
            f"{out_spins + in_spins} need {rows * columns} (split the vertex into smaller ones)."
        )
    return rows, columns


def _inexact(entry: Any) -> float | complex:
    if isinstance(entry, (Radical, SignedRoot)):
        return float(entry)
    return complex(entry) if isinstance(entry, complex) else float(entry)
