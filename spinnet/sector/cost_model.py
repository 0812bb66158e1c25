"""What a window operation costs, relative to moving the state once.

One model for every decision of the compile step: how wide a window may grow, whether two operations
merge, which line order is best. It is a model, measured in benchmarks/, not a clock.
"""

from __future__ import annotations

import math
from functools import lru_cache

MIN_WIDTH, MAX_WIDTH = 3, 4
"""Narrowest and widest window that the compile step makes, wider gates apart.

Few widths mean few kernels to compile; wider windows move the state less often but multiply more.
"""

_PASS = 1.0
_PRODUCT = 0.8


@lru_cache(maxsize=64)
def window_cost(width: int) -> float:
    """Return the cost of one operation on a window of at most the given width.

    One pass over the state and the mean number of products an amplitude takes part in, which is
    ``C(2w, w) / 2**w`` for a window of w sites far from the ends.

    Example:
        >>> window_cost(2) == window_cost(3) < window_cost(4) < 2 * window_cost(3)
        True
    """
    width = max(width, MIN_WIDTH)
    return _PASS + _PRODUCT * math.comb(2 * width, width) / 2**width


SWAP_COST = 0.6 * window_cost(2)
"""Cost of one adjacent swap when it is merged with its neighbours, as most are."""


def span_cost(span: int) -> float:
    """Return the cost of a gate whose sites span this many positions, routing included."""
    if span <= MAX_WIDTH:
        return window_cost(span)
    return window_cost(MAX_WIDTH) + 2 * SWAP_COST * (span - MAX_WIDTH)
