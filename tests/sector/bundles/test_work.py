"""The programs of a window, read off in NumPy, against bundles found from path codes."""

from __future__ import annotations

import math
from collections import Counter

import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import groups, work
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.tables import RankTables
from spinnet.sector.bundles.work import FIELDS, window_work
from spinnet.sector.window import window_classes

SECTORS = [(8, 0), (9, 3), (12, 0), (11, 1)]


def windows_of(basis, widths=(2, 3), *, is_gate=True):
    return tuple(
        Window(width, start, is_gate)
        for width in widths
        for start in range(basis.n_sites - width + 1)
    )


def programs(found, n):
    """The programs of a window, by name, with their codes; part by part."""
    every = []
    for part in found.parts:
        for row in np.asarray(part.programs[n])[: int(part.counts[n])].tolist():
            one = dict(zip(FIELDS, row, strict=True))
            every.append({**one, "code": part.code})
    return every


def codes_of(found):
    return [part.code for part in found.parts]


def is_closed(one):
    return one["code"].way == "closed"


def blocks_of(found, one):
    """First rank, number in its lanes and what is listed, of all that a program does."""
    listed = np.asarray(found.lists)
    for n in range(one["start"], one["stop"], 1 if is_closed(one) else groups.BLOCK):
        if is_closed(one):
            prefix, lane = n, one["lane"] + np.arange(one["lanes"])
        else:
            numbers = np.arange(n, min(n + groups.BLOCK, one["stop"]))
            prefix, lane = np.divmod(numbers, one["lanes"])
        first = np.asarray(found.firsts)[one["first"] + prefix]
        at = listed[one["listed"] + lane] if one["listed"] >= 0 else lane
        yield first, lane, at


def touched(found, n, window, basis):
    """Class and ranks of every bundle, and the single paths of closed blocks with their keys."""
    classes = window_classes(window.width, basis.max_height)
    shifts = np.asarray(found.shifts[n]).reshape(-1)
    bundles, paths = [], []
    for one in programs(found, n):
        assert one["size"] == classes.size
        for first, lane, at in blocks_of(found, one):
            if is_closed(one):
                paths += zip((first + lane).tolist(), at.tolist(), strict=True)
            else:
                start = one["classes"] * one["size"]
                ranks = (first + at)[:, None] + shifts[start : start + one["n_paths"]]
                bundles += [(one["classes"], row) for row in ranks.tolist()]
    return bundles, paths


def keys_of(window, basis):
    """The key of every path."""
    classes = window_classes(window.width, basis.max_height)
    n_after = basis.n_sites - window.start - window.width
    patterns = (basis.codes >> n_after) & (2**window.width - 1)
    ends = basis.heights[:, [window.start, window.start + window.width]].tolist()
    places = [classes.members.index((h_in, h_out)) for h_in, h_out in ends]
    return [
        place * classes.size + classes.patterns[place].index(int(pattern))
        for place, pattern in zip(places, patterns, strict=True)
    ]


def in_order(bundles):
    return sorted((place, tuple(ranks)) for place, ranks in bundles)


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_gates_touch_every_bundle_once(n_sites, two_total, closed, bundles_of):
    basis = SectorBasis(n_sites, two_total)
    windows = windows_of(basis)
    found = window_work(basis, windows, closed=closed)
    for n, window in enumerate(windows):
        bundles, paths = touched(found, n, window, basis)
        if closed and groups.is_closed(RankTables(basis), window):
            assert not bundles
            assert sorted(paths) == list(enumerate(keys_of(window, basis)))
        else:
            assert not paths
            assert in_order(bundles) == in_order(bundles_of(basis, window.width, window.start))


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
def test_permutations_leave_out_what_is_all_up_or_all_down(n_sites, two_total, bundles_of):
    basis = SectorBasis(n_sites, two_total)
    windows = windows_of(basis, is_gate=False)
    found = window_work(basis, windows, closed=False)
    for n, window in enumerate(windows):
        members = window_classes(window.width, basis.max_height).members
        expected = [
            (place, ranks)
            for place, ranks in bundles_of(basis, window.width, window.start)
            if abs(members[place][1] - members[place][0]) < window.width
        ]
        bundles, paths = touched(found, n, window, basis)
        assert in_order(bundles) == in_order(expected) and not paths


