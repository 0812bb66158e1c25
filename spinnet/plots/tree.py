"""Recoupling trees as pictures: leaves above, total spin below, heavier lines for larger spins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spinnet.networks import Path, Tree, check_path
from spinnet.plots import style
from spinnet.su2 import coupled_spins, spin_text

_UNIT = 0.62  # inches between neighbouring leaves
_STEM = 0.8  # length of the line of the total spin


@style.styled
def plot_tree(
    tree: Tree, path: Path | None = None, *, two_total: int | None = None, title: str | None = None
) -> Figure:
    """Draw a recoupling tree, and the spins of one path along it.

    Leaves hang in the order of the tree, numbered above by tensor factor; read downwards, lines
    that meet couple, left before right. With a path every line carries its spin and is the
    heavier the larger it is, dotted for spin 0. Without, inner lines name the leaves they couple.

    Args:
        tree: The tree.
        path: Twice the spin of each coupling in post-order, the root left out; None draws the
            tree alone.
        two_total: Twice the total spin; None writes J.
        title: Title of the picture; None is "Recoupling tree".

    Returns:
        The figure.

    Raises:
        ValueError: If ``path`` is not a path of the tree, to that total spin if it is given.
    """
    if path is not None:
        _check(tree, tuple(path), two_total)
    points = tree_points(tree)
    depth = -float(points[:, 1].min()) + _STEM
    n_paths = "" if path is None else "   path (" + ", ".join(spin_text(j) for j in path) + ")"
    box = (-0.75, -depth - 0.55, max(tree.n_leaves - 1, 0) + 0.75, 0.75)
    text = str(tree) if tree.n_leaves <= 5 else f"{tree.n_leaves} spins"
    figure, axes = style.plane(box, _UNIT, title or "Recoupling tree", text + n_paths)
    labels = _line_labels(tree, path, two_total)
    spins = _line_spins(tree, path, two_total)
    for top, (left, right) in enumerate(tree.joins, start=tree.n_leaves):
        for part in (left, right):
            side = 1 if part == right else -1
            _draw_line(axes, points[part], points[top], labels[part], spins[part], side)
    root = points[-1]
    _draw_line(axes, root, root - (0, _STEM), labels[-1], spins[-1], 1)
    for x, y in points[tree.n_leaves :]:
        axes.plot(x, y, "o", markersize=5.2, color=style.INK, zorder=4, gid="coupling")
    for leaf in range(tree.n_leaves):
        _draw_leaf(axes, points[leaf], leaf)
    return figure


def tree_points(tree: Tree) -> np.ndarray:
    """Return where the nodes of a tree are drawn, leaves first, then couplings in post-order.

    Args:
        tree: The tree.

    Returns:
        Array ``(2 k - 1, 2)``. Leaves are at y = 0, a unit apart; every line runs at 45 degrees,
        so that no two cross.
    """
    first, last = {}, {}
    for position, leaf in enumerate(tree.leaf_order):
        first[leaf] = last[leaf] = position
    for top, (left, right) in enumerate(tree.joins, start=tree.n_leaves):
        first[top], last[top] = first[left], last[right]
    n_nodes = tree.n_leaves + len(tree.joins)
    return np.array([((first[n] + last[n]) / 2, -(last[n] - first[n]) / 2) for n in range(n_nodes)])


def _check(tree: Tree, path: Path, two_total: int | None) -> None:
    """Refuse a wrong path; without a total spin any one that its last coupling allows will do."""
    if two_total is None and tree.n_leaves == 1:
        two_total = tree.leaf_spins[0]
    elif two_total is None:
        labels = (*tree.leaf_spins, *path, 0)
        left, right = tree.joins[-1]
        fits = len(path) == tree.n_labels
        two_total = coupled_spins(labels[left], labels[right])[0] if fits else 0
    check_path(tree, path, two_total=two_total)


def _line_spins(tree: Tree, path: Path | None, two_total: int | None) -> Sequence[int | None]:
    """Return twice the spin of the line below each node, None where it is open."""
    inner = [None] * tree.n_labels if path is None else list(path)
    root = [two_total] if tree.joins else []
    return (*tree.leaf_spins, *inner, *root)


def _line_labels(tree: Tree, path: Path | None, two_total: int | None) -> Sequence[str]:
    """Return the text at the line below each node."""
    labels = [spin_text(two_j) for two_j in tree.leaf_spins]
    below = [[leaf] for leaf in range(tree.n_leaves)]
    for number, (left, right) in enumerate(tree.joins):
        below.append(below[left] + below[right])
        if number == len(tree.joins) - 1:
            labels.append("$J$" if two_total is None else spin_text(two_total))
        elif path is None:
            labels.append(f"$j_{{{_leaf_list(below[-1])}}}$")
        else:
            labels.append(spin_text(path[number]))
    return labels


def _leaf_list(leaves: Sequence[int]) -> str:
    """Return leaf numbers as a subscript: 0-4 for a run, else separated by commas."""
    if len(leaves) > 2 and list(leaves) == list(range(leaves[0], leaves[-1] + 1)):
        return f"{leaves[0]}\\mathrm{{-}}{leaves[-1]}"
    return r"{,}\,".join(map(str, leaves))


def _draw_line(
    axes: Axes, start: np.ndarray, end: np.ndarray, label: str, two_j: int | None, side: int
) -> None:
    """Draw a line with an arrow on it and its spin to the left (side -1) or right (1) of it.

    Arrow and spin are near the upper end, where lines are apart also at a comb.
    """
    width = 1.5 if two_j is None else style.spin_width(two_j)
    axes.plot(
        (start[0], end[0]), (start[1], end[1]), color=style.BLUE, linewidth=width, zorder=2,
        linestyle="solid" if two_j is None else style.spin_dashes(two_j), gid="line",
    )  # fmt: skip
    along = (end - start) / np.linalg.norm(end - start)
    middle = start + 0.37 * along
    style.draw_arrow(axes, tuple(middle), tuple(along), style.BLUE, 4.6 + 1.3 * width)
    vertical = abs(along[0]) < 1e-9
    x, y = middle + ((0.17 * side, 0.0) if vertical else (0.11 * side, -0.11))
    axes.text(
        x, y, label, fontsize=10 if "$" in label else 8.5, zorder=5,
        ha="left" if side > 0 else "right", va="center" if vertical else "top",
    )  # fmt: skip


def _draw_leaf(axes: Axes, point: np.ndarray, leaf: int) -> None:
    axes.text(point[0], point[1] + 0.18, str(leaf), ha="center", va="bottom", fontsize=8,
              color=style.MUTED)  # fmt: skip
