"""What each program of a kernel does: some bundles of a class, or some prefixes of a closed block.

Programs are told apart by the code that they need. Few paths in a bundle, five and six, tiles and
closed blocks are kernels of their own, since the registers of a kernel are those of its most
demanding code, and the fewer there are, the more programs run at a time and hide the time that
memory takes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

import jax
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import groups
from spinnet.sector.bundles.groups import Branch, Group, Window, window_groups
from spinnet.sector.bundles.tables import RankTables

MAX_PROGRAMS = 16_384
"""About as many programs as a window of a large sector has; they are long, and all are started."""

LARGE = 50_000_000
"""Dimension from which on sectors are large."""

FEW_PROGRAMS = 8_192
"""About as many programs as a window has elsewhere."""

MAX_GRID = 4_096
"""How many of those are started; each does the work of several, one after the other.

To start them and find that a window has none for this kernel takes three microseconds.
"""

MAX_GATE_PROGRAMS = 4_096
"""About as many programs as a window has for overlaps."""

MAX_FEW = 4
"""Paths of a bundle up to which one kernel multiplies it; permutations of three sites are here.

Overlaps of more paths are tiles: every pair of paths is a sum, and 36 of them take long to compile.
"""

MAX_UNROLLED = 6
"""Paths of a bundle up to which every product is an instruction; wider ones are tiles."""

FIELDS = (
    "branch",
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

``branch``: its kind; ``classes``: place of the class; ``size``: rows of a class matrix; ``first``
prefix; first ``lane`` and number of ``lanes``; ``listed``: where the list or the keys begin, -1 for
runs; ``start`` and ``stop``, one past the last: the bundles of the group, or the prefixes.
"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Part:
    """The programs that one kernel runs.

    Args:
        programs: ``(n_windows + 1, n_programs, n_fields)``: see `FIELDS`.
        counts: ``(n_windows + 1,)``: the programs of each window. The last window has none.
        branches: Their kinds.
        grid: How many are started.
    """

    programs: jax.Array
    counts: jax.Array
    branches: tuple[Branch, ...] = field(metadata={"static": True})
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
    branches = sorted({one.branch for own in every for one in own})
    parts = _parted(branches, MAX_UNROLLED if closed else MAX_FEW)
    return Work(
        tuple(_part(tables, one, every, shifts, kind, closed=closed) for one in parts),
        jax.device_put(tables.firsts.astype(kind)),
        jax.device_put(tables.lists.astype(kind)),
        _padded([one.ravel() for one in shifts], kind),
    )


def _parted(branches: Sequence[Branch], unrolled: int) -> list[tuple[Branch, ...]]:
    """Return branches apart that need code of different demands; so many paths are unrolled."""

    def demand(branch: Branch) -> int:
        is_closed, size = branch
        return 3 if is_closed else (size > MAX_FEW) + (size > unrolled)

    ordered = sorted(branches, key=demand)
    return [tuple(own) for _, own in groupby(ordered, key=demand)]


def _part(
    tables: RankTables,
    branches: tuple[Branch, ...],
    every: Sequence[Sequence[Group]],
    shifts: Sequence[np.ndarray],
    kind: type,
    *,
    closed: bool,
) -> Part:
    most, started = _limits(tables.basis, closed=closed)
    programs = []
    for own, shift in zip(every, shifts, strict=True):
        length = -(-sum(one.count for one in own) // most)
        chosen = [one for one in own if one.branch in branches]
        programs.append(_sorted(tables, _programs(chosen, branches, length), branches, shift))
    counts = np.array([*(len(one) for one in programs), 0], dtype=np.int32)
    grid = int(min(counts.max(), started))
    return Part(_padded(programs, kind, len(FIELDS)), jax.device_put(counts), branches, grid)


def _limits(basis: SectorBasis, *, closed: bool) -> tuple[int, float]:
    """Return about how many programs a window has, and how many are started at most."""
    if not closed:
        return MAX_GATE_PROGRAMS, math.inf
    return (MAX_PROGRAMS, math.inf) if basis.dimension >= LARGE else (FEW_PROGRAMS, MAX_GRID)


def _programs(own: Sequence[Group], branches: Sequence[Branch], length: int) -> np.ndarray:
    """Return the programs of a window ``(n_programs, n_fields)``, about so long."""
    parts = [np.zeros((0, len(FIELDS)), dtype=np.int64)]
    for one in own:
        is_closed, _ = one.branch
        own_length = length if is_closed else -(-length // groups.BLOCK) * groups.BLOCK
        start = np.arange(0, one.count, own_length)
        fields: dict[str, Any] = {
            "branch": branches.index(one.branch),
            "classes": one.classes,
            "size": one.size,
            "first": one.first,
            "lane": one.lane,
            "lanes": one.lanes,
            "listed": one.listed,
            "start": start,
            "stop": np.minimum(start + own_length, one.count),
        }
        full = [np.broadcast_to(fields[name], start.shape) for name in FIELDS]
        parts.append(np.stack(full, axis=1))
    return np.concatenate(parts)


def _sorted(
    tables: RankTables, programs: np.ndarray, branches: Sequence[Branch], shifts: np.ndarray
) -> np.ndarray:
    """Return programs by the lowest rank that they touch, so that neighbours run together."""
    names = ("branch", "classes", "first", "lane", "lanes", "listed", "start")
    branch, classes, first, lane, lanes, listed, start = (
        programs[:, FIELDS.index(name)] for name in names
    )
    is_closed = np.array([one for one, _ in branches], dtype=bool)[branch]
    prefix, number = np.divmod(start, lanes)
    in_list = tables.lists[np.where(listed < 0, 0, listed + number)]
    own = np.where(listed < 0, number, in_list) + shifts[classes, 0]
    rank = tables.firsts[first + np.where(is_closed, start, prefix)]
    return programs[np.argsort(rank + np.where(is_closed, lane, own), kind="stable")]


def _padded(rows: Sequence[np.ndarray], kind: type, *rest: int) -> jax.Array:
    """Return arrays ``(length, *rest)`` as one, with zeros behind each and behind all."""
    longest = max([len(row) for row in rows] + [1])
    found: np.ndarray = np.zeros((len(rows) + 1, longest, *rest), dtype=kind)
    for place, row in zip(found, rows, strict=False):
        place[: len(row)] = row
    return jax.device_put(found)
