"""Pictures of trees: lines, labels, geometry, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import balanced_tree, comb_tree, enumerate_paths, parse_tree
from spinnet.plots import plot_tree
from spinnet.plots.style import spin_width
from spinnet.plots.tree import tree_points


def labels(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def lines(figure):
    return [line for line in figure.axes[0].lines if line.get_gid() == "line"]


@pytest.mark.parametrize("tree", [comb_tree(12), balanced_tree(12), parse_tree("1")], ids=str)
def test_a_tree_of_k_leaves_has_all_its_lines_and_couplings(tree):
    figure = plot_tree(tree)
    dots = [line for line in figure.axes[0].lines if line.get_gid() == "coupling"]
    assert len(lines(figure)) == 2 * tree.n_leaves - 1
    assert len(dots) == tree.n_leaves - 1


def test_inner_lines_name_their_leaves():
    found = labels(plot_tree(parse_tree("((1/2:0 1/2:2) 1/2:1)")))
    assert r"$j_{0{,}\,2}$" in found
    assert "$J$" in found
    assert r"$j_{0\mathrm{-}2}$" in labels(plot_tree(comb_tree(4)))


def test_a_path_labels_and_weighs_every_line():
    figure = plot_tree(comb_tree(3), (2,), two_total=1)
    assert sorted(labels(figure)) == sorted(["0", "1", "2", "1/2", "1/2", "1/2", "1", "1/2"])
    widths = sorted(line.get_linewidth() for line in lines(figure))
    assert widths == [spin_width(1)] * 4 + [spin_width(2)]


def test_without_a_total_spin_the_root_is_j():
    assert "$J$" in labels(plot_tree(comb_tree(4), (0, 1)))


@pytest.mark.parametrize("tree", [comb_tree(9), balanced_tree(9)], ids=str)
def test_lines_run_at_45_degrees(tree):
    points = tree_points(tree)
    for top, parts in enumerate(tree.joins, start=tree.n_leaves):
        for part in parts:
            step = np.abs(points[top] - points[part])
            assert step[0] == pytest.approx(step[1])


@pytest.mark.parametrize("tree", [comb_tree(5), balanced_tree(5)], ids=str)
def test_every_path_can_be_drawn_without_stating_the_total(tree):
    for path in enumerate_paths(tree, 1):
        assert plot_tree(tree, path).axes


def test_wrong_paths_are_refused():
    with pytest.raises(ValueError, match="must have 1 labels"):
        plot_tree(comb_tree(3), (2, 2))
    with pytest.raises(ValueError, match="triangle rule"):
        plot_tree(comb_tree(3), (4,))
    with pytest.raises(ValueError, match="triangle rule"):
        plot_tree(comb_tree(3), (0,), two_total=3)
