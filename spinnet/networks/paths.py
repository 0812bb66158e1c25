"""Paths: the admissible spin labels along a tree, counted, listed, ranked and unranked.

A path holds twice the spin of every coupling in post-order, the root (the total spin) left out.
Paths of one total spin are ordered lexicographically, smaller spins first. Nothing here lists
paths in order to count or rank them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from spinnet.networks.tree import Shape, Tree
from spinnet.su2 import Spin, coupled_spins, doubled, is_triangle

Path: TypeAlias = tuple[int, ...]
_Weights: TypeAlias = dict[int, int]


def allowed_spins(tree: Tree) -> tuple[int, ...]:
    """Return twice the total spins that a tree can reach, ascending.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> allowed_spins(comb_tree(3))
        (1, 3)
    """
    return top_spins(tree.shape, tree.leaf_spins)


def count_paths(tree: Tree, two_total: int | Spin) -> int:
    """Return the number of paths to a total spin: the dimension of its multiplicity space.

    Args:
        tree: The recoupling tree.
        two_total: Twice the total spin.

    Returns:
        The number of paths, 0 if the total spin cannot be reached. It depends on the leaf spins
        alone, not on the form of the tree.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> count_paths(comb_tree(100), 0) == count_paths(comb_tree(99), 1)
        True
    """
    return dict(_counts(tree.shape, tree.leaf_spins)).get(doubled(two_total, "two_total"), 0)


@lru_cache(maxsize=256)
def enumerate_paths(tree: Tree, two_total: int | Spin) -> tuple[Path, ...]:
    """Return all paths to a total spin, in lexicographic order.

    Args:
        tree: The recoupling tree.
        two_total: Twice the total spin.

    Returns:
        One tuple per path: twice the spin of each coupling in post-order, without the root. Empty
        if the total spin cannot be reached.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> enumerate_paths(comb_tree(3), 1)
        ((0,), (2,))
    """
    weights = {doubled(two_total, "two_total"): 1}
    return tuple(sequence for sequence, _ in _sequences(tree.shape, tree.leaf_spins, weights))


def rank_path(tree: Tree, path: Path, *, two_total: int | Spin) -> int:
    """Return the position of a path among those of its total spin, without listing them.

    Args:
        tree: The recoupling tree.
        path: Twice the spin of each coupling in post-order, without the root.
        two_total: Twice the total spin.

    Returns:
        An index from 0 to ``count_paths(tree, two_total) - 1``.

    Raises:
        ValueError: If ``path`` is not a path of the tree to that total spin.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> rank_path(comb_tree(3), (2,), two_total=1)
        1
    """
    two_total = doubled(two_total, "two_total")
    check_path(tree, path, two_total=two_total)
    if tree.n_leaves == 1:
        return 0
    labels = iter((*path, two_total))
    rank, _ = _weighted_rank(tree.shape, tree.leaf_spins, labels, {two_total: 1})
    return rank


def unrank_path(tree: Tree, rank: int, *, two_total: int | Spin) -> Path:
    """Return the path at a position, the inverse of :func:`rank_path`.

    Args:
        tree: The recoupling tree.
        rank: Position from 0 to ``count_paths(tree, two_total) - 1``.
        two_total: Twice the total spin.

    Returns:
        The path.

    Raises:
        ValueError: If ``rank`` is out of range.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> unrank_path(comb_tree(3), 1, two_total=1)
        (2,)
    """
    two_total = doubled(two_total, "two_total")
    count = count_paths(tree, two_total)
    if not 0 <= rank < count:
        raise ValueError(
            f"rank must be at least 0 and below the number of paths, {count}, for two_total = "
            f"{two_total}; got {rank}."
        )
    sequence, _, _ = _weighted_unrank(tree.shape, tree.leaf_spins, rank, {two_total: 1})
    return sequence[:-1]


def check_path(tree: Tree, path: Path, *, two_total: int) -> None:
    """Refuse a path that a tree cannot carry, naming the coupling that fails.

    Args:
        tree: The recoupling tree.
        path: Twice the spin of each coupling in post-order, without the root.
        two_total: Twice the total spin.

    Raises:
        ValueError: If the length is wrong or a coupling breaks the triangle rule.
    """
    if len(path) != tree.n_labels:
        raise ValueError(
            f"a path of {tree} must have {tree.n_labels} labels, one for each coupling below the "
            f"root; got {len(path)}: {path}."
        )
    for left, right, coupled in labelled_joins(tree, path, two_total):
        if not is_triangle(left, right, coupled):
            raise ValueError(
                f"labels of {tree} must obey the triangle rule; two_j = {left} and {right} do not "
                f"couple to {coupled} (path {path}, two_total {two_total})."
            )
    if tree.n_leaves == 1 and two_total != tree.leaf_spins[0]:
        raise ValueError(
            f"the only total spin of the single leaf {tree} is two_total = {tree.leaf_spins[0]}; "
            f"got {two_total}."
        )


def labelled_joins(tree: Tree, path: Path, two_total: int) -> tuple[tuple[int, int, int], ...]:
    """Return twice the spins (left, right, coupled) at every coupling, in post-order."""
    if tree.n_leaves == 1:
        return ()
    labels = (*tree.leaf_spins, *path, two_total)
    return tuple(
        (labels[left], labels[right], labels[tree.n_leaves + number])
        for number, (left, right) in enumerate(tree.joins)
    )


def top_spins(shape: Shape, leaf_spins: tuple[int, ...]) -> tuple[int, ...]:
    """Return twice the spins that a part of a tree can reach at its top, ascending."""
    return tuple(two_j for two_j, _ in _counts(shape, leaf_spins))


@lru_cache(maxsize=4096)
def _counts(shape: Shape, leaf_spins: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return pairs (twice the spin, number of label sequences) at the top of a shape."""
    if isinstance(shape, int):
        return ((leaf_spins[shape], 1),)
    counts: _Weights = {}
    for two_left, n_left in _counts(shape[0], leaf_spins):
        for two_right, n_right in _counts(shape[1], leaf_spins):
            for two_top in coupled_spins(two_left, two_right):
                counts[two_top] = counts.get(two_top, 0) + n_left * n_right
    return tuple(sorted(counts.items()))


