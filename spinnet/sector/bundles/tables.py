r"""Ranks of paths as sums of two parts, in tables that stay small.

The rank of a path is a sum over its steps up. Cut somewhere, it is the first rank of its prefix,
plus what the steps behind the cut add. There are about :math:`2^{N/2}` of either.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from spinnet.sector.basis import SectorBasis, completions, path_heights
from spinnet.sector.window import WindowClasses, window_classes


@lru_cache(maxsize=64)
def _steps(width: int, max_height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the patterns of all classes of a window, step by step.

    Whether each step goes up, the height before it ``(n_classes, M, width)``, and whether there is
    such a pattern ``(n_classes, M)``.
    """
    classes = window_classes(width, max_height)
    patterns = np.zeros((len(classes.members), classes.size), dtype=np.int64)
    is_path = np.zeros(patterns.shape, dtype=bool)
    for row, own in enumerate(classes.patterns):
        patterns[row, : len(own)] = own
        is_path[row, : len(own)] = True
    ups = patterns[..., None] >> np.arange(width - 1, -1, -1) & 1
    h_in = np.array([h for h, _ in classes.members])[:, None, None]
    heights = h_in + np.cumsum(2 * ups - 1, axis=-1) - (2 * ups - 1)
    return ups, heights, is_path


class RankTables:
    """Prefixes of some cuts and lists of lanes behind them, collected as they are asked for.

    Args:
        basis: The sector.
    """

    def __init__(self, basis: SectorBasis) -> None:
        """Begin with nothing."""
        self.basis = basis
        self.counts = completions(basis.n_sites, basis.two_total)
        self._prefixes: list[np.ndarray] = []
        self._lists: list[np.ndarray] = []
        self._ranges: dict[int, dict[int, tuple[int, int]]] = {}
        self._places: dict[tuple[int, ...], tuple[int, int]] = {}
        self._ways: dict[tuple[int, int, int], dict[int, np.ndarray]] = {}
        self._n_prefixes = self._n_listed = 0

    def prefixes(self, cut: int) -> dict[int, tuple[int, int]]:
        """Return for each height at a cut its first prefix and their number.

        Args:
            cut: Steps before the cut.
        """
        if cut not in self._ranges:
            heights = path_heights(self.basis.prefix_codes(cut), cut)
            skipped = self.counts[np.arange(1, cut + 1), heights[:, :-1] - 1]
            ranks = np.sum((np.diff(heights) > 0) * skipped, axis=1)
            order = np.argsort(heights[:, -1], kind="stable")
            values, starts, sizes = np.unique(
                heights[order, -1], return_index=True, return_counts=True
            )
            self._ranges[cut] = {
                int(h): (self._n_prefixes + int(start), int(size))
                for h, start, size in zip(values, starts, sizes, strict=True)
            }
            self._prefixes.append(ranks[order])
            self._n_prefixes += len(order)
        return self._ranges[cut]

    def ways(self, cut: int, height: int, stop: int) -> dict[int, np.ndarray]:
        """Return what all ways from a height at a cut add to the rank, by the height they reach.

        Args:
            cut: Steps before the cut.
            height: The height there.
            stop: Steps before the end of the ways.
        """
        key = cut, height, stop
        if key not in self._ways:
            self._ways[key] = self._extended(cut, height, stop)
        return self._ways[key]

    def _extended(self, cut: int, height: int, stop: int) -> dict[int, np.ndarray]:
        if stop == cut:
            return {height: np.zeros(1, dtype=np.int64)}
        found: dict[int, list[np.ndarray]] = {}
        for h, sums in self.ways(cut, height, stop - 1).items():
            for up in (False, True):
                after = h + 1 if up else h - 1
                if after >= 0 and self.counts[stop, after]:
                    skipped = self.counts[stop, h - 1] if up else 0
                    found.setdefault(after, []).append(sums + skipped)
        return {h: np.sort(np.concatenate(parts)) for h, parts in found.items()}

    def listed(self, cut: int, height: int, t: int, h_in: int, n_after: int) -> tuple[int, int]:
        """Return where the list of some lanes begins, and their number.

        Args:
            cut: Steps before the cut.
            height: The height there.
            t: Start of the window.
            h_in: The height there.
            n_after: Ways to go on behind the window.
        """
        ways = self.ways(cut, height, t).get(h_in, np.zeros(0, dtype=np.int64))
        lanes = (ways[:, None] + np.arange(n_after)).ravel()
        return self._kept((cut, height, t, h_in, n_after), lanes)

    def keys(self, cut: int, height: int, width: int, t: int) -> tuple[int, int]:
        """Return where the keys of all suffixes of a height begin, and their number.

        The key of a path is its place among the rows of all class matrices.

        Args:
            cut: Steps before the cut.
            height: The height there.
            width: Sites of the window.
            t: Its start.
        """
        _, heights = self.subtrees(cut, height, t)
        own = {int(h): self._keys_from(width, t, int(h)) for h in np.unique(heights)}
        keys = [own[h] for h in heights.tolist()]
        return self._kept((cut, height, width, t), np.concatenate(keys))

    def subtrees(self, cut: int, height: int, t: int) -> tuple[np.ndarray, np.ndarray]:
        """Return where the ways that meet before a window begin, ascending, and their heights.

        Args:
            cut: Steps before the cut.
            height: The height there.
            t: Start of the window.
        """
        ways = self.ways(cut, height, t)
        starts = np.concatenate(list(ways.values()))
        heights = np.repeat(list(ways), [len(sums) for sums in ways.values()])
        order = np.argsort(starts)
        return starts[order], heights[order]

    def _keys_from(self, width: int, t: int, h_in: int) -> np.ndarray:
        """Return the keys of all ways to go on from the start of a window, by rank."""
        classes = self.classes(width)
        found = [
            (pattern, place * classes.size + m, int(self.counts[t + width, h_out]))
            for place, ((height, h_out), patterns) in enumerate(
                zip(classes.members, classes.patterns, strict=True)
            )
            if height == h_in and h_out <= self.basis.n_sites
            for m, pattern in enumerate(patterns)
        ]
        _, keys, sizes = zip(*sorted(found), strict=True)
        return np.repeat(keys, sizes)

    def classes(self, width: int) -> WindowClasses:
        """Return the classes of windows of a width."""
        return window_classes(width, self.basis.max_height)

    def shifts(self, width: int, t: int) -> np.ndarray:
        """Return what the steps of each pattern add to the rank ``(n_classes, M)``.

        Behind the last pattern of a class the first one's shift is repeated, so that what a closed
        block reads there, times zero, lies in the block too.

        Args:
            width: Sites of the window.
            t: Its start.
        """
        ups, heights, is_path = _steps(width, self.basis.max_height)
        counts = self.counts[np.arange(t + 1, t + 1 + width)]  # (width, N + 2)
        # Height 0 reads the last column, of zeros; so does what is higher than any path.
        below = np.where(heights <= self.basis.n_sites, heights - 1, -1)
        skipped = counts[np.arange(width), below]
        found = np.sum(ups * skipped, axis=-1)
        return np.where(is_path, found, found[:, :1])

    def _kept(self, key: tuple[int, ...], numbers: np.ndarray) -> tuple[int, int]:
        if key not in self._places:
            self._places[key] = self._n_listed, len(numbers)
            self._lists.append(numbers)
            self._n_listed += len(numbers)
        return self._places[key]

    @cached_property
    def firsts(self) -> np.ndarray:
        """The first ranks of all prefixes, to be asked for last."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._prefixes])

    @cached_property
    def lists(self) -> np.ndarray:
        """All lists, one number at least, to be asked for last."""
        return np.concatenate([*self._lists, np.zeros(1, dtype=np.int64)])
