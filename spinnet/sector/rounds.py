"""Rounds: the gates of a circuit regrouped into sets on disjoint sites, in an order it allows."""

from __future__ import annotations

from collections.abc import Sequence

Round = tuple[int, ...]
"""Numbers of operations that act on disjoint sites."""


def rounds_of(supports: Sequence[tuple[int, ...]], n_sites: int) -> tuple[Round, ...]:
    """Return the operations grouped as early as their sites allow.

    Args:
        supports: The sites of each operation, in time order.
        n_sites: Number of sites.

    Returns:
        Rounds in time order. Running them one after the other is the same circuit, since only
        operations on disjoint sites change places.

    Example:
        >>> rounds_of([(0, 1), (2, 3), (1, 2)], 4)
        ((0, 1), (2,))
    """
    busy_until = [0] * n_sites
    rounds: list[list[int]] = []
    for number, support in enumerate(supports):
        step = max((busy_until[site] for site in support), default=0)
        if step == len(rounds):
            rounds.append([])
        rounds[step].append(number)
        for site in support:
            busy_until[site] = step + 1
    return tuple(map(tuple, rounds))
