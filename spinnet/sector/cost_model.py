"""What a window operation costs, relative to moving the state once.

One model for every decision of the compile step: how wide a window may grow, whether two operations
merge, which line order is best. It is a model, measured in benchmarks/, not a clock.
`DeviceSpeed` turns it into seconds within a factor of two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

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
    return _PASS + _PRODUCT * mean_products(max(width, MIN_WIDTH))


def mean_products(width: int) -> float:
    """Return the mean number of products that an amplitude takes part in, far from the ends.

    A window of w sites has C(w, j) patterns with j steps up, which mix with each other:
    ``sum_j C(w, j)**2 / 2**w = C(2w, w) / 2**w``.

    Args:
        width: Number of sites in the window.
    """
    return math.comb(2 * width, width) / 2**width


@dataclass(frozen=True)
class DeviceSpeed:
    """How fast a kind of device runs window operations.

    One operation takes ``latency + amplitudes * (item_bytes * byte + products * product)``.

    Args:
        latency: Seconds of an operation on a tiny state.
        byte: Seconds for each byte of an amplitude, read and written.
        product: Seconds for each product of real numbers; a complex amplitude counts as two.
        call: Seconds of an energy without operations, and as much more of its gradient.
    """

    latency: float
    byte: float
    product: float
    call: float = 0.0

    def seconds(
        self, width: int, dimension: int, item_bytes: int, n_columns: int, is_complex: bool
    ) -> float:
        """Return the expected time of one operation.

        Args:
            width: Number of sites in the window.
            dimension: Number of amplitudes of a column.
            item_bytes: Bytes of an amplitude.
            n_columns: Number of states that are carried along.
            is_complex: Whether amplitudes are complex.
        """
        products = mean_products(max(width, MIN_WIDTH)) * (2 if is_complex else 1)
        each = 2 * item_bytes * self.byte + products * self.product
        return self.latency + dimension * n_columns * each


SPEEDS = MappingProxyType(
    {
        "cpu": DeviceSpeed(latency=8e-6, byte=0.05e-9, product=1.0e-9),
        "gpu": DeviceSpeed(latency=35e-6, byte=0.3e-12, product=1.2e-12),
    }
)
"""Speeds of one CPU core and of one H200, by JAX's name of the platform, within a factor of two."""

LOOP_SPEED = DeviceSpeed(latency=0.4e-6, byte=0.004e-9, product=0.09e-9, call=0.3e-3)
"""Speed of one CPU core in compiled loops, see `spinnet.sector.loops`."""

BUNDLE_SPEED = DeviceSpeed(latency=12e-6, byte=0.22e-12, product=0.3e-12, call=1e-3)
"""Speed of one H200 in the kernels of `spinnet.sector.bundles`.

Seven circuits of 28 to 36 sites, those of the explanation, are within a third of it.
"""

TURN_OPERATIONS = 2
"""What turning a state from one order of paths to the other costs in loops, in operations."""

SWAP_COST = 0.6 * window_cost(2)
"""Cost of one adjacent swap when it is merged with its neighbours, as most are."""


def span_cost(span: int) -> float:
    """Return the cost of a gate whose sites span this many positions, routing included."""
    if span <= MAX_WIDTH:
        return window_cost(span)
    return window_cost(MAX_WIDTH) + 2 * SWAP_COST * (span - MAX_WIDTH)