def test_lanes_come_in_three_ways_and_programs_have_several_blocks():
    basis = SectorBasis(12, 0)
    windows = windows_of(basis)
    found = window_work(basis, windows)
    ways = Counter()
    for n in range(len(windows)):
        for one in programs(found, n):
            way = "closed" if is_closed(one) else "list" if one["listed"] >= 0 else "run"
            ways[way] += 1
            at_a_time = 1 if is_closed(one) else groups.BLOCK
            ways[way, "several"] += one["stop"] - one["start"] > at_a_time
            ways[way, "other lanes"] += one["lane"] > 0
            ways[way, "within a prefix"] += not is_closed(one) and one["start"] % one["lanes"] > 0
    for way in ("run", "list", "closed"):
        assert ways[way] > 1 and ways[way, "several"]
    assert ways["run", "within a prefix"] and ways["list", "within a prefix"]
    assert ways["closed", "other lanes"]
    assert not ways["run", "other lanes"] and not ways["list", "other lanes"]


@pytest.mark.parametrize("closed", [True, False])
def test_closed_blocks_hold_whole_bundles(closed, bundles_of):
    basis = SectorBasis(12, 0)
    windows = windows_of(basis)
    found = window_work(basis, windows, closed=closed)
    seen = 0
    for n, window in enumerate(windows):
        whole = {frozenset(ranks) for _, ranks in bundles_of(basis, window.width, window.start)}
        for one in programs(found, n):
            if is_closed(one):
                for first, lane, _ in blocks_of(found, one):
                    block = set((first + lane).tolist())
                    assert all(ranks <= block or not ranks & block for ranks in whole)
                    seen += 1
    assert bool(seen) == closed


def test_programs_run_from_low_ranks_to_high_ones():
    basis = SectorBasis(12, 0)
    windows = windows_of(basis)
    found = window_work(basis, windows)
    for n in range(len(windows)):
        lowest = {}
        for one in programs(found, n):
            first, lane, at = next(iter(blocks_of(found, one)))
            shift = int(found.shifts[n, one["classes"] * one["size"]])
            rank = first + lane[0] if is_closed(one) else first[0] + at[0] + shift
            lowest.setdefault(one["code"], []).append(rank)
        assert all(ranks == sorted(ranks) for ranks in lowest.values())


@pytest.mark.parametrize("most", [1, 7, 10**6])
@pytest.mark.parametrize(("name", "large"), [("FEW_CLOSED_PROGRAMS", 10**9), ("MAX_PROGRAMS", 1)])
def test_more_programs_of_closed_blocks_do_less_each(name, large, most, monkeypatch):
    """Those of bundles have a number of their own; large sectors have one for both."""
    monkeypatch.setattr(work, "LARGE", large)
    monkeypatch.setattr(work, "FEW_PROGRAMS", 3)
    monkeypatch.setattr(work, name, most)
    window_work.cache_clear()
    own = programs(window_work(SectorBasis(12, 0), (Window(3, 8, True),)), 0)
    window_work.cache_clear()
    lengths = [one["stop"] - one["start"] for one in own]
    assert all(is_closed(one) for one in own)
    assert max(lengths) <= math.ceil(sum(lengths) / most)
    assert len(own) < most + len({(one["first"], one["lane"]) for one in own})


def test_closed_blocks_have_no_say_in_programs_of_bundles(monkeypatch):
    monkeypatch.setattr(groups, "BLOCK", 2)
    found = []
    for most in (1, 10**6):
        monkeypatch.setattr(work, "FEW_CLOSED_PROGRAMS", most)
        window_work.cache_clear()
        found.append(programs(window_work(SectorBasis(12, 0), (Window(3, 2, True),)), 0))
    window_work.cache_clear()
    assert found[0] == found[1]


@pytest.mark.parametrize(("name", "closed"), [("FEW_PROGRAMS", True), ("MAX_GATE_PROGRAMS", False)])
@pytest.mark.parametrize("most", [1, 7, 10**6])
@pytest.mark.parametrize("width", [3, 4])
def test_more_programs_do_less_each(most, name, closed, width, monkeypatch):
    """All codes of a window share its programs; four sites have two."""
    monkeypatch.setattr(work, name, most)
    window_work.cache_clear()
    basis, window = SectorBasis(10, 0), Window(width, 3, True)
    own = programs(window_work(basis, (window,), closed=closed), 0)
    window_work.cache_clear()
    counts = {}
    for one in own:
        group = one["classes"], one["first"], one["lane"]
        counts[group] = max(one["stop"], counts.get(group, 0))
    lengths = [one["stop"] - one["start"] for one in own]
    longest = math.ceil(sum(lengths) / most)
    assert max(lengths) <= longest + -longest % groups.BLOCK
    assert len(own) < most + len(counts)
    if most == 10**6:
        assert len(own) == sum(math.ceil(count / groups.BLOCK) for count in counts.values())


