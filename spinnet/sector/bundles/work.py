r"""What each program of a kernel does.

A *bundle* is the paths that differ in the steps inside a window only; an operation on the window
multiplies each bundle by the matrix of its class :math:`(h_{in}, h_{out})`. The ranks of a bundle
are :math:`\text{prefix} + \text{lane} + \text{shift}_m`, and the shifts depend on window and class
alone. A program takes a block of lanes, and some prefixes one after the other, its *rows*. Lanes
come in three ways:

- *runs*, far left: the prefix is all steps before the window; lanes are consecutive ranks, all ways
  to go on. A row is a piece of a run.
- *lists*, elsewhere: the prefix ends at a cut before the window; lanes are listed, the ways from
  the cut to the window times those behind it.
- *closed* blocks, far right, where a bundle lies within a few ranks: lanes are single paths, all
  that share their steps up to the window, and each has a *key*, its row among the class matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import jax
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.tables import RankTables

BLOCK = 128
"""Lanes that one program holds; a power of two."""

MAX_PROGRAMS = 16_384
"""About as many programs as a window has at most; larger sectors have longer ones."""

MAX_GATE_PROGRAMS = 4_096
"""The same for overlaps, which every operation starts and gates alone need."""

RUN_STEPS = 13
"""Steps behind a window from which on its lanes are runs."""

CUT_STEPS = 18
"""Steps behind the cut elsewhere; lists are no longer than the paths of so many steps."""

CLOSED_STEPS = 8
"""Steps from the start of a window to the end of the line, up to which blocks are closed.

All ways to go so many steps fit a block.
"""

FIELDS = (
    "branch",
    "classes",
    "size",
    "first",
    "pieces",
    "stop_lane",
    "lane",
    "listed",
    "row",
    "stop",
)
"""What `Work.programs` says of each program.

