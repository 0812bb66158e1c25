"""The small laws of instructions, on plans of random operations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.gate_table import gate_table
from spinnet.sector.loops.execute import execute
from spinnet.sector.loops.instructions import (
    ADD,
    APPLY,
    CLEAR,
    COPY,
    OVERLAP,
    PRODUCT,
    TURN,
    UNDO,
    instruction_array,
)
from spinnet.sector.loops.plan import PlannedOperation, plan
from spinnet.sector.loops.runs import LEFT, RIGHT, element_places
from spinnet.sector.window import window_classes

BASIS = SectorBasis(10, 2)
KINDS = (
    ((0, 1, 2), (2, 0, 1)),
    ((0, 2), (0, 1, 2)),
    ((1, 0, 2, 3), (0, 1, 2, 3)),
    ((3, 0, 1, 2), (1, 0, 3, 2)),
)
"""Wires of gates and the permutations after them: full windows, a spectator, four spins twice."""


@pytest.fixture(scope="module")
def operations():
    """Four kinds of gates at both ends and in the middle, in both orders of paths."""
    return [
        PlannedOperation(start, len(after), (wires, after), True, order)
        for (wires, after), order in itertools.product(KINDS, (LEFT, RIGHT))
        for start in (0, 3, BASIS.n_sites - len(after))
    ]


@pytest.fixture(scope="module")
def tables():
    return {
        (len(after), (wires, after)): gate_table(len(after), BASIS.max_height, wires, after)
        for wires, after in KINDS
    }


@pytest.fixture(scope="module")
def planned(operations, tables):
    return plan(BASIS, operations, tables)


def random_entries(rng, operations, tables):
    n_entries = max(map(len, tables.values()))
    entries = rng.normal(size=(2, len(operations), n_entries))
    for number, one in enumerate(operations):
        entries[:, number, len(tables[one.width, one.kind]) :] = 0
    return entries


def run(states, entries, planned, *instructions, received=None):
    received = entries[:0] if received is None else received
    return execute(instruction_array(instructions), states, entries, received, planned)


def test_operations_are_tables_times_entries(
    rng, operations, tables, planned, places_of, product_of, planes_of
):
    entries = random_entries(rng, operations, tables)
    state = rng.normal(size=BASIS.dimension) + 1j * rng.normal(size=BASIS.dimension)
    for number, one in enumerate(operations):
        states = planes_of(state)[None].copy()
        run(states, entries, planned, (APPLY, number, 0, 0))
        table = tables[one.width, one.kind]
        values = (entries[0] + 1j * entries[1])[number, : len(table)]
        blocks = np.tensordot(values, table, 1)
        classes = window_classes(one.width, BASIS.max_height)
        sizes = [len(patterns) for patterns in classes.patterns]
        elements = np.concatenate(
            [block[:m, :m].ravel() for block, m in zip(blocks, sizes, strict=True)]
        )
        assert len(elements) == element_places(classes)[-1]
        groups = places_of(BASIS, one.width, one.start, one.order)
        expected = planes_of(product_of(groups, elements, state))
        np.testing.assert_allclose(states[0], expected, atol=1e-12)


def test_undo_is_the_adjoint(rng, operations, tables, planned):
    entries = random_entries(rng, operations, tables)
    for number in range(len(operations)):
        states = rng.normal(size=(4, 2, BASIS.dimension))
        states[2:] = states[:2]
        steps = (APPLY, number, 0, 0), (UNDO, number, 3, 0)
        before, after = (PRODUCT, 0, 1, 0), (PRODUCT, 0, 3, 2)
        forth = run(states, entries, planned, steps[0], before)
        assert forth == pytest.approx(run(states, entries, planned, steps[1], after), abs=1e-10)


def test_undo_gives_a_state_back_after_a_unitary(rng, operations, tables, planned):
    # A sign or a factor i for each total spin, on the diagonals of its block.
    phases = {
        2: np.array([1, 1j]),
        3: np.array([1, 0, 0, 1, 1j]),
        4: np.concatenate([np.eye(2).ravel(), 1j * np.eye(3).ravel(), [-1]]),
    }
    entries = np.zeros((2, len(operations), max(map(len, tables.values()))))
    for number, one in enumerate(operations):
        values = phases[len(one.kind[0])]
        entries[:, number, : len(values)] = [values.real, values.imag]
    states = rng.normal(size=(1, 2, BASIS.dimension))
    start = states.copy()
    numbers = range(len(operations))
    run(states, entries, planned, *[(APPLY, number, 0, 0) for number in numbers])
    assert np.abs(states - start).max() > 0.1
    run(states, entries, planned, *[(UNDO, number, 0, 0) for number in reversed(numbers)])
    np.testing.assert_allclose(states, start, atol=1e-12)


def test_overlaps_are_what_products_change_by(rng, operations, tables, planned):
    """The real part of ``<left| U |right>`` is linear in the entries of U."""
    entries = random_entries(rng, operations, tables)
    for number in range(len(operations)):
        states = rng.normal(size=(3, 2, BASIS.dimension))
        states[2] = states[1]
        received = np.zeros_like(entries)
        steps = (OVERLAP, number, 0, 1), (APPLY, number, 2, 0), (PRODUCT, 0, 0, 2)
        total = run(states, entries, planned, *steps, received=received)
        linear = np.sum(received[0] * entries[0]) - np.sum(received[1] * entries[1])
        assert total == pytest.approx(linear, abs=1e-10)
        others = np.delete(received, number, axis=1)
        assert not others.any()


def test_factors_have_room_for_the_largest_classes(rng, places_of, product_of):
    """Windows of 8 positions mix 70 paths; here a block between random frames stands on them."""
    basis, width, start = SectorBasis(16, 0), 8, 4
    classes = window_classes(width, basis.max_height)
    number = classes.members.index((4, 4))
    first = int(element_places(classes)[number])
    frames = rng.normal(size=(2, 2, 70))  # left and right
    small = plan(
        basis,
        [PlannedOperation(start, width, "empty", True)],
        {(width, "empty"): np.zeros((4, len(classes.patterns), classes.size, classes.size))},
    )
    planned = small._replace(
        first_factor=np.array([0, 1]),
        factors=np.array([[first, 70, 2, 0, 0, 140]]),
        frames=frames.ravel(),
    )
    entries = rng.normal(size=(1, 1, 4))
    elements = np.zeros(element_places(classes)[-1])
    matrix = frames[0].T @ entries.reshape(2, 2) @ frames[1]
    elements[first : first + 70**2] = matrix.ravel()
    left, right = rng.normal(size=(2, basis.dimension))
    states = np.array([left, right, right])[:, None]
    received = np.zeros_like(entries)
    run(states, entries, planned, (APPLY, 0, 2, 0), (OVERLAP, 0, 0, 1), received=received)
    groups = places_of(basis, width, start, LEFT)
    np.testing.assert_allclose(states[2, 0], product_of(groups, elements, right), atol=1e-10)
    assert left @ states[2, 0] == pytest.approx(np.sum(received * entries), abs=1e-9)


def test_turning_twice_gives_a_state_back(rng, operations, tables, planned, codes_of):
    entries = random_entries(rng, operations, tables)
    states = rng.normal(size=(1, 2, BASIS.dimension))
    start = states.copy()
    run(states, entries, planned, (TURN, LEFT, 0, 0))
    by_code = dict(zip(codes_of(BASIS, LEFT), start[0].T.tolist(), strict=True))
    assert states[0].T.tolist() == [by_code[code] for code in codes_of(BASIS, RIGHT)]
    run(states, entries, planned, (TURN, RIGHT, 0, 0))
    np.testing.assert_array_equal(states, start)


def test_states_are_copied_added_cleared_and_multiplied(rng, operations, tables, planned):
    entries = random_entries(rng, operations, tables)
    states = rng.normal(size=(3, 2, BASIS.dimension))
    first, second, _ = start = states.copy()
    total = run(states, entries, planned, (COPY, 0, 2, 0), (ADD, 0, 2, 1), (PRODUCT, 0, 2, 1))
    np.testing.assert_array_equal(states, [first, second, first + second])
    assert total == pytest.approx(np.sum((first + second) * second))
    run(states, entries, planned, (CLEAR, 0, 2, 0))
    np.testing.assert_array_equal(states, [start[0], start[1], 0 * first])


def test_real_operations_act_on_both_planes(rng, operations, tables, planned):
    plain = planned._replace(is_gate=np.zeros_like(planned.is_gate))
    entries = random_entries(rng, operations, tables)
    both = rng.normal(size=(1, 2, BASIS.dimension))
    one = both[:, :1].copy()
    run(both, entries, plain, (APPLY, 1, 0, 0))
    run(one, entries[:1], plain, (APPLY, 1, 0, 0))
    np.testing.assert_array_equal(both[0, 0], one[0, 0])