def test_programs_take_turns_unless_the_sector_is_large(monkeypatch):
    basis, window = SectorBasis(10, 0), Window(3, 3, True)
    (part,) = window_work(basis, (window,)).parts
    assert part.grid == work.MAX_GRID < part.programs.shape[1]
    (part,) = window_work(basis, (window,), closed=False).parts
    assert part.grid == part.programs.shape[1]
    monkeypatch.setattr(work, "LARGE", basis.dimension)
    window_work.cache_clear()
    (part,) = window_work(basis, (window,)).parts
    window_work.cache_clear()
    assert part.grid == part.programs.shape[1] > work.MAX_GRID


def test_windows_of_few_programs_are_filled_up_and_nothing_is_behind_the_last():
    found = window_work(SectorBasis(10, 0), (Window(3, 3, True), Window(2, 0, False)))
    (part,) = found.parts
    counts = part.counts.tolist()
    assert 0 == counts[2] < counts[1] < counts[0] == part.programs.shape[1]
    for own, count in zip(part.programs, counts, strict=True):
        assert not np.any(own[count:])
    assert not np.any(found.shifts[2])


def test_codes_have_no_more_room_than_windows_need():
    basis = SectorBasis(12, 0)
    assert codes_of(window_work(basis, (Window(2, 4, True),))) == [("lanes", 2)]
    assert codes_of(window_work(basis, (Window(3, 4, True),))) == [("lanes", 3)]
    assert codes_of(window_work(basis, (Window(3, 9, True),))) == [("closed", 3)]


def test_parts_need_different_codes():
    basis = SectorBasis(12, 0)
    windows = Window(2, 4, False), Window(3, 9, True), Window(4, 2, True)
    assert codes_of(window_work(basis, windows)) == [("closed", 3), ("lanes", 4), ("lanes", 6)]
    own = {one["n_paths"] for one in programs(window_work(basis, windows), 2)}
    assert own == {1, 2, 3, 4, 6}
    assert codes_of(window_work(basis, windows, closed=False)) == [("lanes", 4), ("tiles", 16)]
    assert codes_of(window_work(basis, (Window(5, 3, True),)))[-1] == ("lanes", 10)


def test_wide_windows_are_not_closed():
    found = window_work(SectorBasis(12, 0), (Window(3, 9, True), Window(4, 8, True)))
    assert not any(is_closed(one) for one in programs(found, 1))


def test_no_windows_have_no_parts():
    found = window_work(SectorBasis(4, 0), ())
    assert found.parts == ()
    assert found.shifts.shape[0] == 1


@pytest.mark.parametrize("is_gate", [True, False])
def test_sectors_of_one_path(is_gate):
    basis = SectorBasis(6, 6)
    window = Window(2, 1, is_gate)
    bundles, _ = touched(window_work(basis, (window,), closed=False), 0, window, basis)
    assert [ranks for _, ranks in bundles] == [[0]] * is_gate
    _, paths = touched(window_work(basis, (window,)), 0, window, basis)
    assert [rank for rank, _ in paths] == [0]


def test_ranks_of_large_sectors_are_wide():
    small = window_work(SectorBasis(12, 0), (Window(3, 0, True),))
    arrays = [*(part.programs for part in small.parts), small.firsts, small.lists]
    assert {one.dtype for one in arrays} == {jnp.dtype("i4")}
    basis, window = SectorBasis(40, 0), Window(3, 0, True)
    assert basis.dimension > 2**32
    found = window_work(basis, (window,))
    for one in (*(part.programs for part in found.parts), found.firsts, found.lists, found.shifts):
        assert one.dtype == jnp.int64
    places = np.asarray(found.parts[0].programs[0])
    counts = {(one["classes"], one["lanes"]) for one in programs(found, 0)}
    classes = window_classes(3, basis.max_height)
    paths = sum(len(classes.patterns[place]) * n_after for place, n_after in counts)
    assert paths == basis.dimension
    assert places[:, FIELDS.index("lanes")].max() > 2**31


@pytest.mark.parametrize(("n_sites", "two_total"), [(12, 0), (11, 3), (9, 9)])
def test_blocks_are_closed_where_all_ways_to_go_on_fit_half_of_one(n_sites, two_total):
    tables = RankTables(SectorBasis(n_sites, two_total))
    for start in range(n_sites - 2):
        prefixes = (tables.basis.codes >> (n_sites - start)).tolist()
        most = max(Counter(prefixes).values())
        for width, is_gate, parts in ((3, True, 2), (2, True, 2), (2, False, 16), (3, False, 4)):
            is_closed = groups.is_closed(tables, Window(width, start, is_gate))
            assert is_closed == (parts * most <= groups.CLOSED_BLOCK)
        assert not groups.is_closed(tables, Window(4, start, True))
