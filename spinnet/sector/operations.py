"""Window operations: what happens in a window of consecutive positions, and how two merge into one.

An operation is a gate on some positions of its window followed by a permutation of the window;
either may be absent. Adjacent swaps and gates come in; merged operations go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spinnet.sector.cost_model import MAX_WIDTH, MIN_WIDTH, window_cost
from spinnet.sector.window import Positions


@dataclass(frozen=True)
class WindowOperation:
    """A gate on a window of the line, then a permutation of it.

    Args:
        start: First position of the window.
        width: Number of positions.
        after: The spin at window position p moves to ``after[p]``.
        gate: Number of the gate in the circuit; None for a permutation alone.
        wires: Window position of each wire of the gate.
    """

    start: int
    width: int
    after: Positions
    gate: int | None = None
    wires: Positions = ()

    @property
    def stop(self) -> int:
        """One past the last position of the window."""
        return self.start + self.width

    def is_disjoint(self, other: WindowOperation) -> bool:
        """Whether the two windows share no position, so that the operations commute."""
        return self.stop <= other.start or other.stop <= self.start


def swap_at(left: int) -> WindowOperation:
    """Return the swap of the positions ``left`` and ``left + 1``."""
    return WindowOperation(left, 2, (1, 0))


def gate_at(gate: int, positions: Sequence[int]) -> WindowOperation:
    """Return a gate whose wires sit at the given positions of the line."""
    start = min(positions)
    width = max(positions) - start + 1
    wires = tuple(position - start for position in positions)
    return WindowOperation(start, width, tuple(range(width)), gate, wires)


def widened(operation: WindowOperation, start: int, stop: int) -> WindowOperation:
    """Return the same operation on a window that contains its own."""
    shift = operation.start - start
    after = list(range(stop - start))
    for position, image in enumerate(operation.after):
        after[position + shift] = image + shift
    wires = tuple(wire + shift for wire in operation.wires)
    return replace(operation, start=start, width=stop - start, after=tuple(after), wires=wires)


def standard_width(operation: WindowOperation, n_sites: int) -> WindowOperation:
    """Return an operation on a window of at least the narrowest width, if the line is that long."""
    width = max(operation.width, min(MIN_WIDTH, n_sites))
    start = min(operation.start, n_sites - width)
    return widened(operation, start, start + width)


def merged(
    first: WindowOperation, second: WindowOperation, max_width: int = MAX_WIDTH
) -> WindowOperation | None:
    """Return one operation that does both, or None if that is not possible or not cheaper.

    Two gates are never merged: their product has no fixed table.

    Args:
        first: The operation that acts first.
        second: The one that acts after it.
        max_width: The widest window that merging makes.
    """
    if first.gate is not None and second.gate is not None:
        return None
    start, stop = min(first.start, second.start), max(first.stop, second.stop)
    if stop - start > max_width:
        return None
    if window_cost(stop - start) >= window_cost(first.width) + window_cost(second.width):
        return None
    one, two = widened(first, start, stop), widened(second, start, stop)
    after = tuple(two.after[image] for image in one.after)
    if two.gate is None:
        return replace(one, after=after)
    # A permutation followed by a gate is the gate on the wires' former places, then both moves.
    former = {image: position for position, image in enumerate(one.after)}
    return replace(two, after=after, wires=tuple(former[wire] for wire in two.wires))


def merge_all(
    operations: Sequence[WindowOperation], *, max_width: int = MAX_WIDTH, reach: int = 16
) -> tuple[WindowOperation, ...]:
    """Return a shorter sequence with the same effect, merging while it pays.

    Args:
        operations: In time order.
        max_width: The widest window that merging makes.
        reach: How many operations an operation may be moved back over, all on other positions.
    """
    done: list[WindowOperation] = []
    for operation in operations:
        _insert(done, operation, max_width, reach)
    return tuple(operation for operation in done if not _is_identity(operation))


def _insert(
    done: list[WindowOperation], operation: WindowOperation, max_width: int, reach: int
) -> None:
    """Append an operation, or merge it into an earlier one that it can be moved back to."""
    for back in range(len(done) - 1, max(len(done) - 1 - reach, -1), -1):
        joined = merged(done[back], operation, max_width)
        if joined is not None:
            done[back] = joined
            return
        if not done[back].is_disjoint(operation):
            break
    done.append(operation)


def _is_identity(operation: WindowOperation) -> bool:
    return operation.gate is None and operation.after == tuple(range(operation.width))
