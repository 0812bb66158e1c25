"""Routing: every gate meets its own sites, in an order the circuit allows."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import named_lattice
from spinnet.circuits import ansatz, paper
from spinnet.sector.line_order import best_orders, order_problem
from spinnet.sector.rounds import rounds_of
from spinnet.sector.routing import route, route_between

CIRCUITS = {
    "kagome": lambda: ansatz(named_lattice("kagome-12"), "triangles+paths", layers=1),
    "paper ring": lambda: paper.paper_circuit(named_lattice("ring-10"), blocks=2),
    "far": lambda: ansatz(named_lattice("ring-10"), [(0, 5, 9), (3, 7, 1), (9, 0, 4)], layers=2),
    "wide": lambda: ansatz(named_lattice("ring-8"), [(0, 2, 4, 6), (7, 1, 3, 5, 0)], layers=1),
}


@pytest.mark.parametrize("name", CIRCUITS)
def test_each_gate_meets_its_sites_in_a_valid_order(name):
    circuit = CIRCUITS[name]()
    path = route(circuit)
    line, met = list(path.first), []
    for operation in path.operations:
        inside = line[operation.start : operation.stop]
        if operation.gate is not None:
            met.append(operation.gate)
            sites = tuple(inside[wire] for wire in operation.wires)
            assert sites == circuit.placements[operation.gate].sites
        for position, image in enumerate(operation.after):
            line[operation.start + image] = inside[position]
    assert tuple(line) == path.last
    assert sorted(met) == list(range(circuit.n_gates))
    for site in range(circuit.n_sites):
        on_site = [gate for gate in met if site in circuit.placements[gate].sites]
        assert on_site == sorted(on_site)


def test_a_circuit_always_compiles_to_the_same_route():
    assert route(CIRCUITS["kagome"]()) == route(CIRCUITS["kagome"]())


def test_orders_are_permutations(rng):
    supports = [tuple(rng.choice(9, 3, replace=False).tolist()) for _ in range(12)]
    rounds = rounds_of(supports, 9)
    problem, which = order_problem([tuple(supports[number] for number in one) for one in rounds], 9)
    orders = best_orders(problem)
    assert len(which) == len(rounds)
    assert all(sorted(order) == list(range(9)) for order in orders)


def test_rounds_are_disjoint_and_keep_the_order_on_every_site(rng):
    supports = [tuple(rng.choice(7, 2, replace=False).tolist()) for _ in range(30)]
    rounds = rounds_of(supports, 7)
    for one in rounds:
        sites = [site for number in one for site in supports[number]]
        assert len(sites) == len(set(sites))
    flat = [number for one in rounds for number in one]
    for site in range(7):
        on_site = [number for number in flat if site in supports[number]]
        assert on_site == sorted(on_site)


def test_a_route_to_the_same_order_is_empty():
    order = tuple(np.random.default_rng(0).permutation(6).tolist())
    assert route_between(order, order) == ()
