"""The laws of recoupling, to run on any tree.

Each law returns the largest deviation it finds, so that exact agreement is 0. ``check_tree_laws``
runs all of them and raises one sentence on the first that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import prod

import numpy as np

from spinnet.networks import (
    Move,
    Tree,
    allowed_spins,
    count_paths,
    enumerate_paths,
    joint_rotation,
    move_matrix,
    moved_tree,
    permutation_matrix,
    rank_path,
    schur_matrix,
    sector_isometry,
    unrank_path,
)
from spinnet.networks.tree import Shape, leaves_of
from spinnet.networks.tree_moves import Address
from spinnet.su2 import catalan, euler_rotation, rotation_matrix


def check_tree_laws(tree: Tree, tolerance: float = 1e-12) -> dict[str, float]:
    """Check every law on a tree.

    Args:
        tree: The recoupling tree; its product space should be small (dense tensors are built).
        tolerance: Largest accepted deviation.

    Returns:
        The deviation of each law by name.

    Raises:
        AssertionError: If a law fails; the message names it, the tree and the deviation.

    Example:
        >>> from spinnet.networks import parse_tree
        >>> sorted(check_tree_laws(parse_tree("((1/2 1) 1/2)")))[:3]
        ['braid relation', 'dimension sums', 'hexagon']
    """
    deviations = {}
    for name, law in TREE_LAWS.items():
        deviations[name] = law(tree)
        if not deviations[name] <= tolerance:
            raise AssertionError(
                f"the law '{name}' must hold to {tolerance:.0e} on {tree}; it fails by "
                f"{deviations[name]:.2g}."
            )
    return deviations


def orthogonality(tree: Tree) -> float:
    """Return how far the Schur matrix is from orthogonal."""
    coupled = schur_matrix(tree)
    return float(np.abs(coupled.T @ coupled - np.eye(len(coupled))).max())


def dimension_sums(tree: Tree) -> float:
    r"""Return the error of :math:`\sum_J (2J+1) m_J = \prod (2j+1)`.

    For spins one half also that of :math:`\sum_J m_J^2 = \mathrm{Catalan}(k)`.
    """
    counts = {two_total: count_paths(tree, two_total) for two_total in allowed_spins(tree)}
    states = sum((two_total + 1) * count for two_total, count in counts.items())
    error = abs(states - prod(two_j + 1 for two_j in tree.leaf_spins))
    if set(tree.leaf_spins) == {1}:
        error += abs(sum(count**2 for count in counts.values()) - catalan(tree.n_leaves))
    return float(error)


def ranking(tree: Tree) -> float:
    """Return how many paths are not listed in order, counted, ranked and unranked alike."""
    wrong = 0
    for two_total in allowed_spins(tree):
        paths = enumerate_paths(tree, two_total)
        wrong += abs(len(paths) - count_paths(tree, two_total)) + (list(paths) != sorted(paths))
        for rank, path in enumerate(paths):
            wrong += rank_path(tree, path, two_total=two_total) != rank
            wrong += unrank_path(tree, rank, two_total=two_total) != path
    return float(wrong)


def rotation_covariance(tree: Tree) -> float:
    """Return how far the coupled states are from turning like single spins J."""
    element = euler_rotation(0.3, 1.1, -0.7)
    rotation = joint_rotation(element, tree.leaf_spins)
    worst = 0.0
    for two_total in allowed_spins(tree):
        states = sector_isometry(tree, two_total)
        turned = np.tensordot(rotation, states, axes=(1, 0))
        expected = states @ rotation_matrix(element, two_total)
        worst = max(worst, float(np.abs(turned - expected).max()))
    return worst


def moves_against_dense(tree: Tree) -> float:
    """Return how far any move at any coupling is from the overlap of dense coupled states."""
    worst = 0.0
    for move in available_moves(tree):
        new_tree = moved_tree(tree, move)
        for two_total in allowed_spins(tree):
            old, new = sector_isometry(tree, two_total), sector_isometry(new_tree, two_total)
            overlap = np.einsum("xpm,xqm->pq", new, old, optimize=True) / (two_total + 1)
            matrix = move_matrix(tree, move, two_total).toarray()
            worst = max(worst, float(np.abs(matrix - overlap).max()))
    return worst


def moves_unitary(tree: Tree) -> float:
    """Return how far any F-move or swap is from an orthogonal matrix."""
    worst = 0.0
    for move in available_moves(tree):
        for two_total in allowed_spins(tree):
            matrix = move_matrix(tree, move, two_total).toarray()
            worst = max(worst, float(np.abs(matrix.T @ matrix - np.eye(len(matrix))).max()))
    return worst


def pentagon(tree: Tree) -> float:
    """Return how far the five regroupings of four parts are from closing, at every coupling."""
    loop = ("right", ""), ("right", ""), ("left", "R"), ("left", ""), ("left", "L")
    moves = tuple(Move(f"regroup {side}", below) for side, below in loop)  # type: ignore[arg-type]
    return max(
        (
            _loop_error(tree, _turned(moves, _pentagon_start(shape)), address)
            for address, shape in _couplings(tree.shape)
            if _size(shape) >= 4
        ),
        default=0.0,
    )


def hexagon(tree: Tree) -> float:
    """Return how far regroupings and swaps of three parts are from closing, at every coupling."""
    loop = (
        Move("regroup right"),
        Move("swap", "R"),
        Move("regroup left"),
        Move("swap", "L"),
        Move("regroup right"),
        Move("swap"),
    )
    worst = 0.0
    for address, shape in _couplings(tree.shape):
        if _size(shape) >= 3:
            start = 0 if not isinstance(_parts(shape)[0], int) else 1
            worst = max(worst, _loop_error(tree, _turned(loop, start), address))
    return worst


def braid_relation(tree: Tree) -> float:
    """Return how far swaps of neighbouring equal leaves break s^2 = 1 or s t s = t s t."""
    worst = 0.0
    for two_total in allowed_spins(tree):
        swaps = [
            _leaf_swap(tree, leaf, two_total) if spins[0] == spins[1] else None
            for leaf, spins in enumerate(pairwise(tree.leaf_spins))
        ]
        for swap in swaps:
            if swap is not None:
                worst = max(worst, float(np.abs(swap @ swap - np.eye(len(swap))).max()))
        for s, t in pairwise(swaps):
            if s is not None and t is not None:
                worst = max(worst, float(np.abs(s @ t @ s - t @ s @ t).max()))
    return worst


TREE_LAWS: dict[str, Callable[[Tree], float]] = {
    "orthogonality": orthogonality,
    "dimension sums": dimension_sums,
    "ranking": ranking,
    "rotation covariance": rotation_covariance,
    "moves against dense coupling": moves_against_dense,
    "moves are unitary": moves_unitary,
    "pentagon": pentagon,
    "hexagon": hexagon,
    "braid relation": braid_relation,
}
"""All laws by name; each takes a tree and returns its largest deviation."""


def available_moves(tree: Tree) -> tuple[Move, ...]:
    """Return every elementary move that fits a tree."""
    found = []
    for address, shape in _couplings(tree.shape):
        left, right = _parts(shape)
        found.append(Move("swap", address))
        if not isinstance(left, int):
            found.append(Move("regroup right", address))
        if not isinstance(right, int):
            found.append(Move("regroup left", address))
    return tuple(found)


def _loop_error(tree: Tree, loop: Sequence[Move], address: Address) -> float:
    """Return how far a closed sequence of moves at an address is from the identity."""
    worst = 0.0
    for two_total in allowed_spins(tree):
        matrix, current = np.eye(count_paths(tree, two_total)), tree
        for move in loop:
            placed = Move(move.kind, address + move.address)
            matrix = move_matrix(current, placed, two_total) @ matrix
            current = moved_tree(current, placed)
        if current != tree:
            raise AssertionError(f"the moves must lead back to {tree}; they end at {current}.")
        worst = max(worst, float(np.abs(matrix - np.eye(len(matrix))).max()))
    return worst


def _pentagon_start(shape: Shape) -> int:
    """Return where in the pentagon a coupling of at least four leaves stands."""
    left, right = _parts(shape)
    if isinstance(right, int):
        return 0 if not isinstance(_parts(left)[0], int) else 4
    if isinstance(left, int):
        return 2 if not isinstance(_parts(right)[1], int) else 3
    return 1


def _turned(loop: Sequence[Move], start: int) -> tuple[Move, ...]:
    return (*loop[start:], *loop[:start])


def _couplings(shape: Shape, address: Address = "") -> Iterator[tuple[Address, Shape]]:
    """Yield the address and shape of every coupling, root first."""
    if not isinstance(shape, int):
        yield address, shape
        yield from _couplings(shape[0], address + "L")
        yield from _couplings(shape[1], address + "R")


def _parts(shape: Shape) -> tuple[Shape, Shape]:
    assert not isinstance(shape, int)
    return shape


def _size(shape: Shape) -> int:
    return len(list(leaves_of(shape)))


def _leaf_swap(tree: Tree, leaf: int, two_total: int) -> np.ndarray:
    images = list(range(tree.n_leaves))
    images[leaf], images[leaf + 1] = images[leaf + 1], images[leaf]
    return permutation_matrix(tree, tuple(images), two_total)
