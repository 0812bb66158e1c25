"""Elementary moves on paths: regrouping three parts (F) and swapping two parts.

A move changes one coupling of a tree and turns each path into a short sum of paths of the new
tree. Whole sequences of moves, between any two trees, are in ``basis_change.py``.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from spinnet.networks.move_labels import label_change
from spinnet.networks.paths import Path, check_path
from spinnet.networks.tree import Tree
from spinnet.networks.tree_moves import Address, Move, MoveKind
from spinnet.su2 import Spin, doubled

Expansion: TypeAlias = dict[Path, Any]
"""Paths of a tree and their coefficients: floats, or sympy numbers where exact ones are asked."""


def f_move(
    tree: Tree,
    path: Path,
    *,
    two_total: int | Spin,
    address: Address = "",
    direction: Literal["right", "left"] = "right",
    exact: bool = False,
) -> Expansion:
    r"""Return a path of ((A B) C) in paths of (A (B C)), or the other way round.

    .. math:: |((a\,b)e\,c)d\rangle = \sum_f F_{ef}\,|(a\,(b\,c)f)d\rangle

    with F of :func:`spinnet.su2.recoupling_coefficient`.

    Args:
        tree: The tree before the move.
        path: A path of that tree.
        two_total: Twice the total spin.
        address: Where ((A B) C) sits: letters L and R from the root.
        direction: ``"right"`` moves the inner coupling to the right part, ``"left"`` back.
        exact: Give sympy numbers instead of floats.

    Returns:
        Coefficients by path of ``moved_tree(tree, Move("regroup ...", address))``.

    Raises:
        ValueError: If the path is not one of the tree, or the address does not fit.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> f_move(comb_tree(3), (0,), two_total=1, exact=True)
        {(0,): -1/2, (2,): sqrt(3)/2}
    """
    kind: MoveKind = "regroup right" if direction == "right" else "regroup left"
    return apply_move(tree, path, Move(kind, address), two_total=two_total, exact=exact)


def swap_move(
    tree: Tree,
    path: Path,
    *,
    two_total: int | Spin,
    address: Address = "",
    exact: bool = False,
) -> Expansion:
    r"""Return a path in paths of the tree with two parts swapped: one path, a sign.

    .. math:: |(a\,b)c\rangle = (-1)^{a+b-c}\,|(b\,a)c\rangle

    Args:
        tree: The tree before the move.
        path: A path of that tree.
        two_total: Twice the total spin.
        address: Which coupling: letters L and R from the root.
        exact: Give sympy numbers instead of floats.

    Returns:
        Coefficients by path of ``moved_tree(tree, Move("swap", address))``.

    Raises:
        ValueError: If the path is not one of the tree, or there is no coupling at the address.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> swap_move(comb_tree(2), (), two_total=0)
        {(): -1.0}
    """
    return apply_move(tree, path, Move("swap", address), two_total=two_total, exact=exact)


def apply_move(
    tree: Tree, path: Path, move: Move, *, two_total: int | Spin, exact: bool = False
) -> Expansion:
    """Return a path of a tree in paths of the tree after a move.

    Args:
        tree: The tree before the move.
        path: A path of that tree.
        move: What to do, and where.
        two_total: Twice the total spin.
        exact: Give sympy numbers instead of floats.

    Returns:
        Coefficients by path of ``moved_tree(tree, move)``; the squares sum to one.

    Raises:
        ValueError: If the path is not one of the tree, or the move does not fit.
    """
    two_total = doubled(two_total, "two_total")
    check_path(tree, path, two_total=two_total)
    labels = (*tree.leaf_spins, *path, two_total)
    return {
        changed[:-1]: coefficient
        for changed, coefficient in label_change(tree, move).terms(labels, exact)
    }
