"""Elementary moves between trees: regrouping three parts (F) and swapping two parts.

A move changes one coupling of a tree and turns each path into a short sum of paths of the new
tree. Whole sequences of moves, between any two trees, are in ``basis_change.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from spinnet.networks.paths import Path, check_path
from spinnet.networks.tree import Shape, Tree
from spinnet.su2 import (
    Spin,
    coupled_spins,
    doubled,
    exchange_sign,
    recoupling_coefficient,
)
from spinnet.su2.signed_root import ONE

Address: TypeAlias = str
"""The way from the root to a coupling: one letter L or R a step, "" for the root."""

Expansion: TypeAlias = dict[Path, Any]
"""Paths of a tree and their coefficients: floats, or sympy numbers where exact ones are asked."""

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
    _moved_shape(tree, tree.shape, move, move.address)
    labelled = _labelled(tree.shape, tree.leaf_spins, iter((*path, two_total)))
    return {
        tuple(_labels(moved))[:-1]: coefficient
        for moved, coefficient in _moved_labelled(labelled, move.kind, move.address, exact)
    }


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


@dataclass(frozen=True)
class _Labelled:
    """A shape with a spin on every node; leaves have no parts."""

    two_j: int
    parts: tuple[_Labelled, ...] = ()


def _labelled(shape: Shape, spins: tuple[int, ...], labels: Any) -> _Labelled:
    """Read labels in post-order onto a shape."""
    if isinstance(shape, int):
        return _Labelled(spins[shape])
    parts = tuple(_labelled(part, spins, labels) for part in shape)
    return _Labelled(next(labels), parts)


def _labels(node: _Labelled) -> list[int]:
    """Return the labels of all couplings in post-order; the inverse of ``_labelled``."""
    if not node.parts:
        return []
    return [label for part in node.parts for label in _labels(part)] + [node.two_j]


def _moved_labelled(
    node: _Labelled, kind: MoveKind, address: Address, exact: bool
) -> list[tuple[_Labelled, Any]]:
    """Return the labelled trees after a move and their coefficients."""
    if address:
        left, right = node.parts
        if address[0] == "L":
            return [
                (_Labelled(node.two_j, (part, right)), coefficient)
                for part, coefficient in _moved_labelled(left, kind, address[1:], exact)
            ]
        return [
            (_Labelled(node.two_j, (left, part)), coefficient)
            for part, coefficient in _moved_labelled(right, kind, address[1:], exact)
        ]
    return _AT_ROOT[kind](node, exact)


def _swapped(node: _Labelled, exact: bool) -> list[tuple[_Labelled, Any]]:
    left, right = node.parts
    sign = exchange_sign(left.two_j, right.two_j, node.two_j)
    return [(_Labelled(node.two_j, (right, left)), sign * ONE.to_number(exact))]


def _regrouped_right(node: _Labelled, exact: bool) -> list[tuple[_Labelled, Any]]:
    inner, c = node.parts
    a, b = inner.parts
    found = []
    for two_f in coupled_spins(b.two_j, c.two_j):
        coefficient = _f(a, b, c, inner.two_j, two_f, node.two_j, exact)
        if coefficient != 0:
            found.append((_Labelled(node.two_j, (a, _Labelled(two_f, (b, c)))), coefficient))
    return found


def _regrouped_left(node: _Labelled, exact: bool) -> list[tuple[_Labelled, Any]]:
    a, inner = node.parts
    b, c = inner.parts
    found = []
    for two_e in coupled_spins(a.two_j, b.two_j):
        coefficient = _f(a, b, c, two_e, inner.two_j, node.two_j, exact)
        if coefficient != 0:
            found.append((_Labelled(node.two_j, (_Labelled(two_e, (a, b)), c)), coefficient))
    return found


_AT_ROOT = {
    "regroup right": _regrouped_right,
    "regroup left": _regrouped_left,
    "swap": _swapped,
}


def _f(
    a: _Labelled, b: _Labelled, c: _Labelled, two_e: int, two_f: int, two_d: int, exact: bool
) -> Any:
    return recoupling_coefficient(
        two_j1=a.two_j,
        two_j2=b.two_j,
        two_j3=c.two_j,
        two_j12=two_e,
        two_j23=two_f,
        two_total=two_d,
        exact=exact,
    )
