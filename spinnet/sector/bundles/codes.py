"""Which code a kernel runs: one code in each, for bundles of few paths, of many, tiles or blocks.

Kernels are told apart by their demands. The registers of a kernel are those of its most demanding
code, and the fewer there are, the more programs run at a time and hide the time that memory takes.
The sizes of bundles are not told apart: one code serves all, as if they had as many paths as the
largest. Triton takes several times as long to compile a kernel of three codes as one alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

ROOMS = (4, 10, 20)
"""Paths that a code in lanes may have room for: those of three, five and six sites fit.

Bundles of more paths are tiles. So are overlaps of more than the first: every pair of paths is a
sum, and 100 of them fill all registers.
"""

LEAST_ROWS = 16
"""Rows of a tile at least; what GPUs multiply has no fewer."""


class Code(NamedTuple):
    """What a kernel is compiled for.

    Args:
        way: "lanes": every amplitude of a bundle is a register of its lane; "tiles": blocks of
            bundles are matrices; "closed": lanes are paths, see `groups`.
        most: Paths that it has room for, or rows of a tile.
    """

    way: Literal["lanes", "tiles", "closed"]
    most: int


def room_of(n_paths: int, *, is_closed: bool, rooms: Sequence[int]) -> Code:
    """Return the code that bundles of so many paths share with others, with the most it may have.

    Closed blocks share one, whatever their paths; it says 0.

    Args:
        n_paths: Paths of a bundle; of a closed block those of the largest.
        is_closed: Whether the block is closed.
        rooms: See `ROOMS`.

    Example:
        >>> [room_of(n, is_closed=False, rooms=(4, 10)).most for n in (1, 4, 5, 10, 11, 20)]
        [4, 4, 10, 10, 16, 32]
    """
    if is_closed:
        return Code("closed", 0)
    fitting = [room for room in rooms if n_paths <= room]
    return Code("lanes", min(fitting)) if fitting else Code("tiles", n_rows(n_paths))


def n_rows(count: int, least: int = LEAST_ROWS) -> int:
    """Return the rows of a tile that holds so many paths: a power of two.

    Args:
        count: Number of paths.
        least: Rows at least.

    Example:
        >>> n_rows(3), n_rows(20)
        (16, 32)
    """
    return max(least, 1 << (count - 1).bit_length())
