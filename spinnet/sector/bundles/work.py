"""What each program of a kernel does: some bundles of a class, or some prefixes of a closed block.

Programs are told apart by the code that they need, see `codes`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import jax
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import codes, groups
from spinnet.sector.bundles.codes import Code, room_of
from spinnet.sector.bundles.groups import Group, Window, window_groups
from spinnet.sector.bundles.tables import RankTables

MAX_PROGRAMS = 16_384
"""About as many programs as a window of a large sector has; they are long, and all are started."""

LARGE = 50_000_000
"""Dimension from which on sectors are large."""

FEW_PROGRAMS = 8_192
"""About as many programs as a window has elsewhere."""

FEW_CLOSED_PROGRAMS = 2_048
"""The same of closed blocks: each looks up all elements of its lanes before it begins."""

MAX_GRID = 4_096
"""How many of those are started; each does the work of several, one after the other.

To start them and find that a window has none for this kernel takes three microseconds.
"""

MAX_GATE_PROGRAMS = 4_096
"""About as many programs as a window has for overlaps."""

FIELDS = (
    "n_paths",
    "classes",
    "size",
    "first",
    "lane",
    "lanes",
    "listed",
    "start",
    "stop",
)
"""What `Part.programs` says of each program.

``n_paths`` of a bundle; ``classes``: place of the class; ``size``: rows of a class matrix;
``first`` prefix; first ``lane`` and number of ``lanes``; ``listed``: where the list or the keys
begin, -1 for runs; these are those of its `Group`. ``start`` and ``stop``, one past the last: the
bundles of the group, or the prefixes.
"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Part:
    """The programs that one kernel runs.

    Args:
        programs: ``(n_windows + 1, n_programs, n_fields)``: see `FIELDS`.
        counts: ``(n_windows + 1,)``: the programs of each window. The last window has none.
        code: What they run.
        grid: How many are started.
    """

    programs: jax.Array
    counts: jax.Array
    code: Code = field(metadata={"static": True})
    grid: int = field(metadata={"static": True})


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Work:
    """The programs of some windows of a sector; behind them is a window where nothing is done.

    Args:
        parts: The programs.
        firsts: The first rank of every prefix, of all cuts, by height.
        lists: The lists of lanes and of keys.
        shifts: ``(n_windows + 1, n_places)``: the shift of each path of each class.
    """

    parts: tuple[Part, ...]
    firsts: jax.Array
    lists: jax.Array
    shifts: jax.Array


@lru_cache(maxsize=8)
def window_work(basis: SectorBasis, windows: tuple[Window, ...], *, closed: bool = True) -> Work:
    """Return the work of windows.

    Args:
        basis: The sector.
        windows: The windows.
        closed: Whether blocks may be closed, and not all lanes are of bundles. If not, bundles are
            tiles from a few paths on, as overlaps want it.
    """
    kind = np.int32 if basis.dimension < 2**31 else np.int64
    tables = RankTables(basis)
    every = [list(window_groups(tables, one, closed=closed)) for one in windows]
    shifts = [tables.shifts(one.width, one.start) for one in windows]
    rooms = codes.ROOMS if closed else codes.ROOMS[:1]
    limits = _limits(basis, closed=closed)
    lengths = [_length(own, limits) for own in every]
    return Work(
        tuple(
            _part(tables, *one, lengths, shifts, kind, limits.started)
            for one in _parted(every, rooms)
        ),
        jax.device_put(tables.firsts.astype(kind)),
        jax.device_put(tables.lists.astype(kind)),
        _padded([one.ravel() for one in shifts], kind),
    )


def _parted(
    every: Sequence[Sequence[Group]], rooms: Sequence[int]
) -> list[tuple[Code, list[list[Group]]]]:
    """Return the groups of every window apart by the code that they need."""
    found: dict[Code, list[list[Group]]] = {}
    for number, own in enumerate(every):
        for one in own:
            room = room_of(one.n_paths, is_closed=one.is_closed, rooms=rooms)
            found.setdefault(room, [[] for _ in every])[number].append(one)
    return [(_fitted(room, own), own) for room, own in sorted(found.items())]


