"""Gates on lines as a network and back."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    Edge,
    PlacedIntertwiner,
    SpinNetwork,
    Vertex,
    aklt_ring,
    allowed_spins,
    count_paths,
    evaluate,
    gate_network,
    intertwiner,
    intertwiner_tensor,
    parse_tree,
    placed_gates,
)
from spinnet.testing import random_tree, random_unitary

SINGLET = intertwiner(parse_tree("(1/2 1/2)"), None)


def random_gate(name, sites, spins, rng):
    tree = random_tree(tuple(spins[site] for site in sites), rng)
    blocks = {two: random_unitary(count_paths(tree, two), rng) for two in allowed_spins(tree)}
    return PlacedIntertwiner(name, intertwiner(tree, tree, blocks), sites)


def dense_product(placed, spins):
    """Apply the gates to all basis states by tensor contraction, one after the other."""
    shape = [two_j + 1 for two_j in spins]
    state = np.eye(np.prod(shape)).reshape(*shape, -1)
    for step in placed:
        k = len(step.sites)
        tensor = intertwiner_tensor(step.intertwiner)
        state = np.tensordot(tensor, state, axes=(range(k, 2 * k), step.sites))
        state = np.moveaxis(state, range(k), step.sites)
    return state.reshape(np.prod(shape), -1)


def test_the_tensor_is_the_product_of_the_gates(rng):
    spins = (1, 2, 1, 1)
    sites = [(0, 1), (3, 0, 1), (2, 1), (0, 2)]
    placed = [random_gate(f"g{n}", s, spins, rng) for n, s in enumerate(sites)]
    network = gate_network(placed, spins)
    assert network.open_edges[:5] == ("out0", "out1", "out2", "out3", "in0")
    np.testing.assert_allclose(
        evaluate(network).reshape(24, 24), dense_product(placed, spins), atol=1e-12
    )


def test_gates_come_back_in_order(rng):
    spins = (1,) * 6
    placed = [PlacedIntertwiner("pair", SINGLET, (1, 4))]
    for number in range(8):
        sites = tuple(int(s) for s in rng.permutation(5)[:3])
        placed.append(random_gate(f"g{number}", sites, spins, rng))
    assert placed_gates(gate_network(placed, spins)) == tuple(placed)


def test_preparations_make_states():
    placed = [
        PlacedIntertwiner("first", SINGLET, (0, 2)),
        PlacedIntertwiner("second", SINGLET, (3, 1)),
    ]
    state = evaluate(gate_network(placed, (1,) * 4))
    pair = np.array([[0, 1], [-1, 0]]) / 2**0.5
    np.testing.assert_allclose(state, np.einsum("ac,db->abcd", pair, pair), atol=1e-15)


def test_lines_without_gates_wait():
    network = gate_network([], (1, 2))
    np.testing.assert_array_equal(evaluate(network).reshape(6, 6), np.eye(6))
    assert placed_gates(network) == ()


def test_what_does_not_fit_is_refused(rng):
    gate = random_gate("g", (0, 1), (1, 1), rng)
    with pytest.raises(ValueError, match=r"sites \(0, 0\) of 'g' must be distinct"):
        PlacedIntertwiner("g", gate.intertwiner, (0, 0))
    with pytest.raises(ValueError, match="gate 'g' must have the same spins in and out"):
        PlacedIntertwiner("g", intertwiner(parse_tree("1"), parse_tree("(1/2 1/2)")), (0,))
    with pytest.raises(ValueError, match="sites of 'g' must be from 0 to 0; got 1"):
        gate_network([gate], (1,))
    with pytest.raises(ValueError, match="site 1 has spin 1, not 1/2"):
        gate_network([gate], (1, 2))
    with pytest.raises(ValueError, match="'pair' must prepare a fresh line; site 0 is in use"):
        gate_network([gate, PlacedIntertwiner("pair", SINGLET, (0, 1))], (1, 1))


def test_networks_that_are_no_circuits_are_refused():
    with pytest.raises(ValueError, match="directed loop"):
        placed_gates(aklt_ring(3))
    pair = parse_tree("(1/2 1/2)")
    doubled = intertwiner(pair, pair, {0: [[1]], 2: [[2]]})
    network = gate_network([PlacedIntertwiner("g", doubled, (0, 1))], (1, 1))
    with pytest.raises(ValueError, match=r"vertex 'g': the block of total spin 1 must be unitary"):
        placed_gates(network)
    join = SpinNetwork(
        (Edge("a", 1, None, "v"), Edge("b", 1, None, "v"), Edge("c", 2, "v")),
        (Vertex("v", ("a", "b"), ("c",)),),
        ("a", "b", "c"),
    )
    with pytest.raises(ValueError, match="gate 'v' must have the same spins in and out"):
        placed_gates(join)
