"""A walk over line orders on which every pair of sites meets in a window, in few windows.

Pairs that are far apart are brought together by adjacent swaps, cheapest first. Swaps that share a
window become one step; a step counts every pair in its window when it begins, whatever it permutes
then, and a window has room to spare on either side. Pairs that no step has met get steps of their
own at the moment when most of them share a window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spinnet.sector.bond_route import Pair
from spinnet.sector.cost_model import MAX_WIDTH
from spinnet.sector.line_order import Order

_MERGE_REACH = 40  # steps that a swap may be moved back over, all on other positions
_LOOK_AHEAD = 2  # how much farther apart than the nearest pair others may be to be tried next
_TRIED = 16  # and how many of them are


@dataclass(frozen=True)
class WalkStep:
    """Pairs counted in a window, then a permutation of it.

    Args:
        start: First position of the window.
        after: The spin at window position p moves to ``after[p]``.
        pairs: ``(a, b, number)``: two window positions before the permutation, ascending, and
            the number of the pair there.
    """

    start: int
    after: tuple[int, ...]
    pairs: tuple[tuple[int, int, int], ...]


def walk_steps(pairs: Sequence[Pair], order: Order) -> tuple[WalkStep, ...]:
    """Return steps that count every pair of sites once, beginning in a line order.

    Args:
        pairs: Distinct pairs of sites.
        order: ``order[position]`` is the site there.

    Returns:
        Steps in windows of the largest width, or of the whole line if it is shorter.
    """
    line, steps = _Line(order, pairs), []
    while line.left:
        steps += _round(line)
    return tuple(steps)


class _Line:
    """The sites on the line, and the pairs that were not counted yet."""

    def __init__(self, order: Sequence[int], pairs: Sequence[Pair]) -> None:
        self.sites = list(order)
        self.place = {site: position for position, site in enumerate(order)}
        self.pairs = pairs
        self.left = dict.fromkeys(range(len(pairs)))
        self.width = min(MAX_WIDTH, len(order))
        self._number = {frozenset(pair): number for number, pair in enumerate(pairs)}
        self._partners: list[list[tuple[int, int]]] = [[] for _ in order]
        for number, (a, b) in enumerate(pairs):
            self._partners[a].append((b, number))
            self._partners[b].append((a, number))

    def swap(self, left: int) -> tuple[int, int]:
        """Exchange two neighbours; return them."""
        a, b = self.sites[left], self.sites[left + 1]
        self.sites[left], self.sites[left + 1] = b, a
        self.place[a], self.place[b] = left + 1, left
        return a, b

    def distance(self, number: int) -> int:
        """Return how far apart the sites of a pair are."""
        a, b = self.pairs[number]
        return abs(self.place[a] - self.place[b])

    def met_by(self, swaps: Sequence[int], wanted: Iterable[int]) -> set[int]:
        """Make swaps; return which of the wanted pairs fit a window after one of them."""
        met = set()
        for left in swaps:
            for site in self.swap(left):
                for partner, number in self._partners[site]:
                    if abs(self.place[partner] - self.place[site]) < self.width:
                        met.add(number)
        return met.intersection(wanted)

    def inside(self, start: int) -> list[tuple[int, int, int]]:
        """Return the pairs left in a window, as a `WalkStep` has them."""
        sites, found = self.sites[start : start + self.width], []
        for a, first in enumerate(sites):
            for b in range(a + 1, len(sites)):
                number = self._number.get(frozenset((first, sites[b])))
                if number in self.left:
                    found.append((a, b, number))
        return found

    def count(self, start: int) -> tuple[tuple[int, int, int], ...]:
        """Count what is in a window; return it."""
        found = self.inside(start)
        for _, _, number in found:
            del self.left[number]
        return tuple(found)


def _round(line: _Line) -> list[WalkStep]:
    """Bring all pairs left together once; count what the steps meet, then what meets between."""
    windows = _merged(_swaps(line), line.width)
    last = len(line.sites) - line.width
    orders, steps = [], []
    for first, stop, swaps in windows:
        orders.append(tuple(line.sites))
        starts = range(max(0, stop - line.width), min(first, last) + 1)
        start = max(starts, key=lambda start: len(line.inside(start)))
        counted = line.count(start)
        before = line.sites[start : start + line.width]
        for left in swaps:
            line.swap(left)
        after = tuple(line.place[site] - start for site in before)
        steps.append(WalkStep(start, after, counted))
    orders.append(tuple(line.sites))
    return _with_stops(line, orders, steps)


def _swaps(line: _Line) -> list[int]:
    """Return swaps after each of which some pair meets, until all have; the line stays."""
    far = {number for number in line.left if line.distance(number) >= line.width}
    found: list[int] = []
    while far:
        swaps = _cheapest(line, far)
        far -= line.met_by(swaps, far)
        found += swaps
    for left in reversed(found):
        line.swap(left)
    return found


def _cheapest(line: _Line, far: set[int]) -> list[int]:
    """Return the swaps that bring most pairs together for their number."""
    nearest = sorted((line.distance(number), number) for number in far)[:_TRIED]
    best: tuple[float, list[int]] = (float("inf"), [])
    for distance, number in nearest:
        if distance > nearest[0][0] + _LOOK_AHEAD:
            break
        low, high = sorted(line.place[site] for site in line.pairs[number])
        needed = distance - line.width + 1
        for by_low in sorted({0, needed // 2, (needed + 1) // 2, needed}):
            by_high = needed - by_low
            swaps = [*range(low, low + by_low), *range(high - 1, high - 1 - by_high, -1)]
            met = len(line.met_by(swaps, far))
            for left in reversed(swaps):
                line.swap(left)
            best = min(best, ((needed + 0.5) / met, swaps))
    return best[1]


def _merged(swaps: Iterable[int], width: int) -> list[tuple[int, int, list[int]]]:
    """Return swaps in windows ``(first position, one past the last, swaps)``."""
    done: list[tuple[int, int, list[int]]] = []
    for left in swaps:
        for back in range(len(done) - 1, max(len(done) - 1 - _MERGE_REACH, -1), -1):
            start, stop, members = done[back]
            if max(stop, left + 2) - min(start, left) <= width:
                done[back] = (min(start, left), max(stop, left + 2), [*members, left])
                break
            if start < left + 2 and left < stop:
                done.append((left, left + 2, [left]))
                break
        else:
            done.append((left, left + 2, [left]))
    return done


def _with_stops(line: _Line, orders: list[Order], steps: list[WalkStep]) -> list[WalkStep]:
    """Return the steps with others between them, for pairs that meet there and are left."""
    still = tuple(range(line.width))
    between: list[list[WalkStep]] = [[] for _ in orders]
    lines = [_Line(order, line.pairs) for order in orders]
    for one in lines:
        one.left = line.left  # shared: what is counted in one is counted in all
    last = len(line.sites) - line.width
    while line.left:
        places = [
            (number, min(one.place[line.pairs[pair][0]], one.place[line.pairs[pair][1]], last))
            for number, one in enumerate(lines)
            for pair in line.left
            if one.distance(pair) < line.width
        ]
        if not places:
            break
        number, start = max(dict.fromkeys(places), key=lambda at: len(lines[at[0]].inside(at[1])))
        between[number].append(WalkStep(start, still, lines[number].count(start)))
    mixed = between[0]
    for step, stops in zip(steps, between[1:], strict=True):
        mixed += [step, *stops]
    return mixed
