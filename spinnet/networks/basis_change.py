"""Changing from any tree to any other over the same leaves, as a composed sequence of moves.

Works in one total-spin sector, on paths; the 2^k dimensional product space is never built. The
moves themselves are in ``moves.py``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import sparse

from spinnet.networks.move_labels import label_change
from spinnet.networks.moves import Expansion, apply_move
from spinnet.networks.paths import Path, check_path, enumerate_paths
from spinnet.networks.tree import Shape, Tree, leaves_of
from spinnet.networks.tree_moves import Address, Move, MoveKind, moved_tree
from spinnet.su2 import Spin, doubled
from spinnet.su2.signed_root import ONE


def moves_between(source: Tree, target: Tree) -> tuple[Move, ...]:
    """Return a sequence of F-moves and swaps that turns one tree into another.

    From the root down, the leaves that hang left in the target are gathered left in the source.

    Args:
        source: The tree to start from.
        target: The tree to reach, over the same leaves.

    Returns:
        The moves in the order they are applied; none if the trees are equal.

    Raises:
        ValueError: If the trees differ in their leaf spins.

    Example:
        >>> from spinnet.networks import parse_tree
        >>> moves_between(parse_tree("((1/2 1/2) 1/2)"), parse_tree("(1/2 (1/2 1/2))"))
        (Move(kind='regroup right', address=''),)
    """
    if source.leaf_spins != target.leaf_spins:
        raise ValueError(
            "the two trees of a change of basis must have the same leaves; got two_j = "
            f"{source.leaf_spins} and {target.leaf_spins}."
        )
    moves: list[Move] = []
    _match(source, target.shape, "", moves)
    return tuple(moves)


def recouple(
    source: Tree, target: Tree, path: Path, *, two_total: int | Spin, exact: bool = False
) -> Expansion:
    """Return a path of one tree in paths of another.

    Args:
        source: The tree of ``path``.
        target: The tree to expand in, over the same leaves.
        path: A path of ``source``.
        two_total: Twice the total spin.
        exact: Give sympy numbers instead of floats.

    Returns:
        Coefficients by path of ``target``; zeros are left out.

    Raises:
        ValueError: If the trees differ in their leaf spins or the path is not one of ``source``.

    Example:
        >>> from spinnet.networks import parse_tree
        >>> recouple(parse_tree("((1/2:0 1/2:2) 1/2:1)"), parse_tree("((1/2 1/2) 1/2)"), (0,),
        ...          two_total=1, exact=True)
        {(0,): 1/2, (2,): sqrt(3)/2}
    """
    two_total = doubled(two_total, "two_total")
    check_path(source, path, two_total=two_total)
    tree, expansion = source, {path: ONE.to_number(exact)}
    for move in moves_between(source, target):
        expansion = _moved_expansion(tree, expansion, move, two_total, exact)
        tree = moved_tree(tree, move)
    return dict(sorted(expansion.items()))


def change_of_basis(source: Tree, target: Tree, two_total: int | Spin) -> np.ndarray:
    """Return the matrix that takes coordinates along one tree to coordinates along another.

    Args:
        source: The tree of the old coordinates.
        target: The tree of the new coordinates, over the same leaves.
        two_total: Twice the total spin.

    Returns:
        Read-only real orthogonal array ``R`` of shape ``(n_paths, n_paths)``,
        ``R[target_path, source_path] = <target path | source path>``, which makes
        ``c_target = R @ c_source``.
        Shape ``(0, 0)`` if the total spin cannot be reached.

    Raises:
        ValueError: If the trees differ in their leaf spins.

    Example:
        >>> from spinnet.networks import comb_tree, parse_tree
        >>> change_of_basis(comb_tree(3), parse_tree("(1/2 (1/2 1/2))"), 1).round(3)
        array([[-0.5  ,  0.866],
               [ 0.866,  0.5  ]])
    """
    return _change_of_basis(source, target, doubled(two_total, "two_total"))


def permutation_matrix(
    tree: Tree, permutation: tuple[int, ...], two_total: int | Spin
) -> np.ndarray:
    r"""Return how permuting the tensor factors acts on the paths of a tree.

    The operator moves the content of factor i to factor ``permutation[i]``; on comb trees of spins
    one half its matrices are Young's orthogonal representation of the symmetric group.

    Args:
        tree: The recoupling tree.
        permutation: The image of each factor; it must map each spin onto an equal one.
        two_total: Twice the total spin.

    Returns:
        Real orthogonal array of shape ``(n_paths, n_paths)``.

    Raises:
        ValueError: If ``permutation`` is no permutation or exchanges different spins.
    """
    moved = tree.relabelled(tuple(permutation))
    if moved.leaf_spins != tree.leaf_spins:
        raise ValueError(
            f"a permutation of factors must map each spin onto an equal one; {tuple(permutation)} "
            f"does not for two_j = {tree.leaf_spins}."
        )
    two_total = doubled(two_total, "two_total")
    if len(set(tree.leaf_spins)) > 1:
        return _change_of_basis(moved, tree, two_total)
    matrix = np.eye(len(enumerate_paths(tree, two_total)))
    swaps = _adjacent_swaps(tree, two_total)
    for site in _sorting_swaps(tuple(permutation)):
        matrix = swaps[site] @ matrix
    return matrix


@lru_cache(maxsize=256)
def _adjacent_swaps(tree: Tree, two_total: int) -> tuple[np.ndarray, ...]:
    """Return the matrices that swap the contents of neighbouring factors of equal spin."""
    found = []
    for site in range(tree.n_leaves - 1):
        images = list(range(tree.n_leaves))
        images[site], images[site + 1] = site + 1, site
        found.append(_change_of_basis(tree.relabelled(tuple(images)), tree, two_total))
    return tuple(found)


def _sorting_swaps(permutation: tuple[int, ...]) -> list[int]:
    """Return the sites of the adjacent swaps that make up a permutation, first applied first."""
    images, found = list(permutation), []
    for end in range(len(images), 1, -1):
        for site in range(end - 1):
            if images[site] > images[site + 1]:
                images[site], images[site + 1] = images[site + 1], images[site]
                found.append(site)
    return found


@lru_cache(maxsize=256)
def _change_of_basis(source: Tree, target: Tree, two_total: int) -> np.ndarray:
    tree, matrix = source, sparse.eye_array(len(enumerate_paths(source, two_total)), format="csr")
    for move in moves_between(source, target):
        matrix = move_matrix(tree, move, two_total) @ matrix
        tree = moved_tree(tree, move)
    dense = matrix.toarray()
    dense.setflags(write=False)
    return dense


def move_matrix(tree: Tree, move: Move, two_total: int | Spin) -> sparse.csr_array:
    """Return one move as a matrix.

    Args:
        tree: The tree before the move.
        move: What to do, and where.
        two_total: Twice the total spin.

    Returns:
        Sparse real orthogonal array of shape ``(n_paths, n_paths)``: rows are paths of
        ``moved_tree(tree, move)``, columns paths of ``tree``.

    Raises:
        ValueError: If the move does not fit the tree.
    """
    two_total = doubled(two_total, "two_total")
    paths = enumerate_paths(tree, two_total)
    position = {p: n for n, p in enumerate(enumerate_paths(moved_tree(tree, move), two_total))}
    change = label_change(tree, move)
    rows, columns, values = [], [], []
    for column, path in enumerate(paths):
        for labels, coefficient in change.terms((*tree.leaf_spins, *path, two_total), False):
            rows.append(position[labels[:-1]])
            columns.append(column)
            values.append(coefficient)
    shape = (len(position), len(paths))
    return sparse.csr_array((values, (rows, columns)), shape=shape, dtype=float)


def _moved_expansion(
    tree: Tree, expansion: Expansion, move: Move, two_total: int, exact: bool
) -> Expansion:
    moved: Expansion = {}
    for path, coefficient in expansion.items():
        step = apply_move(tree, path, move, two_total=two_total, exact=exact)
        for new_path, factor in step.items():
            moved[new_path] = moved.get(new_path, 0) + coefficient * factor
    return {path: coefficient for path, coefficient in moved.items() if coefficient != 0}


def _match(tree: Tree, target: Shape, address: Address, moves: list[Move]) -> Tree:
    """Append the moves that give the part at an address the target's shape."""
    if isinstance(target, int):
        return tree
    tree = _gather(tree, frozenset(leaves_of(target[0])), address, moves)
    tree = _match(tree, target[0], address + "L", moves)
    return _match(tree, target[1], address + "R", moves)


