"""Plans: window operations with their runs and tables, as flat arrays for Numba."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

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
        coefficients: All tables, entry by entry.
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
    packed = [_packed(table, one) for table, one in zip(tables.values(), classes, strict=True)]
    turned = [_turned_places(one) for one in classes]
    strides = [one.shape[1] for one in packed]
    return Plan(
        window=_integers([windows[one] for one in chosen]),
        table=_integers([numbers[one.width, one.kind] for one in operations]),
        is_gate=np.array([one.is_gate for one in operations], dtype=np.bool_),
        first_row=_starts([len(one.rows) for one in runs]),
        n_elements=_integers([one.n_elements for one in runs]),
        rows=_joined_rows(runs),
        long=_joined([one.long for one in runs], np.uint32),
        single=_joined([one.single for one in runs], np.uint32),
        n_entries=_integers([len(one) for one in packed]),
        stride=_integers(strides),
        first=_starts([one.size for one in packed]),
        coefficients=_joined([one.ravel() for one in packed], np.float64),
        first_turned=_starts([len(one) for one in turned]),
        turned=_joined(turned, np.int64),
        turns=turns(basis),
        most_elements=max([*strides, 1]),
        largest=max([one.size for one in classes] + [1]),
    )


def _integers(values: Sequence[int]) -> np.ndarray:
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


def _turned_places(classes: WindowClasses) -> np.ndarray:
    firsts = element_places(classes)
    places = [
        first + np.arange(len(one) ** 2).reshape(len(one), len(one)).T.ravel()
        for first, one in zip(firsts[:-1], classes.patterns, strict=True)
    ]
    return np.concatenate(places)
