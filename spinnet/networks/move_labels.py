"""How a move changes the labels of a path: the local rule, and where its labels sit.

A move touches the labels around one coupling; all others only change their place in post-order.
That bookkeeping is done once for a tree and a move, so that each path costs a few look-ups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, TypeAlias

from spinnet.networks.tree import Shape, Tree
from spinnet.networks.tree_moves import Address, Move, MoveKind, moved_tree
from spinnet.su2 import coupled_spins, exchange_sign, recoupling_coefficient
from spinnet.su2.signed_root import ONE

Labels: TypeAlias = tuple[int, ...]
"""Twice the spin of every node: leaves by index, then couplings in post-order."""

_Node: TypeAlias = "int | tuple[int, _Node, _Node]"
"""A leaf number, or a coupling with its number and parts."""


@dataclass(frozen=True)
class LabelChange:
    """Where the labels of a move sit, in the numbering of nodes before it.

    Args:
        kind: The kind of move.
        order: Numbers of the couplings in the post-order of the tree after the move, root last.
        inner: The coupling that gets a new label; -1 for a swap.
        parts: The parts A, B, C of a regrouping, or A, B of a swap.
        top: The coupling where the move happens.
    """

    kind: MoveKind
    order: tuple[int, ...]
    inner: int
    parts: tuple[int, ...]
    top: int

    def terms(self, labels: Labels, exact: bool) -> Iterator[tuple[Labels, Any]]:
        """Yield the couplings' labels after the move, root included, and their coefficients."""
        spins = tuple(labels[part] for part in self.parts)
        inner = labels[self.inner] if self.inner >= 0 else 0
        for new_inner, coefficient in _local_terms(
            self.kind, spins, inner, labels[self.top], exact
        ):
            changed = tuple(
                new_inner if node == self.inner else labels[node] for node in self.order
            )
            yield changed, coefficient


@lru_cache(maxsize=1024)
def label_change(tree: Tree, move: Move) -> LabelChange:
    """Return where the labels of a move sit in a tree.

    Args:
        tree: The tree before the move.
        move: What to do, and where.

    Raises:
        ValueError: If the move does not fit the tree.
    """
    moved_tree(tree, move)
    before = _numbered(tree.shape, count(tree.n_leaves))
    after, inner, parts, top = _moved(before, move.kind, move.address)
    return LabelChange(move.kind, tuple(_couplings(after)), inner, parts, top)


@lru_cache(maxsize=100_000)
def _local_terms(
    kind: MoveKind, spins: tuple[int, ...], inner: int, top: int, exact: bool
) -> tuple[tuple[int, Any], ...]:
    """Return the new inner labels of a move and their coefficients, zeros left out."""
    if kind == "swap":
        left, right = spins
        return ((inner, exchange_sign(left, right, top) * ONE.to_number(exact)),)
    a, b, c = spins
    to_right = kind == "regroup right"
    found = []
    for new_inner in coupled_spins(b, c) if to_right else coupled_spins(a, b):
        two_j12, two_j23 = (inner, new_inner) if to_right else (new_inner, inner)
        coefficient = recoupling_coefficient(
            two_j1=a,
            two_j2=b,
            two_j3=c,
            two_j12=two_j12,
            two_j23=two_j23,
            two_total=top,
            exact=exact,
        )
        if coefficient != 0:
            found.append((new_inner, coefficient))
    return tuple(found)


def _numbered(shape: Shape, numbers: Iterator[int]) -> _Node:
    """Number the couplings of a shape in post-order."""
    if isinstance(shape, int):
        return shape
    left = _numbered(shape[0], numbers)
    right = _numbered(shape[1], numbers)
    return (next(numbers), left, right)


def _moved(
    node: _Node, kind: MoveKind, address: Address
) -> tuple[_Node, int, tuple[int, ...], int]:
    """Return the numbered tree after a move, and the inner node, parts and top of the move."""
    top, left, right = _parts(node)
    if address:
        went_left = address[0] == "L"
        part, inner, parts, place = _moved(left if went_left else right, kind, address[1:])
        return (top, part, right) if went_left else (top, left, part), inner, parts, place
    if kind == "swap":
        return (top, right, left), -1, (_number(left), _number(right)), top
    if kind == "regroup right":
        inner, a, b = _parts(left)
        return (top, a, (inner, b, right)), inner, tuple(map(_number, (a, b, right))), top
    inner, b, c = _parts(right)
    return (top, (inner, left, b), c), inner, tuple(map(_number, (left, b, c))), top


def _parts(node: _Node) -> tuple[int, _Node, _Node]:
    assert not isinstance(node, int)
    return node


def _number(node: _Node) -> int:
    return node if isinstance(node, int) else node[0]


def _couplings(node: _Node) -> Iterator[int]:
    """Yield the numbers of the couplings in post-order."""
    if not isinstance(node, int):
        yield from _couplings(node[1])
        yield from _couplings(node[2])
        yield node[0]
