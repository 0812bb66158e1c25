"""Plans: window operations with their runs and tables, as flat arrays for Numba."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from spinnet.circuits import block_sizes
from spinnet.sector.basis import SectorBasis
from spinnet.sector.loops.runs import WindowRuns, element_places, turns, window_runs
from spinnet.sector.window import Positions, WindowClasses, window_classes

TableKind = str | tuple[Positions, Positions]
"""What a table depends on beside the width: a name, or a gate's wires and a permutation."""


class PlannedOperation(NamedTuple):
    """A window operation on its way into a plan.

    Args:
        start: First position of its window.
        width: Number of positions.
        kind: What its table depends on beside the width.
        is_gate: Whether it has entries of a gate, which may be complex.
        order: The order of paths that it runs in.
    """

    start: int
    width: int
    kind: TableKind
    is_gate: bool
    order: int = 0


class Plan(NamedTuple):
    """Window operations without their entries.

    Args:
        window: ``(n_operations,)``: which window's runs.
        table: ``(n_operations,)``: which table.
        is_gate: ``(n_operations,)``: whether its entries may be complex.
        first_row: ``(n_windows + 1,)``: where the rows of each window begin.
        n_elements: ``(n_windows,)``: elements that each window uses.
        rows: The rows of all windows, see `WindowRuns`.
        long: Long runs of all windows.
        single: Single amplitudes of all windows.
        n_entries: ``(n_tables,)``: entries of each table.
        stride: ``(n_tables,)``: elements of each entry.
        first: ``(n_tables + 1,)``: where each table begins.
        coefficients: All tables that have no factors, entry by entry.
        first_factor: ``(n_tables + 1,)``: where the factors of each table begin.
        factors: ``(n_factors, 6)``: see `Factors`.
        frames: The frames that factors stand between.
        first_turned: ``(n_tables + 1,)``: where the turned places of each begin.
        turned: The place of each element in the transposed matrices.
        turns: ``(2, dimension)``: for each order of paths, where it keeps the amplitudes that the
            other order has at 0, 1, ...
        most_elements: Most elements of an operation.
        largest: Most paths in a class.
    """

    window: np.ndarray
    table: np.ndarray
    is_gate: np.ndarray
    first_row: np.ndarray
    n_elements: np.ndarray
    rows: np.ndarray
    long: np.ndarray
    single: np.ndarray
    n_entries: np.ndarray
    stride: np.ndarray
    first: np.ndarray
    coefficients: np.ndarray
    first_factor: np.ndarray
    factors: np.ndarray
    frames: np.ndarray
    first_turned: np.ndarray
    turned: np.ndarray
    turns: np.ndarray
    most_elements: int
    largest: int


def plan(
    basis: SectorBasis,
    operations: Sequence[PlannedOperation],
    tables: Mapping[tuple[int, TableKind], np.ndarray],
) -> Plan:
    """Return operations as a plan, in the same order.

    Args:
        basis: The sector.
        operations: The operations.
        tables: For each ``(width, kind)`` what each entry does in every class,
            ``(n_entries, n_classes, M, M)``.
    """
    chosen = [(one.width, one.start, one.order) for one in operations]
    windows = {one: number for number, one in enumerate(dict.fromkeys(chosen))}
    numbers = {key: number for number, key in enumerate(tables)}
    runs = [window_runs(basis, *one) for one in windows]
    classes = [window_classes(width, basis.max_height) for width, _ in tables]
    factored = [_factors(*one) for one in zip(tables, tables.values(), classes, strict=True)]
    packed = [
        _packed(table, one)[: 0 if len(factors.rows) else None]
        for table, one, factors in zip(tables.values(), classes, factored, strict=True)
    ]
    turned = [_turned_places(one) for one in classes]
    strides = [element_places(one)[-1] for one in classes]
    return Plan(
        window=_integers([windows[one] for one in chosen]),
        table=_integers([numbers[one.width, one.kind] for one in operations]),
        is_gate=np.array([one.is_gate for one in operations], dtype=np.bool_),
        first_row=_starts([len(one.rows) for one in runs]),
        n_elements=_integers([one.n_elements for one in runs]),
        rows=_joined_rows(runs),
        long=_joined([one.long for one in runs], np.uint32),
        single=_joined([one.single for one in runs], np.uint32),
        n_entries=_integers([len(table) for table in tables.values()]),
        stride=_integers(strides),
        first=_starts([one.size for one in packed]),
        coefficients=_joined([one.ravel() for one in packed], np.float64),
        first_factor=_starts([len(one.rows) for one in factored]),
        factors=_joined_factors(factored),
        frames=_joined([one.frames for one in factored], np.float64),
        first_turned=_starts([len(one) for one in turned]),
        turned=_joined(turned, np.int64),
        turns=turns(basis),
        most_elements=max([*strides, 1]),
        largest=max([one.size for one in classes] + [1]),
    )


