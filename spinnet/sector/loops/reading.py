"""Readings: when each operation runs, and in which of the two orders of paths.

Operations on the left of the line are fast where paths are compared from the left, those on the
right where they are compared from the right, and turning the state from one order to the other
costs about two operations. Operations that commute change places so that few turns are needed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

Step = tuple[int, int]
"""The number of an operation and the order of paths that it runs in."""

LOOK_AHEAD = 256
"""Operations among which the next ones are looked for."""


class Reading(NamedTuple):
    """A sequence of operations with their orders of paths.

    Args:
        steps: Every operation once.
        start: The order before the first.
    """

    steps: tuple[Step, ...]
    start: int

    @property
    def stop(self) -> int:
        """The order after the last operation."""
        return self.steps[-1][1] if self.steps else self.start


def predecessors(
    windows: Sequence[tuple[int, int]], is_measured: Sequence[bool]
) -> tuple[tuple[int, ...], ...]:
    """Return for each operation those that it has to wait for, as far as sites decide it.

    Args:
        windows: First position and one past the last of each operation, in time order.
        is_measured: Whether an operation leaves the state as it is; such operations commute.

    Example:
        >>> predecessors([(0, 2), (2, 4), (1, 3)], [False] * 3)
        ((), (), (0, 1))
    """
    n_sites = max((stop for _, stop in windows), default=0)
    changed: list[list[int]] = [[] for _ in range(n_sites)]  # the last operation on each site
    measured: list[list[int]] = [[] for _ in range(n_sites)]  # what measured since then
    found = []
    for number, ((start, stop), is_one) in enumerate(zip(windows, is_measured, strict=True)):
        before = set(itertools.chain(*changed[start:stop]))
        if not is_one:
            before |= set(itertools.chain(*measured[start:stop]))
        found.append(tuple(sorted(before)))
        for site in range(start, stop):
            if is_one:
                measured[site].append(number)
            else:
                changed[site], measured[site] = [number], []
    return tuple(found)


def reading(
    prices: Sequence[tuple[float, float]],
    before: Sequence[Sequence[int]],
    turn_price: float,
    start: int,
) -> Reading:
    """Return a sequence of operations with few turns and a low price.

    Greedy: what is cheaper in the present order runs as soon as it may. When nothing of the kind is
    left, the state is turned if that saves more than it costs on what could run then; otherwise
    the earliest operation runs in the present order.

    Args:
        prices: What each operation costs in each of the two orders, in time order.
        before: For each operation those that it waits for, see `predecessors`.
        turn_price: What a turn costs.
        start: The order before the first operation.

    Example:
        >>> reading([(1, 9), (9, 1), (1, 9)], [(), (), ()], 1.0, 0).steps
        ((0, 0), (2, 0), (1, 1))
    """
    waiting = dict.fromkeys(range(len(prices)))
    order, steps = start, []

    def take(numbers: Sequence[int]) -> None:
        for number in numbers:
            del waiting[number]
            steps.append((number, order))

    while waiting:
        take(_reachable(waiting, prices, before, order))
        other = 1 - order
        gain = sum(
            prices[n][order] - prices[n][other] for n in _reachable(waiting, prices, before, other)
        )
        if gain > turn_price:
            order = other
        else:
            take(list(itertools.islice(waiting, 1)))
    return Reading(tuple(steps), start)


def _reachable(
    waiting: dict[int, None],
    prices: Sequence[tuple[float, float]],
    before: Sequence[Sequence[int]],
    order: int,
) -> list[int]:
    """Return, in sequence, what may run now and is no dearer in an order."""
    stuck: set[int] = set()
    found = []
    for number in itertools.islice(waiting, LOOK_AHEAD):
        if prices[number][order] > prices[number][1 - order] or stuck.intersection(before[number]):
            stuck.add(number)
        else:
            found.append(number)
    return found
