"""Recoupling trees: the order in which spins are coupled, as an immutable value.

A tree over k spins is a rooted binary tree whose leaves are the tensor factors 0 ... k-1. Text is
read and printed in ``tree_text.py``; the labels a tree can carry are in ``paths.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from spinnet.su2 import Spin, doubled, spin_text

Shape: TypeAlias = "int | tuple[Shape, Shape]"
"""A leaf (its index) or the pair of shapes that couple there, left before right."""

MAX_DEPTH = 300


@dataclass(frozen=True)
class Tree:
    """A rooted binary tree over k spins; ``str(tree)`` parses back.

    At every pair the left part couples before the right part, with Condon-Shortley phases.
    Leaves are tensor factors: leaf i is factor i of the product space, wherever it hangs.

    Args:
        shape: A leaf index, or a pair of shapes: ``((0, 1), 2)``. Every index 0 ... k-1 occurs
            exactly once, in any order.
        leaf_spins: Twice the spin of each leaf, by leaf index; which is also the order from left
            to right unless the shape permutes the leaves.

    Raises:
        TypeError: If ``shape`` is not built from whole numbers and pairs.
        ValueError: If leaves are repeated or missing, their number differs from the spins', or
            the tree is more than 300 couplings deep.

    Example:
        >>> str(Tree(((0, 1), 2), (1, 1, 1))), str(Tree(((0, 2), 1), (1, 1, 1)))
        ('((1/2 1/2) 1/2)', '((1/2:0 1/2:2) 1/2:1)')
    """

    shape: Shape
    leaf_spins: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check the shape against the spins."""
        object.__setattr__(self, "shape", _checked_shape(self.shape))
        spins = tuple(doubled(spin, "leaf_spins") for spin in self.leaf_spins)
        object.__setattr__(self, "leaf_spins", spins)
        seen: set[int] = set()
        for leaf in self.leaf_order:
            if leaf in seen:
                raise ValueError(f"each leaf of a tree must occur once; leaf {leaf} is repeated.")
            seen.add(leaf)
        missing = sorted(set(range(len(spins))) - seen)
        if missing or len(seen) != len(spins):
            raise ValueError(
                f"a tree over {len(spins)} spins must have the leaves 0 to {len(spins) - 1}; got "
                f"{sorted(seen)}" + (f", leaf {missing[0]} is missing." if missing else ".")
            )

    @property
    def n_leaves(self) -> int:
        """The number k of spins."""
        return len(self.leaf_spins)

    @cached_property
    def leaf_order(self) -> tuple[int, ...]:
        """Leaf indices as they hang from left to right."""
        return tuple(leaves_of(self.shape))

    @property
    def is_ordered(self) -> bool:
        """Whether the leaves hang in the order of the tensor factors."""
        return self.leaf_order == tuple(range(self.n_leaves))

    @property
    def n_labels(self) -> int:
        """The length of a path: the number of couplings below the root, k - 2 or 0."""
        return max(self.n_leaves - 2, 0)

    @cached_property
    def joins(self) -> tuple[tuple[int, int], ...]:
        """The couplings in post-order, as pairs (left, right) of numbered nodes.

        Leaf i is node i and coupling number c is node k + c, so the root is the last node.
        """
        found: list[tuple[int, int]] = []
        _collect_joins(self.shape, self.n_leaves, found)
        return tuple(found)

    def relabelled(self, permutation: tuple[int, ...]) -> Tree:
        """Return the tree with leaf i hanging as leaf ``permutation[i]``, spin included.

        Args:
            permutation: The image of each leaf index.

        Returns:
            The tree of the same form on the permuted tensor factors.

        Raises:
            ValueError: If ``permutation`` is not a permutation of 0 ... k-1.
        """
        if sorted(permutation) != list(range(self.n_leaves)):
            raise ValueError(
                f"permutation must hold each of 0 to {self.n_leaves - 1} once; got {permutation}."
            )
        spins = [0] * self.n_leaves
        for leaf, image in enumerate(permutation):
            spins[image] = self.leaf_spins[leaf]
        return Tree(_relabelled_shape(self.shape, permutation), tuple(spins))

    def __str__(self) -> str:
        """Return the tree as text that parses back."""
        return _shape_text(self.shape, self.leaf_spins, with_index=not self.is_ordered)

    def __repr__(self) -> str:
        """Return the call that makes the tree."""
        return f"parse_tree({str(self)!r})"


