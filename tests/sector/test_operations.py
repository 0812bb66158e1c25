"""Window operations: merging changes their number and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spinnet.sector.cost_model import MAX_WIDTH, span_cost, window_cost
from spinnet.sector.operations import gate_at, merge_all, merged, standard_width, swap_at, widened

N_SITES = 8


def effect(operations):
    """Play operations on labelled sites: which sites each gate meets, and the order at the end."""
    line, met = list(range(N_SITES)), []
    for operation in operations:
        inside = line[operation.start : operation.stop]
        if operation.gate is not None:
            met.append((operation.gate, tuple(inside[wire] for wire in operation.wires)))
        for position, image in enumerate(operation.after):
            line[operation.start + image] = inside[position]
    return sorted(met), line


@pytest.mark.parametrize("seed", range(20))
def test_merging_keeps_the_effect(seed):
    rng = np.random.default_rng(seed)
    operations = []
    for gate in range(10):
        operations += [swap_at(int(rng.integers(N_SITES - 1))) for _ in range(rng.integers(4))]
        start = int(rng.integers(N_SITES - 3))
        operations.append(gate_at(gate, (start + rng.permutation(3)).tolist()))
    fewer = merge_all(operations)
    assert effect(fewer) == effect(operations)
    assert len(fewer) <= len(operations)
    assert max(operation.width for operation in fewer) <= MAX_WIDTH
    cost = [sum(window_cost(one.width) for one in many) for many in (fewer, operations)]
    assert cost[0] <= cost[1]


def test_gates_that_share_sites_keep_their_order():
    operations = [gate_at(0, (0, 1, 2)), swap_at(2), gate_at(1, (2, 3, 4)), gate_at(2, (0, 1, 2))]
    order = [one.gate for one in merge_all(operations) if one.gate is not None]
    assert order == [0, 1, 2]


def test_a_swap_and_its_inverse_vanish():
    assert merge_all([swap_at(3), swap_at(3)]) == ()


def test_two_gates_are_never_merged():
    assert merged(gate_at(0, (0, 1, 2)), gate_at(1, (0, 1, 2))) is None


def test_widening_keeps_the_effect():
    operation = gate_at(0, (3, 5, 4))
    assert effect([widened(operation, 2, 7)]) == effect([operation])
    assert effect([standard_width(swap_at(N_SITES - 2), N_SITES)]) == effect([swap_at(N_SITES - 2)])


def test_wider_windows_and_longer_spans_cost_more():
    costs = [span_cost(span) for span in range(3, 12)]
    assert all(a < b for a, b in itertools.pairwise(costs))
