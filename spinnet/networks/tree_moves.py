"""Elementary moves as changes of a tree: regrouping three parts, swapping two.

Only the form of the tree changes here. What a move does to paths is in ``moves.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from spinnet.networks.tree import Shape, Tree

Address: TypeAlias = str
"""The way from the root to a coupling: one letter L or R a step, "" for the root."""

MoveKind: TypeAlias = Literal["regroup right", "regroup left", "swap"]


@dataclass(frozen=True)
class Move:
    """One elementary move at one coupling of a tree.

    Args:
        kind: ``"regroup right"`` takes ((A B) C) to (A (B C)), ``"regroup left"`` takes it back,
            ``"swap"`` takes (A B) to (B A).
        address: The way from the root to the coupling, letters L and R; empty for the root.
    """

    kind: MoveKind
    address: Address = ""


def moved_tree(tree: Tree, move: Move) -> Tree:
    """Return the tree after a move.

    Args:
        tree: The tree before.
        move: What to do, and where.

    Returns:
        The tree after, over the same leaves.

    Raises:
        ValueError: If there is no coupling at the address, or not the two that regrouping needs.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> moved_tree(comb_tree(3), Move("regroup right"))
        parse_tree('(1/2 (1/2 1/2))')
    """
    return Tree(_moved_shape(tree, tree.shape, move, move.address), tree.leaf_spins)


def _moved_shape(tree: Tree, shape: Shape, move: Move, address: Address) -> Shape:
    if isinstance(shape, int):
        raise ValueError(
            f"a move needs a coupling at address {move.address!r}; {tree} has a leaf there or "
            "above it."
        )
    left, right = shape
    if address.startswith("L"):
        return (_moved_shape(tree, left, move, address[1:]), right)
    if address.startswith("R"):
        return (left, _moved_shape(tree, right, move, address[1:]))
    if address:
        raise ValueError(f"an address must hold only the letters L and R; got {move.address!r}.")
    if move.kind == "swap":
        return (right, left)
    if move.kind == "regroup right" and not isinstance(left, int):
        return (left[0], (left[1], right))
    if move.kind == "regroup left" and not isinstance(right, int):
        return ((left, right[0]), right[1])
    if move.kind not in ("regroup right", "regroup left"):
        raise ValueError(
            f"a move must be 'regroup right', 'regroup left' or 'swap'; got {move.kind!r}."
        )
    side = "left" if move.kind == "regroup right" else "right"
    raise ValueError(
        f"'{move.kind}' needs a coupling as the {side} part at address {move.address!r} of {tree}; "
        "it is a leaf."
    )
