"""The basis of a total-spin sector: paths of the left-to-right tree, ranked lexicographically.

A path is the heights ``h_0 = 0, h_1, ..., h_N = 2J`` with steps of one up or down and never
negative; ``h_t`` is twice the spin of the first t spins. Its code is the step bits, up = 1, the
first step highest. Nothing here knows circuits or JAX.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from spinnet.circuits import checked_two_total


@lru_cache(maxsize=64)
def completions(n_sites: int, two_total: int) -> np.ndarray:
    """Return how many ways a path can end: ballot numbers ``G[t, h]``.

    Args:
        n_sites: Number N of spins 1/2.
        two_total: Twice the total spin.

    Returns:
        Read-only integers ``(N + 1, N + 2)``: the number of paths from height h after t steps to
        height ``two_total`` after N. The last column is zero, so that ``h = -1`` reads zero.
    """
    counts = np.zeros((n_sites + 1, n_sites + 2), dtype=np.int64)
    counts[n_sites, two_total] = 1
    for t in range(n_sites - 1, -1, -1):
        counts[t, :-1] = counts[t + 1, 1:]
        counts[t, 1:-1] += counts[t + 1, :-2]
    counts.flags.writeable = False
    return counts


@dataclass(frozen=True)
class SectorBasis:
    """The orthonormal basis of the multiplicity space of N spins 1/2 with total spin J.

    Args:
        n_sites: Number N of spins.
        two_total: Twice the total spin J.

    Raises:
        ValueError: If the sector does not exist.

    Example:
        >>> SectorBasis(12, 0).dimension
        132
    """

    n_sites: int
    two_total: int

    def __post_init__(self) -> None:
        checked_two_total(self.n_sites, self.two_total)

    @property
    def dimension(self) -> int:
        """Number of paths."""
        return int(completions(self.n_sites, self.two_total)[0, 0])

    @property
    def max_height(self) -> int:
        """The largest height that a path reaches."""
        return (self.n_sites + self.two_total) // 2

    @cached_property
    def codes(self) -> np.ndarray:
        """Path codes ``(dimension,)`` in rank order, which is ascending."""
        return self.prefix_codes(self.n_sites)

    def prefix_codes(self, length: int) -> np.ndarray:
        """Return the codes of the first ``length`` steps of all paths, ascending, each once."""
        counts = completions(self.n_sites, self.two_total)
        codes, heights = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        for t in range(length):
            codes = (2 * codes[:, None] + np.array([0, 1])).ravel()
            heights = (heights[:, None] + np.array([-1, 1])).ravel()
            kept = counts[t + 1, heights] > 0
            codes, heights = codes[kept], heights[kept]
        return codes

    @cached_property
    def heights(self) -> np.ndarray:
        """Heights ``(dimension, N + 1)`` of every path."""
        return path_heights(self.codes, self.n_sites)

    def rank(self, codes: np.ndarray) -> np.ndarray:
        """Return the ranks of paths given by their codes.

        Every step up skips the paths that go down there:
        ``rank = sum over steps up at t of G[t + 1, h_t - 1]``.

        Args:
            codes: Integers, any shape.
        """
        counts = completions(self.n_sites, self.two_total)
        codes = np.asarray(codes, dtype=np.int64)
        ranks, height = np.zeros_like(codes), np.zeros_like(codes)
        for t in range(self.n_sites):
            up = (codes >> (self.n_sites - 1 - t)) & 1
            ranks += up * counts[t + 1, height - 1]
            height += 2 * up - 1
        return ranks


def path_heights(codes: np.ndarray, n_sites: int) -> np.ndarray:
    """Return the heights ``(n_paths, N + 1)`` of paths given by their codes."""
    bits = (codes[:, None] >> (n_sites - 1 - np.arange(n_sites))) & 1
    heights = np.zeros((len(codes), n_sites + 1), dtype=np.int64)
    np.cumsum(2 * bits - 1, axis=1, out=heights[:, 1:])
    return heights
