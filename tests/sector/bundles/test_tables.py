"""Ranks in two parts against the ranks of whole paths."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.tables import RankTables
from spinnet.sector.window import window_classes

SECTORS = [(8, 0), (9, 3), (6, 6), (1, 1)]


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_prefixes_and_ways_make_every_rank_once(n_sites, two_total):
    basis = SectorBasis(n_sites, two_total)
    for cut in range(n_sites + 1):
        tables = RankTables(basis)
        ranges = tables.prefixes(cut)
        ranks = [
            tables.firsts[first + number] + tables.ways(cut, height, n_sites)[two_total]
            for height, (first, count) in ranges.items()
            for number in range(count)
        ]
        assert sorted(np.concatenate(ranks).tolist()) == list(range(basis.dimension))


def test_prefixes_of_one_height_are_together_and_ascend():
    basis, cut = SectorBasis(9, 1), 5
    tables = RankTables(basis)
    ranges = tables.prefixes(cut)
    assert ranges == tables.prefixes(cut)  # collected once
    assert len(tables.firsts) == len(basis.prefix_codes(cut))
    for height, (first, count) in ranges.items():
        own = tables.firsts[first : first + count]
        assert np.all(np.diff(own) > 0)
        assert set(basis.heights[own, cut]) == {height}


def test_prefixes_of_two_cuts_stand_behind_each_other():
    tables = RankTables(SectorBasis(8, 0))
    near, far = tables.prefixes(2), tables.prefixes(5)
    assert min(first for first, _ in far.values()) == sum(count for _, count in near.values())


@pytest.mark.parametrize(("cut", "stop"), [(0, 0), (2, 2), (2, 5), (3, 8), (0, 8)])
def test_ways_are_the_differences_of_ranks(cut, stop):
    basis = SectorBasis(8, 0)
    tables, heights = RankTables(basis), basis.heights
    for height, (first, _) in tables.prefixes(cut).items():
        found = tables.ways(cut, height, stop)
        start = basis.dimension
        expected: dict[int, list[int]] = {}
        for rank in range(basis.dimension):
            if np.array_equal(heights[rank, : cut + 1], heights[tables.firsts[first], : cut + 1]):
                start = min(start, rank)
                ends_low = rank == start or not np.array_equal(
                    heights[rank, : stop + 1], heights[rank - 1, : stop + 1]
                )
                if ends_low:
                    expected.setdefault(int(heights[rank, stop]), []).append(rank - start)
        assert {h: sums.tolist() for h, sums in found.items()} == expected


def test_shifts_are_what_the_window_adds():
    basis, width = SectorBasis(9, 1), 3
    tables, classes = RankTables(basis), window_classes(width, basis.max_height)
    for t in range(basis.n_sites - width + 1):
        shifts, n_after = tables.shifts(width, t), basis.n_sites - t - width
        ranks = {code: rank for rank, code in enumerate(basis.codes.tolist())}
        seen = 0
        for rank, code in enumerate(basis.codes.tolist()):
            own = int(basis.heights[rank, t]), int(basis.heights[rank, t + width])
            place = classes.members.index(own)
            patterns = classes.patterns[place]
            mine = patterns.index((code >> n_after) & (2**width - 1))
            for m, pattern in enumerate(patterns):
                other = code & ~((2**width - 1) << n_after) | pattern << n_after
                assert ranks[other] - rank == shifts[place, m] - shifts[place, mine]
                seen += 1
            assert np.all(shifts[place, len(patterns) :] == shifts[place, 0])
        assert seen >= basis.dimension


def test_lists_are_kept_once_and_end_in_a_number():
    tables = RankTables(SectorBasis(8, 0))
    first = tables.listed(2, 2, 4, 2, 3)
    second = tables.listed(2, 0, 4, 2, 3)
    assert tables.listed(2, 2, 4, 2, 3) == first == (0, 6)
    assert second == (6, 3)
    ways = tables.ways(2, 2, 4)[2]
    np.testing.assert_array_equal(tables.lists[:6].reshape(2, 3), ways[:, None] + np.arange(3))
    assert len(tables.lists) == 10  # even the last program reads a whole number
    assert len(RankTables(SectorBasis(8, 0)).lists) == 1


def test_lists_of_what_cannot_be_are_empty():
    assert RankTables(SectorBasis(8, 0)).listed(2, 2, 4, 3, 5) == (0, 0)


@pytest.mark.parametrize(("cut", "t", "width"), [(2, 4, 2), (3, 5, 3), (0, 5, 4), (6, 6, 3)])
def test_keys_are_the_rows_of_class_matrices_by_rank(cut, t, width):
    basis = SectorBasis(9, 1)
    tables, classes = RankTables(basis), window_classes(width, basis.max_height)
    places = {height: tables.keys(cut, height, width, t) for height in tables.prefixes(cut)}
    n_after = basis.n_sites - t - width
    for height, (first, count) in tables.prefixes(cut).items():
        at, n_lanes = places[height]
        for number in range(count):
            start = tables.firsts[first + number]
            for lane in range(n_lanes):
                place, m = divmod(int(tables.lists[at + lane]), classes.size)
                own = basis.heights[start + lane]
                assert classes.members[place] == (own[t], own[t + width])
                pattern = (basis.codes[start + lane] >> n_after) & (2**width - 1)
                assert classes.patterns[place][m] == pattern


def test_subtrees_begin_where_paths_differ_before_the_window():
    basis, cut, t = SectorBasis(9, 1), 3, 6
    tables = RankTables(basis)
    for height, (first, _) in tables.prefixes(cut).items():
        starts, heights = tables.subtrees(cut, height, t)
        assert starts[0] == 0 and np.all(np.diff(starts) > 0)
        rank = tables.firsts[first]
        np.testing.assert_array_equal(basis.heights[rank + starts, t], heights)
        before = basis.heights[rank : rank + starts[-1] + 1, : t + 1]
        changes = 1 + np.flatnonzero(np.any(np.diff(before, axis=0), axis=1))
        np.testing.assert_array_equal(np.append(0, changes), starts)
