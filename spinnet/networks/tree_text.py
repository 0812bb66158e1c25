"""Reading trees from text such as ``((1/2 1/2) 1/2)`` or ``((1/2:0 1/2:2) 1/2:1)``.

A leaf is a spin, optionally followed by a colon and its index; a coupling is two parts in
parentheses. Printing is ``str(tree)``, in ``tree.py``.
"""

from __future__ import annotations

import re

from spinnet.networks.tree import Shape, Tree, refuse_too_deep
from spinnet.su2 import two_j_of

_TOKEN = re.compile(r"[()]|[^\s(),]+")


def parse_tree(text: str) -> Tree:
    """Return the tree that a text describes.

    Without indices the leaves are numbered from left to right; with indices every leaf has one.
    Commas may stand for spaces.

    Args:
        text: For example ``"((1/2 1/2) 1/2)"`` or ``"((1/2:0 1/2:2) 1/2:1)"``.

    Returns:
        The tree; ``parse_tree(str(tree)) == tree`` for every tree.

    Raises:
        TypeError: If ``text`` is not text.
        ValueError: If parentheses do not match, a coupling does not have two parts, a spin is not
            a half-integer, leaves are repeated or missing, or the tree is too deep.

    Example:
        >>> parse_tree("((1/2 1/2) 1)").leaf_spins
        (1, 1, 2)
    """
    if not isinstance(text, str):
        raise TypeError(f"a tree must be given as text like '((1/2 1/2) 1/2)'; got {text!r}.")
    tokens = _TOKEN.findall(text)
    if not tokens:
        raise ValueError("a tree must have at least 1 leaf, as in '(1/2 1/2)'; got empty text.")
    leaves: list[tuple[int, int | None]] = []
    shape, end = _read_part(tokens, 0, leaves, text)
    if end != len(tokens):
        raise ValueError(
            f"a tree must be one pair of parentheses or one spin; {text!r} goes on with "
            f"{' '.join(tokens[end:])!r} after the first."
        )
    return _numbered_tree(shape, leaves, text)


def _read_part(
    tokens: list[str],
    start: int,
    leaves: list[tuple[int, int | None]],
    text: str,
    level: int = 0,
) -> tuple[Shape, int]:
    """Read one part from ``tokens[start]``; return its shape over leaf positions, and the end."""
    refuse_too_deep(level)
    if start == len(tokens):
        raise ValueError(f"every '(' of a tree needs two parts and a ')'; {text!r} ends too early.")
    token = tokens[start]
    if token == ")":
        raise ValueError(f"each pair of parentheses must hold two parts; got fewer in {text!r}.")
    if token != "(":
        leaves.append(_read_leaf(token))
        return len(leaves) - 1, start + 1
    left, middle = _read_part(tokens, start + 1, leaves, text, level + 1)
    right, end = _read_part(tokens, middle, leaves, text, level + 1)
    if end == len(tokens):
        raise ValueError(f"every '(' of a tree needs two parts and a ')'; {text!r} ends too early.")
    if tokens[end] != ")":
        raise ValueError(f"each pair of parentheses must hold two parts; got more in {text!r}.")
    return (left, right), end + 1


def _read_leaf(token: str) -> tuple[int, int | None]:
    spin, colon, index = token.partition(":")
    if not colon:
        return two_j_of(spin), None
    if not index.isdecimal():
        raise ValueError(
            f"the index after ':' must be a whole number, as in '1/2:0'; got {token!r}."
        )
    return two_j_of(spin), int(index)


def _numbered_tree(shape: Shape, leaves: list[tuple[int, int | None]], text: str) -> Tree:
    indices = [index for _, index in leaves if index is not None]
    if not indices:
        return Tree(shape, tuple(two_j for two_j, _ in leaves))
    if len(indices) != len(leaves):
        raise ValueError(f"either every leaf or none must have an index; got both in {text!r}.")
    for index in indices:
        if indices.count(index) > 1:
            raise ValueError(f"each leaf of a tree must occur once; leaf {index} is repeated.")
    missing = sorted(set(range(len(leaves))) - set(indices))
    if missing:
        raise ValueError(
            f"a tree over {len(leaves)} spins must have the leaves 0 to {len(leaves) - 1}; got "
            f"{sorted(indices)}, leaf {missing[0]} is missing."
        )
    in_place = Tree(shape, tuple(two_j for two_j, _ in leaves))
    return in_place.relabelled(tuple(indices))