def comb_tree(k: int, two_j: int | Spin = 1) -> Tree:
    """Return the left-to-right tree ``(((0 1) 2) ... k-1)`` over k equal spins.

    Args:
        k: Number of spins, at least 1.
        two_j: Twice the spin of every leaf.

    Returns:
        The tree. Its path labels are the spins of the first 2, 3, ... k-1 leaves.

    Raises:
        ValueError: If ``k`` is less than 1 or ``two_j`` is negative.

    Example:
        >>> comb_tree(4)
        parse_tree('(((1/2 1/2) 1/2) 1/2)')
    """
    return comb_tree_of((doubled(two_j),) * max(k, 0))


def comb_tree_of(leaf_spins: tuple[int, ...]) -> Tree:
    """Return the left-to-right tree over any spins.

    Args:
        leaf_spins: Twice the spin of each leaf, at least one.

    Raises:
        ValueError: If there is no leaf.

    Example:
        >>> comb_tree_of((1, 2, 1))
        parse_tree('((1/2 1) 1/2)')
    """
    if not leaf_spins:
        raise ValueError("a tree must have at least 1 leaf; got 0.")
    shape: Shape = 0
    for leaf in range(1, len(leaf_spins)):
        shape = (shape, leaf)
    return Tree(shape, tuple(leaf_spins))


def balanced_tree(k: int, two_j: int | Spin = 1) -> Tree:
    """Return the tree that halves its leaves at every coupling, left half not smaller.

    Args:
        k: Number of spins, at least 1.
        two_j: Twice the spin of every leaf.

    Returns:
        The tree, its leaves in order.

    Raises:
        ValueError: If ``k`` is less than 1 or ``two_j`` is negative.

    Example:
        >>> balanced_tree(4)
        parse_tree('((1/2 1/2) (1/2 1/2))')
    """
    if k < 1:
        raise ValueError(f"a tree must have at least 1 leaf; got {k}.")
    return Tree(_balanced_shape(0, k), (doubled(two_j),) * k)


def leaves_of(shape: Shape) -> Iterator[int]:
    """Yield the leaf indices of a shape from left to right."""
    if isinstance(shape, int):
        yield shape
    else:
        yield from leaves_of(shape[0])
        yield from leaves_of(shape[1])


def refuse_too_deep(level: int) -> None:
    """Refuse trees whose couplings are nested deeper than Python can follow."""
    if level > MAX_DEPTH:
        raise ValueError(
            f"a tree may be at most {MAX_DEPTH} couplings deep; this one is deeper (use a more "
            "balanced tree)."
        )


def _checked_shape(shape: object, level: int = 0) -> Shape:
    """Return the shape with plain ints and tuples, or say what is wrong with it."""
    refuse_too_deep(level)
    if isinstance(shape, (tuple, list)):
        if len(shape) != 2:
            raise ValueError(f"a tree couples two parts at a time; got {len(shape)} in {shape!r}.")
        return (_checked_shape(shape[0], level + 1), _checked_shape(shape[1], level + 1))
    if isinstance(shape, bool) or not hasattr(shape, "__index__"):
        raise TypeError(f"a tree's shape must be a leaf number or a pair of shapes; got {shape!r}.")
    return shape.__index__()


def _collect_joins(shape: Shape, n_leaves: int, found: list[tuple[int, int]]) -> int:
    """Append the couplings of a shape in post-order and return the number of its top node."""
    if isinstance(shape, int):
        return shape
    left = _collect_joins(shape[0], n_leaves, found)
    right = _collect_joins(shape[1], n_leaves, found)
    found.append((left, right))
    return n_leaves + len(found) - 1


def _relabelled_shape(shape: Shape, permutation: tuple[int, ...]) -> Shape:
    if isinstance(shape, int):
        return permutation[shape]
    return (_relabelled_shape(shape[0], permutation), _relabelled_shape(shape[1], permutation))


def _balanced_shape(first: int, count: int) -> Shape:
    if count == 1:
        return first
    half = (count + 1) // 2
    return (_balanced_shape(first, half), _balanced_shape(first + half, count - half))


def _shape_text(shape: Shape, leaf_spins: tuple[int, ...], with_index: bool) -> str:
    if isinstance(shape, int):
        return spin_text(leaf_spins[shape]) + (f":{shape}" if with_index else "")
    left, right = (_shape_text(part, leaf_spins, with_index) for part in shape)
    return f"({left} {right})"
