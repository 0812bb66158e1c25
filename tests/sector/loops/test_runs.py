"""Runs hold every amplitude once, where path codes say that they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinnet.sector.basis import SectorBasis, completions
from spinnet.sector.loops.runs import (
    LEFT,
    RIGHT,
    SHORTEST,
    SHORTEST_OF_MANY,
    arrivals,
    element_places,
    turns,
    window_runs,
)
from spinnet.sector.window import window_classes


def expanded(runs):
    """The places of each class, by its first element."""
    groups = {}
    for size, first, at_long, n_long, at_single, n_single in runs.rows.tolist():
        long = runs.long[at_long : at_long + n_long * (size + 1)].reshape(n_long, size + 1)
        single = runs.single[at_single : at_single + n_single * size].reshape(n_single, size)
        steps = [np.arange(length)[:, None] + places for length, *places in long.tolist()]
        groups[first] = np.array(sorted(map(tuple, np.concatenate([*steps, single]).tolist())))
    return groups


@st.composite
def windows(draw):
    n_sites = draw(st.integers(1, 10))
    two_total = draw(st.sampled_from(range(n_sites % 2, n_sites + 1, 2)))
    width = draw(st.integers(1, min(n_sites, 6)))
    start = draw(st.integers(0, n_sites - width))
    return SectorBasis(n_sites, two_total), width, start, draw(st.sampled_from((LEFT, RIGHT)))


@settings(max_examples=150, deadline=None)
@given(windows())
def test_places_are_those_of_path_codes(places_of, window):
    runs, expected = window_runs(*window), places_of(*window)
    found = expanded(runs)
    assert list(found) == list(expected)
    for first in expected:
        np.testing.assert_array_equal(found[first], expected[first])
    everything = np.concatenate([places.ravel() for places in found.values()])
    np.testing.assert_array_equal(np.sort(everything), np.arange(window[0].dimension))
    assert runs.n_elements == max(row[1] + row[0] ** 2 for row in runs.rows)


def test_places_from_the_left_are_ranks(places_of):
    basis = SectorBasis(9, 3)
    np.testing.assert_array_equal(basis.rank(basis.codes), np.arange(basis.dimension))
    groups = places_of(basis, 1, 4, LEFT)
    assert sum(map(len, groups.values())) == basis.dimension


@pytest.mark.parametrize(
    ("width", "start", "order"), [(3, 0, 0), (3, 13, 1), (5, 1, 0), (5, 10, 1)]
)
def test_runs_are_long_at_the_near_end_and_cut_at_the_far_end(width, start, order):
    basis = SectorBasis(16, 0)
    near, far = (window_runs(basis, width, start, one) for one in (order, 1 - order))
    assert near.price < far.price / 2
    assert far.long.size == 0


@pytest.mark.parametrize("order", [LEFT, RIGHT])
@pytest.mark.parametrize("width", [2, 3, 4, 5])
def test_runs_are_cut_below_their_shortest_lengths(width, order):
    basis = SectorBasis(14, 0)
    classes = window_classes(width, basis.max_height)
    members = dict(zip(element_places(classes).tolist(), classes.members, strict=False))
    seen = set()
    for start in range(basis.n_sites - width + 1):
        for size, first, _, n_long, _, n_cut in window_runs(basis, width, start, order).rows:
            h_in, h_out = members[int(first)]
            ends = completions(basis.n_sites, 0)[start + width, h_out]
            length = ends if order == LEFT else arrivals(basis.n_sites)[start, h_in]
            is_long = length >= (SHORTEST if size <= 3 else SHORTEST_OF_MANY)
            assert bool(n_long) == is_long != bool(n_cut)
            seen.add((bool(size > 3), int(length) // 8))
    # Some lengths lie between the two limits, for small classes and, in wide windows, large ones.
    assert any(not many and 1 <= eights < 4 for many, eights in seen)
    assert width < 4 or any(many and 1 <= eights < 4 for many, eights in seen)


@pytest.mark.parametrize(("n_sites", "two_total"), [(1, 1), (2, 0), (7, 3), (8, 0), (9, 1)])
def test_turns_lead_from_one_order_to_the_other_and_back(n_sites, two_total, codes_of):
    basis = SectorBasis(n_sites, two_total)
    from_left, from_right = (np.array(codes_of(basis, order)) for order in (LEFT, RIGHT))
    np.testing.assert_array_equal(from_left[turns(basis)[LEFT]], from_right)
    np.testing.assert_array_equal(from_right[turns(basis)[RIGHT]], from_left)
    there, back = turns(basis)
    np.testing.assert_array_equal(there[back], np.arange(basis.dimension))


def test_arrivals_count_beginnings_of_paths():
    counts = arrivals(8)
    for two_total in (0, 2, 4):
        assert counts[8, two_total] == SectorBasis(8, two_total).dimension
    assert counts[3, 1] == 2
    assert not counts[:, -1].any()


@pytest.mark.parametrize("width", range(1, 6))
def test_elements_lie_one_after_the_other(width):
    classes = window_classes(width, 5)
    places = element_places(classes)
    sizes = [len(patterns) for patterns in classes.patterns]
    assert places[0] == 0
    np.testing.assert_array_equal(np.diff(places), np.square(sizes))