def _integers(values: Sequence) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _starts(sizes: Sequence[int]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _joined(parts: Sequence[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype), *parts]).astype(dtype)


def _joined_rows(runs: Sequence[WindowRuns]) -> np.ndarray:
    """Return the rows of all windows, with the places of their runs among all runs."""
    n_long, n_single, joined = 0, 0, [np.zeros((0, 6), dtype=np.int64)]
    for one in runs:
        joined.append(one.rows + np.array([0, 0, n_long, 0, n_single, 0]))
        n_long, n_single = n_long + len(one.long), n_single + len(one.single)
    return np.concatenate(joined)


def _packed(table: np.ndarray, classes: WindowClasses) -> np.ndarray:
    """Return a table without padding, ``(n_entries, n_elements)``."""
    parts = [
        table[:, number, : len(one), : len(one)].reshape(len(table), -1)
        for number, one in enumerate(classes.patterns)
    ]
    return np.concatenate(parts, axis=1)


class Factors(NamedTuple):
    """A table of a gate that fills its window, as products of frames and blocks.

    On the paths of one class a gate is the sum over its total spins J of ``left.T @ B_J @ right``,
    B_J its block and both frames ``(m_J, m)``: few products instead of one for each entry and
    element.

    Args:
        rows: ``(n_factors, 6)``: for each class and total spin the first element, m, m_J, the first
            entry of the block, and the places of left and right frame.
        frames: All frames, flat.
    """

    rows: np.ndarray
    frames: np.ndarray


def _factors(key: tuple[int, TableKind], table: np.ndarray, classes: WindowClasses) -> Factors:
    """Return the factors of a table, none for tables that are small or have spectator sites."""
    width, kind = key
    wires = () if isinstance(kind, str) else kind[0]
    rows: list[tuple[int, ...]] = []
    frames: list[np.ndarray] = []
    if len(wires) == width and width >= FEWEST_FACTORED:
        place = first_entry = 0
        for _, size in block_sizes(width):
            block = table[first_entry : first_entry + size**2]
            for number, patterns in enumerate(classes.patterns):
                m = len(patterns)
                units = block[:, number, :m, :m].reshape(size, size, m, m)
                if np.abs(units).max() > _ZERO:
                    first_element = int(element_places(classes)[number])
                    shift = size * m
                    rows.append((first_element, m, size, first_entry, place, place + shift))
                    frames += _frames_of(units)
                    place += 2 * shift
            first_entry += size**2
    return Factors(_integers(rows).reshape(-1, 6), _joined([one.ravel() for one in frames], float))


_ZERO = 1e-9

FEWEST_FACTORED = 4
"""Gates on fewer spins are quicker entry by entry."""


def _frames_of(units: np.ndarray) -> list[np.ndarray]:
    """Return the frames of matrix units ``units[a, b] = outer(left[a], right[b])``."""
    largest = np.abs(units[0, 0]).sum(axis=1).argmax()
    right = units[0, 0, largest] / np.linalg.norm(units[0, 0, largest])
    left = units[:, 0] @ right  # (size, m)
    return [left, np.einsum("i,bij->bj", left[0], units[0])]


def _joined_factors(factored: Sequence[Factors]) -> np.ndarray:
    """Return all factors, with the places of their frames among all frames."""
    n_frames, joined = 0, [np.zeros((0, 6), dtype=np.int64)]
    for one in factored:
        joined.append(one.rows + np.array([0, 0, 0, 0, n_frames, n_frames]))
        n_frames += len(one.frames)
    return np.concatenate(joined)


def _turned_places(classes: WindowClasses) -> np.ndarray:
    firsts = element_places(classes)
    places = [
        first + np.arange(len(one) ** 2).reshape(len(one), len(one)).T.ravel()
        for first, one in zip(firsts[:-1], classes.patterns, strict=True)
    ]
    return np.concatenate(places)
