r"""The bundles of a window in groups that one kind of program goes through.

A *bundle* is the paths that differ in the steps inside a window only; an operation on the window
multiplies each bundle by the matrix of its class :math:`(h_{in}, h_{out})`. The ranks of a bundle
are :math:`\text{prefix} + \text{lane} + \text{shift}_m`, and the shifts depend on window and class
alone. Lanes come in three ways:

- *runs*, far left: the prefix is all steps before the window; lanes are consecutive ranks, all ways
  to go on.
- *lists*, elsewhere: the prefix ends at a cut before the window; lanes are listed, the ways from
  the cut to the window times those behind it.
- *closed* blocks, far right, where a bundle lies within a few ranks: lanes are single paths, all
  that share their steps up to the window, and each has a *key*, its row among the class matrices.

Bundles of runs and lists are numbered, lane by lane and prefix by prefix, so that no block of them
has empty lanes but the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from spinnet.sector.bundles.tables import RankTables

BLOCK = 256
"""Bundles that a program multiplies at a time; a power of two."""

CLOSED_BLOCK = 512
"""Lanes of a closed block; a power of two."""

CLOSED_PARTS = 2
"""The blocks of a window are closed if so many times the ways to go on from its start fit one.

What fits just once leaves a third of the lanes empty.
"""

MOVES_PARTS = {2: 16, 3: 4}
"""The same for permutations, by number of sites; `CLOSED_PARTS` serves wider ones.

Closed blocks write every path, where lists leave those alone that go straight through the window:
a half and a quarter of all.
"""

CLOSED_WIDTH = 4
"""Sites of the widest window whose blocks may be closed; each lane reads all partners of a path."""

RUN_STEPS = 13
"""Steps behind a window from which on its lanes are runs."""

CUT_STEPS = 18
"""Steps behind the cut elsewhere; lists are no longer than the paths of so many steps."""


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


@dataclass(frozen=True)
class Group:
    """Bundles of one class, with prefixes that end at one height.

    Args:
        is_closed: Whether they are a closed block.
        n_paths: Paths of a bundle; of closed blocks those of the largest.
        classes: Place of the class; of closed blocks 0.
        size: Rows of a class matrix.
        first: First prefix.
        n_prefixes: How many there are.
        lane: First lane; not 0 for closed blocks alone.
        lanes: How many there are.
        listed: Where the list or the keys begin, -1 for runs.
    """

    is_closed: bool
    n_paths: int
    classes: int
    size: int
    first: int
    n_prefixes: int
    lane: int
    lanes: int
    listed: int

    @property
    def count(self) -> int:
        """What programs share out: bundles, or the prefixes of a closed block."""
        return self.n_prefixes if self.is_closed else self.n_prefixes * self.lanes


def window_groups(tables: RankTables, window: Window, *, closed: bool) -> Iterator[Group]:
    """Yield the groups of a window.

    Args:
        tables: The ranks of the sector.
        window: The window.
        closed: Whether blocks may be closed, and not all lanes are of bundles.
    """
    if closed and is_closed(tables, window):
        yield from _closed(tables, window)
    elif tables.basis.n_sites - window.start - window.width >= RUN_STEPS:
        yield from _runs(tables, window)
    else:
        yield from _lists(tables, window)


def is_closed(tables: RankTables, window: Window) -> bool:
    """Whether the blocks of a window are closed where they may be.

    Args:
        tables: The ranks of the sector.
        window: The window.
    """
    start, parts = window.start, CLOSED_PARTS
    if not window.is_gate:
        parts = MOVES_PARTS.get(window.width, CLOSED_PARTS)
    most = int(tables.counts[start, start % 2 : start + 1 : 2].max())  # of heights that occur
    return window.width <= CLOSED_WIDTH and parts * most <= CLOSED_BLOCK


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


def _runs(tables: RankTables, window: Window) -> Iterator[Group]:
    size, prefixes = tables.classes(window.width).size, tables.prefixes(window.start)
    for place, count, h_in, n_after in _classes(tables, window):
        if h_in in prefixes:
            yield Group(False, count, place, size, *prefixes[h_in], 0, n_after, -1)


def _lists(tables: RankTables, window: Window) -> Iterator[Group]:
    size, cut = tables.classes(window.width).size, _cut(tables, window)
    for place, count, h_in, n_after in _classes(tables, window):
        for height, prefixes in tables.prefixes(cut).items():
            listed, n_lanes = tables.listed(cut, height, window.start, h_in, n_after)
            if n_lanes:
                yield Group(False, count, place, size, *prefixes, 0, n_lanes, listed)


def _closed(tables: RankTables, window: Window) -> Iterator[Group]:
    size, cut = tables.classes(window.width).size, _cut(tables, window)
    for height, prefixes in tables.prefixes(cut).items():
        listed, n_lanes = tables.keys(cut, height, window.width, window.start)
        ends = np.append(tables.subtrees(cut, height, window.start)[0], n_lanes)
        lane = 0
        while lane < n_lanes:
            stop = int(ends[np.searchsorted(ends, lane + CLOSED_BLOCK, side="right") - 1])
            yield Group(True, size, 0, size, *prefixes, lane, stop - lane, listed)
            lane = stop
