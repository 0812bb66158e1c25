"""Lists of instructions: every operation finds its state in the order of paths that it runs in."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.circuits import ansatz, paper
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import bond_route
from spinnet.sector.loops import compile as compile_step
from spinnet.sector.loops.instructions import (
    ADD,
    ADJOINT,
    APPLY,
    CLEAR,
    COPIED,
    COPY,
    MOVED,
    OVERLAP,
    PRODUCT,
    STATE,
    TURN,
    UNDO,
)
from spinnet.sector.loops.runs import LEFT
from spinnet.sector.routing import route

CIRCUITS = {
    "chain": lambda: paper.paper_circuit(named_lattice("triangular-chain-16"), blocks=3),
    "kagome": lambda: ansatz(named_lattice("kagome-12"), "triangles+paths", layers=2),
}


@pytest.fixture(params=CIRCUITS)
def compiled(request, monkeypatch):
    """A listing, its operations with their orders, and the circuit."""
    circuit = CIRCUITS[request.param]()
    seen = []
    planned = compile_step.plan

    def watched(basis, operations, tables):
        seen.extend(operations)
        return planned(basis, operations, tables)

    monkeypatch.setattr(compile_step, "plan", watched)
    basis = SectorBasis(circuit.n_sites, circuit.two_total)
    path = route(circuit, 3)
    name = "kagome-12" if request.param == "kagome" else "triangular-chain-16"
    _, swaps = heisenberg(named_lattice(name)).swap_form()
    stops = bond_route([(i, j) for i, j, _ in swaps], path.last, path.orders, 3)
    weights = np.array([weight for _, _, weight in swaps])
    listed = compile_step.listing(basis, path.operations, stops, weights)
    return listed, seen, circuit


def followed(instructions, operations, orders):
    """The orders of all states at the end; every instruction finds the order that it needs."""
    for what, number, a, b in instructions.tolist():
        if what in (APPLY, UNDO):
            assert orders[a] == operations[number].order
        elif what == OVERLAP:
            assert orders[a] == orders[b] == operations[number].order
        elif what == TURN:
            assert orders[a] == number
            orders[a] = 1 - number
        elif what == COPY:
            orders[a] = orders[b]
        elif what == CLEAR:
            orders[a] = orders[STATE]  # zeros are in any order; they are used beside the state
        else:
            assert what in (ADD, PRODUCT)
            assert orders[a] == orders[b]
    return orders


def test_states_are_in_the_order_of_every_operation(compiled):
    listed, operations, _ = compiled
    orders = followed(listed.forwards, operations, {STATE: LEFT})
    assert orders == {STATE: listed.stop}
    orders = followed(listed.measured, operations, orders)
    assert (orders[STATE], orders[ADJOINT]) == (listed.stop, listed.stop)
    followed(listed.correlated, operations, {STATE: listed.stop})
    orders = followed(listed.backwards, operations, orders)
    assert (orders[STATE], orders[ADJOINT]) == (LEFT, LEFT)
    assert {MOVED, COPIED} <= set(orders)


def test_the_way_back_undoes_the_way_there(compiled):
    listed, _, circuit = compiled
    there = [number for what, number, *_ in listed.forwards.tolist() if what == APPLY]
    back = [
        number for what, number, a, _ in listed.backwards.tolist() if what == UNDO and a == STATE
    ]
    assert back == there[::-1]
    overlaps = [number for what, number, *_ in listed.backwards.tolist() if what == OVERLAP]
    assert len(overlaps) == circuit.n_gates


def test_every_bond_is_counted_once_with_its_weight(compiled):
    listed, operations, circuit = compiled
    n_circuit = len(operations) - len(listed.bonds)
    counted = listed.bonds[listed.bonds >= 0]
    assert sorted(counted) == list(range(len(counted)))
    for numbers, row in zip(listed.bonds, listed.constant[n_circuit:], strict=True):
        weighed = row[: len(numbers)][numbers >= 0]
        assert np.all(weighed != 0)
        if np.any(numbers >= 0):
            assert not row[: len(numbers)][numbers < 0].any()
    assert np.count_nonzero(listed.constant[:n_circuit, 0]) == n_circuit - circuit.n_gates