def _fitted(room: Code, every: Sequence[Sequence[Group]]) -> Code:
    """Return the code with no more room than some groups take."""
    if room.way == "tiles":
        return room
    return room._replace(most=max(one.n_paths for own in every for one in own))


def _part(
    tables: RankTables,
    code: Code,
    every: Sequence[Sequence[Group]],
    lengths: Sequence[int],
    shifts: Sequence[np.ndarray],
    kind: type,
    started: float,
) -> Part:
    programs = [
        _sorted(tables, _programs(own, length), code, shift)
        for own, length, shift in zip(every, lengths, shifts, strict=True)
    ]
    counts = np.array([*(len(one) for one in programs), 0], dtype=np.int32)
    grid = int(min(counts.max(), started))
    return Part(_padded(programs, kind, len(FIELDS)), jax.device_put(counts), code, grid)


class _Limits(NamedTuple):
    """About how many programs a window has, of bundles or closed blocks, and how many start.

    No blocks are closed where `closed` is 0.
    """

    bundles: int
    closed: int
    started: float


def _limits(basis: SectorBasis, *, closed: bool) -> _Limits:
    if not closed:
        return _Limits(MAX_GATE_PROGRAMS, 0, math.inf)
    if basis.dimension >= LARGE:
        return _Limits(MAX_PROGRAMS, MAX_PROGRAMS, math.inf)
    return _Limits(FEW_PROGRAMS, FEW_CLOSED_PROGRAMS, MAX_GRID)


def _length(own: Sequence[Group], limits: _Limits) -> int:
    """Return about how many bundles each program of a window does, or prefixes if it is closed."""
    is_closed = any(one.is_closed for one in own)  # all groups of a window are, or none
    return -(-sum(one.count for one in own) // (limits.closed if is_closed else limits.bundles))


def _programs(own: Sequence[Group], length: int) -> np.ndarray:
    """Return the programs of a window ``(n_programs, n_fields)``, about so long."""
    parts = [np.zeros((0, len(FIELDS)), dtype=np.int64)]
    for one in own:
        own_length = length if one.is_closed else -(-length // groups.BLOCK) * groups.BLOCK
        start = np.arange(0, one.count, own_length)
        rows = np.empty((len(start), len(FIELDS)), dtype=np.int64)
        rows[:, :-2] = [getattr(one, name) for name in FIELDS[:-2]]
        rows[:, -2] = start
        rows[:, -1] = np.minimum(start + own_length, one.count)
        parts.append(rows)
    return np.concatenate(parts)


def _sorted(tables: RankTables, programs: np.ndarray, code: Code, shifts: np.ndarray) -> np.ndarray:
    """Return programs by the lowest rank that they touch, so that neighbours run together."""
    names = ("classes", "first", "lane", "lanes", "listed", "start")
    classes, first, lane, lanes, listed, start = (programs[:, FIELDS.index(name)] for name in names)
    prefix, number = np.divmod(start, lanes)
    in_list = tables.lists[np.where(listed < 0, 0, listed + number)]
    own = np.where(listed < 0, number, in_list) + shifts[classes, 0]
    if code.way == "closed":
        prefix, own = start, lane
    return programs[np.argsort(tables.firsts[first + prefix] + own, kind="stable")]


def _padded(rows: Sequence[np.ndarray], kind: type, *rest: int) -> jax.Array:
    """Return arrays ``(length, *rest)`` as one, with zeros behind each and behind all."""
    longest = max([len(row) for row in rows] + [1])
    found: np.ndarray = np.zeros((len(rows) + 1, longest, *rest), dtype=kind)
    for place, row in zip(found, rows, strict=False):
        place[: len(row)] = row
    return jax.device_put(found)
