"""Windows: step patterns between two heights, and Young's orthogonal form on them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from spinnet.networks import change_of_basis, comb_tree_of, parse_tree
from spinnet.sector.window import (
    bond_table,
    permutation_table,
    sorting_swaps,
    window_classes,
)

HEIGHT = 7


@pytest.mark.parametrize("width", range(1, 6))
def test_classes_hold_every_pattern_that_stays_above_ground(width):
    classes = window_classes(width, HEIGHT)
    found = {
        (h_in, pattern)
        for (h_in, _), patterns in zip(classes.members, classes.patterns, strict=True)
        for pattern in patterns
    }
    expected = set()
    for h_in, steps in itertools.product(
        range(HEIGHT + 1), itertools.product((0, 1), repeat=width)
    ):
        heights = np.cumsum([h_in, *(2 * step - 1 for step in steps)])
        if heights.min() >= 0:
            expected.add((h_in, int("".join(map(str, steps)), 2)))
    assert found == expected
    assert classes.size == math.comb(width, width // 2)


@pytest.mark.parametrize("first", [*itertools.permutations(range(4))])
def test_permutations_compose(first, rng):
    second = tuple(rng.permutation(4).tolist())
    product = tuple(second[image] for image in first)
    one, two, both = (permutation_table(4, HEIGHT, each) for each in (first, second, product))
    np.testing.assert_allclose(two @ one, both, atol=1e-14)


def test_swaps_obey_the_braid_relation():
    a, b = (permutation_table(3, HEIGHT, images) for images in ((1, 0, 2), (0, 2, 1)))
    np.testing.assert_allclose(a @ b @ a, b @ a @ b, atol=1e-14)


def test_a_swap_agrees_with_recoupling():
    # h, 1/2, 1/2 with the two spins coupled first: the swap is -1 on j = 0 and +1 on j = 1.
    for h in range(1, HEIGHT + 1):
        source = comb_tree_of((h, 1, 1))
        pair_first = parse_tree(f"({h}/2 (1/2 1/2))")
        recoupled = change_of_basis(source, pair_first, h)
        expected = recoupled.T @ np.diag([-1.0, 1.0]) @ recoupled
        classes = window_classes(2, HEIGHT)
        number = classes.members.index((h, h))
        swap = permutation_table(2, HEIGHT, (1, 0))[number]
        np.testing.assert_allclose(swap, expected, atol=1e-13)


def test_bond_table_are_the_swaps_of_all_pairs():
    for number, (i, j) in enumerate(itertools.combinations(range(4), 2)):
        images = list(range(4))
        images[i], images[j] = j, i
        swap = permutation_table(4, HEIGHT, tuple(images))
        np.testing.assert_array_equal(bond_table(4, HEIGHT)[number], swap)


@pytest.mark.parametrize("images", [*itertools.permutations(range(4))])
def test_sorting_swaps_move_every_item_to_its_image(images):
    line = list(range(4))
    for left in sorting_swaps(images):
        line[left], line[left + 1] = line[left + 1], line[left]
    assert [line[images[item]] for item in range(4)] == list(range(4))