def _right_weights(two_left: int, right: Shape, spins: tuple[int, ...], top: _Weights) -> _Weights:
    """Return, for each spin of the right part, the weight of all tops it allows."""
    weights = {
        two_right: sum(top.get(two_top, 0) for two_top in coupled_spins(two_left, two_right))
        for two_right, _ in _counts(right, spins)
    }
    return {two_right: weight for two_right, weight in weights.items() if weight}


def _left_weights(left: Shape, right: Shape, spins: tuple[int, ...], top: _Weights) -> _Weights:
    """Return, for each spin of the left part, the weight of all right parts and tops it allows."""
    n_right = dict(_counts(right, spins))
    weights = {}
    for two_left, _ in _counts(left, spins):
        allowed = _right_weights(two_left, right, spins, top)
        weight = sum(n_right[two_right] * allowed[two_right] for two_right in allowed)
        if weight:
            weights[two_left] = weight
    return weights


def _sequences(
    shape: Shape, spins: tuple[int, ...], top: _Weights
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield (labels below the top in post-order, top label) in lexicographic order.

    Only tops with a weight are followed, so no dead end is entered.
    """
    if isinstance(shape, int):
        if spins[shape] in top:
            yield (), spins[shape]
        return
    left, right = shape
    for below_left, two_left in _sequences(left, spins, _left_weights(left, right, spins, top)):
        head = below_left if isinstance(left, int) else (*below_left, two_left)
        allowed = _right_weights(two_left, right, spins, top)
        for below_right, two_right in _sequences(right, spins, allowed):
            tail = below_right if isinstance(right, int) else (*below_right, two_right)
            for two_top in coupled_spins(two_left, two_right):
                if two_top in top:
                    yield head + tail, two_top


def _weighted_rank(
    shape: Shape, spins: tuple[int, ...], labels: Iterator[int], top: _Weights
) -> tuple[int, int]:
    """Return (weight of all smaller label sequences, top label); labels are read in post-order."""
    if isinstance(shape, int):
        return 0, spins[shape]
    left, right = shape
    rank_left, two_left = _weighted_rank(
        left, spins, labels, _left_weights(left, right, spins, top)
    )
    rank_right, two_right = _weighted_rank(
        right, spins, labels, _right_weights(two_left, right, spins, top)
    )
    two_top = next(labels)
    smaller = (other for other in coupled_spins(two_left, two_right) if other < two_top)
    rank_top = sum(top.get(other, 0) for other in smaller)
    return rank_left + rank_right + rank_top, two_top


def _weighted_unrank(
    shape: Shape, spins: tuple[int, ...], rank: int, top: _Weights
) -> tuple[tuple[int, ...], int, int]:
    """Return (labels in post-order with the top, top label, what is left of the rank)."""
    if isinstance(shape, int):
        return (), spins[shape], rank
    left, right = shape
    head, two_left, rank = _weighted_unrank(
        left, spins, rank, _left_weights(left, right, spins, top)
    )
    tail, two_right, rank = _weighted_unrank(
        right, spins, rank, _right_weights(two_left, right, spins, top)
    )
    for two_top in coupled_spins(two_left, two_right):
        weight = top.get(two_top, 0)
        if rank < weight:
            return (*head, *tail, two_top), two_top, rank
        rank -= weight
    raise AssertionError("the rank lies beyond the last path")