``branch``: its kind; ``classes``: place of the class; ``size``: rows of a class matrix; ``first``
prefix; ``pieces`` of each run; ``lane``, ``stop_lane``: the first lane and one past the last of all
programs with these rows; ``listed``: where the list or the keys begin, -1 for runs; first ``row``
and ``stop``, one past the last.
"""

Branch = tuple[bool, int]
"""Whether blocks are closed, and the paths of a bundle, or of the largest."""


@dataclass(frozen=True)
class Window:
    """A window, and whether bundles of one path, all up or all down, count: gates turn them.

    Args:
        width: Number of sites.
        start: First position.
        is_gate: Whether a gate acts there, and not a permutation alone.
    """

    width: int
    start: int
    is_gate: bool


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Work:
    """The programs of some windows of a sector.

    Args:
        programs: ``(n_windows, n_programs, n_fields)``: see `FIELDS`.
        firsts: The first rank of every prefix, of all cuts, by height.
        lists: The lists of lanes and of keys.
        shifts: ``(n_windows, n_places)``: the shift of each path of each class.
        branches: The kinds of programs.
    """

    programs: jax.Array
    firsts: jax.Array
    lists: jax.Array
    shifts: jax.Array
    branches: tuple[Branch, ...] = field(metadata={"static": True})


@lru_cache(maxsize=8)
def window_work(basis: SectorBasis, windows: tuple[Window, ...], *, closed: bool = True) -> Work:
    """Return the work of windows.

    Args:
        basis: The sector.
        windows: The windows.
        closed: Whether blocks may be closed, and not all lanes are of bundles.
    """
    kind = np.int32 if basis.dimension < 2**31 else np.int64
    tables = RankTables(basis)
    groups = [list(_groups(tables, one, closed=closed)) for one in windows]
    branches = tuple(sorted({one.branch for own in groups for one in own})) or ((False, 1),)
    most = MAX_PROGRAMS if closed else MAX_GATE_PROGRAMS
    shifts = [tables.shifts(one.width, one.start) for one in windows]
    programs = [
        _sorted(tables, _programs(own, branches, most), branches, one)
        for one, own in zip(shifts, groups, strict=True)
    ]
    return Work(
        _padded(programs, kind, len(FIELDS)),
        jax.device_put(tables.firsts.astype(kind)),
        jax.device_put(tables.lists.astype(kind)),
        _padded([one.ravel() for one in shifts], kind),
        branches,
    )


@dataclass(frozen=True)
class _Group:
    """Programs of one branch and class, and of prefixes that end at one height.

    Args:
        branch: As in `FIELDS`; so are the next six.
        blocks: For each block of lanes its first one, and one past its last.
        n_rows: Rows that each block is multiplied with.
    """

    branch: Branch
    classes: int
    size: int
    first: int
    pieces: int
    listed: int
    blocks: np.ndarray
    n_rows: int


def _groups(tables: RankTables, window: Window, *, closed: bool) -> Iterator[_Group]:
    n_sites = tables.basis.n_sites
    if closed and n_sites - window.start <= CLOSED_STEPS:
        yield from _closed(tables, window)
    elif n_sites - window.start - window.width >= RUN_STEPS:
        yield from _runs(tables, window)
    else:
        yield from _lists(tables, window)


def _cut(tables: RankTables, window: Window) -> int:
    return min(window.start, max(0, tables.basis.n_sites - CUT_STEPS))


def _classes(tables: RankTables, window: Window) -> Iterator[tuple[int, int, int, int]]:
    """Yield place, paths, height before, and ways to go on of the classes that count."""
    classes = tables.classes(window.width)
    for place, ((h_in, h_out), patterns) in enumerate(
        zip(classes.members, classes.patterns, strict=True)
    ):
        is_straight = abs(h_out - h_in) == window.width
        if h_out <= tables.basis.n_sites and (window.is_gate or not is_straight):
            n_after = int(tables.counts[window.start + window.width, h_out])
            if n_after:
                yield place, len(patterns), h_in, n_after


def _runs(tables: RankTables, window: Window) -> Iterator[_Group]:
    size, prefixes = tables.classes(window.width).size, tables.prefixes(window.start)
    for place, count, h_in, n_after in _classes(tables, window):
        if h_in in prefixes:
            first, number = prefixes[h_in]
            pieces = -(-n_after // BLOCK)
            blocks = np.array([[0, n_after]])
            yield _Group((False, count), place, size, first, pieces, -1, blocks, number * pieces)


def _lists(tables: RankTables, window: Window) -> Iterator[_Group]:
    size, cut = tables.classes(window.width).size, _cut(tables, window)
    for place, count, h_in, n_after in _classes(tables, window):
        for height, (first, number) in tables.prefixes(cut).items():
            listed, n_lanes = tables.listed(cut, height, window.start, h_in, n_after)
            if n_lanes:
                starts = np.arange(0, n_lanes, BLOCK)
                blocks = np.stack([starts, np.full_like(starts, n_lanes)], axis=1)
                yield _Group((False, count), place, size, first, 1, listed, blocks, number)


def _closed(tables: RankTables, window: Window) -> Iterator[_Group]:
    size, cut = tables.classes(window.width).size, _cut(tables, window)
    for height, (first, number) in tables.prefixes(cut).items():
        listed, n_lanes = tables.keys(cut, height, window.width, window.start)
        ends = np.append(tables.subtrees(cut, height, window.start)[0], n_lanes)
        blocks, lane = [], 0
        while lane < n_lanes:
            stop = int(ends[np.searchsorted(ends, lane + BLOCK, side="right") - 1])
            blocks.append((lane, stop))
            lane = stop
        yield _Group((True, size), 0, size, first, 1, listed, np.array(blocks), number)


def _programs(groups: Sequence[_Group], branches: Sequence[Branch], most: int) -> np.ndarray:
    """Return the programs of a window ``(n_programs, n_fields)``."""
    length = -(-sum(one.n_rows * len(one.blocks) for one in groups) // most)
    parts = [np.zeros((0, len(FIELDS)), dtype=np.int64)]
    for one in groups:
        rows = np.arange(0, one.n_rows, length)
        row = np.repeat(rows, len(one.blocks))
        lane, stop_lane = np.tile(one.blocks, (len(rows), 1)).T
        fields = {
            "branch": branches.index(one.branch),
            "classes": one.classes,
            "size": one.size,
            "first": one.first,
            "pieces": one.pieces,
            "stop_lane": stop_lane,
            "lane": lane,
            "listed": one.listed,
            "row": row,
            "stop": np.minimum(row + length, one.n_rows),
        }
        full = [np.broadcast_to(fields[name], row.shape) for name in FIELDS]
        parts.append(np.stack(full, axis=1))
    return np.concatenate(parts)


def _sorted(
    tables: RankTables, programs: np.ndarray, branches: Sequence[Branch], shifts: np.ndarray
) -> np.ndarray:
    """Return programs by the lowest rank that they touch, so that neighbours run together."""
    names = ("branch", "classes", "first", "pieces", "lane", "listed", "row")
    branch, classes, first, pieces, lane, listed, row = (
        programs[:, FIELDS.index(name)] for name in names
    )
    in_run = lane + row % pieces * BLOCK + shifts[classes, 0]
    in_list = tables.lists[np.maximum(listed, 0) + lane] + shifts[classes, 0]
    is_closed = np.array([one for one, _ in branches])[branch]
    own = np.where(is_closed, lane, np.where(listed < 0, in_run, in_list))
    return programs[np.argsort(tables.firsts[first + row // pieces] + own, kind="stable")]


def _padded(rows: Sequence[np.ndarray], kind: type, *rest: int) -> jax.Array:
    """Return arrays ``(length, *rest)`` of different lengths as one, with zeros behind them."""
    longest = max([len(row) for row in rows] + [1])
    found: np.ndarray = np.zeros((max(len(rows), 1), longest, *rest), dtype=kind)
    for place, row in zip(found, rows, strict=False):
        place[: len(row)] = row
    return jax.device_put(found)