def _gather(tree: Tree, wanted: frozenset[int], address: Address, moves: list[Move]) -> Tree:
    """Append the moves that bring the wanted leaves to the left of the part at an address."""
    shape = _part(tree.shape, address)
    if isinstance(shape, int) or _content(shape, wanted) != "mixed":
        return tree
    tree = _gather(tree, wanted, address + "L", moves)
    tree = _gather(tree, wanted, address + "R", moves)
    shape = _part(tree.shape, address)
    assert not isinstance(shape, int)
    for kind, below in _GATHERING[_content(shape[0], wanted), _content(shape[1], wanted)]:
        move = Move(kind, address + below)
        moves.append(move)
        tree = moved_tree(tree, move)
    return tree


_GATHERING: dict[tuple[str, str], tuple[tuple[MoveKind, Address], ...]] = {
    # Parts hold wanted leaves (W), others (O), or (W O); the comments show the steps.
    ("wanted", "other"): (),
    ("other", "wanted"): (("swap", ""),),
    ("wanted", "mixed"): (("regroup left", ""),),  # W (W O) -> (W W) O
    ("other", "mixed"): (("swap", ""), ("regroup right", "")),  # O (W O) -> (W O) O -> W (O O)
    ("mixed", "other"): (("regroup right", ""),),  # (W O) O -> W (O O)
    ("mixed", "wanted"): (("swap", ""), ("regroup left", "")),  # (W O) W -> W (W O) -> (W W) O
    ("mixed", "mixed"): (
        ("regroup right", ""),  # (W O) (W O) -> W (O (W O))
        ("swap", "R"),  # -> W ((W O) O)
        ("regroup right", "R"),  # -> W (W (O O))
        ("regroup left", ""),  # -> (W W) (O O)
    ),
}


def _content(shape: Shape, wanted: frozenset[int]) -> str:
    leaves = frozenset(leaves_of(shape))
    if leaves <= wanted:
        return "wanted"
    return "mixed" if leaves & wanted else "other"


def _part(shape: Shape, address: Address) -> Shape:
    for letter in address:
        assert not isinstance(shape, int)
        shape = shape[0] if letter == "L" else shape[1]
    return shape
