"""Readings hold every operation once, in a sequence with the same effect."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import named_lattice
from spinnet.circuits import ansatz, paper
from spinnet.sector.basis import SectorBasis
from spinnet.sector.loops.reading import Reading, predecessors, reading
from spinnet.sector.loops.runs import window_runs
from spinnet.sector.routing import route

N_SITES = 7


@st.composite
def sequences(draw):
    """Windows, which of them measure, prices, the price of a turn and the first order."""
    starts = draw(st.lists(st.integers(0, N_SITES - 2), max_size=30))
    found = [(start, draw(st.integers(start + 1, min(start + 4, N_SITES)))) for start in starts]
    measured = [draw(st.booleans()) for _ in found]
    prices = [(draw(st.integers(0, 20)), draw(st.integers(0, 20))) for _ in found]
    return found, measured, prices, draw(st.integers(0, 40)), draw(st.integers(0, 1))


def price_of(found, prices, turn_price):
    orders = [found.start, *(order for _, order in found.steps)]
    n_turns = sum(one != two for one, two in itertools.pairwise(orders))
    return n_turns * turn_price + sum(prices[number][order] for number, order in found.steps)


@settings(max_examples=200, deadline=None)
@given(sequences())
def test_sequences_keep_what_does_not_commute_in_order(sequence):
    windows, measured, prices, turn_price, start = sequence
    found = reading(prices, predecessors(windows, measured), turn_price, start)
    assert sorted(number for number, _ in found.steps) == list(range(len(windows)))
    when = {number: time for time, (number, _) in enumerate(found.steps)}
    for (i, one), (j, two) in itertools.combinations(enumerate(windows), 2):
        share_sites = one[0] < two[1] and two[0] < one[1]
        if share_sites and not (measured[i] and measured[j]):
            assert when[i] < when[j]
    assert found.stop == (found.steps[-1][1] if windows else start)


@settings(max_examples=200, deadline=None)
@given(sequences())
def test_every_turn_saves_more_than_it_costs(sequence):
    windows, measured, prices, turn_price, start = sequence
    before = predecessors(windows, measured)
    found = reading(prices, before, turn_price, start)
    assert price_of(found, prices, turn_price) <= sum(map(max, prices))
    assert {order for _, order in reading(prices, before, math.inf, start).steps} <= {start}


def test_operations_that_commute_run_where_they_are_cheap(rng):
    prices = [tuple(pair) for pair in rng.random((40, 2)).tolist()]
    found = reading(prices, [()] * 40, 0.5, 0)
    assert price_of(found, prices, 0.5) == pytest.approx(0.5 + sum(map(min, prices)))


def test_measuring_operations_wait_for_changes_alone():
    windows = [(0, 2), (1, 3), (1, 3), (0, 3), (2, 4)]
    measured = [False, True, True, False, True]
    assert predecessors(windows, measured) == ((), (0,), (0,), (0, 1, 2), (3,))


def test_nothing_to_do_is_no_steps():
    assert reading([], [], 1.0, 1) == Reading((), 1)
    assert reading([], [], 1.0, 1).stop == 1


@pytest.mark.parametrize(
    "circuit",
    [
        paper.paper_circuit(named_lattice("triangular-chain-16"), blocks=3),
        ansatz(named_lattice("kagome-18-sheared"), "triangles", layers=4),
    ],
    ids=["chain", "kagome"],
)
def test_two_orders_of_paths_are_cheaper_than_one(circuit):
    basis = SectorBasis(circuit.n_sites, circuit.two_total)
    operations = route(circuit, 3).operations
    prices = [
        tuple(window_runs(basis, one.width, one.start, order).price for order in (0, 1))
        for one in operations
    ]
    before = predecessors([(one.start, one.stop) for one in operations], [False] * len(operations))
    turn_price = 6.0 * basis.dimension
    found = reading(prices, before, turn_price, 0)
    in_one = np.array(prices).sum(axis=0).min()
    assert price_of(found, prices, turn_price) < 0.8 * in_one
