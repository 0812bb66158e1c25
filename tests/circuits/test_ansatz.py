"""Layered circuits on any graph: counts, layers, sharing, symmetry, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import Lattice, named_lattice
from spinnet.backends.statevector import statevector
from spinnet.circuits import (
    ansatz,
    bond_ansatz,
    path_ansatz,
    singlet_covering,
    triangle_ansatz,
)


@pytest.mark.parametrize("gates, n_angles", [("real", 1), ("complex", 4), ("exchange", 1)])
def test_every_support_has_one_gate_in_every_layer(gates, n_angles):
    lattice = named_lattice("kagome-12")
    circuit = ansatz(lattice, "triangles", layers=3, gates=gates)
    assert (circuit.n_gates, circuit.n_layers) == (24, 3)
    assert circuit.n_params == 24 * n_angles
    for layer in range(3):
        placed = {frozenset(p.sites) for p in circuit.placements if p.layer == layer}
        assert placed == {frozenset(triangle.sites) for triangle in lattice.triangles}


def test_only_real_gates_make_a_real_circuit():
    lattice = named_lattice("kagome-12")
    assert ansatz(lattice, "triangles+paths", layers=1).is_real
    assert not ansatz(lattice, "triangles", layers=1, gates="complex").is_real


def test_conveniences_are_the_ansatz():
    lattice = named_lattice("kagome-12")
    assert triangle_ansatz(lattice, layers=2) == ansatz(lattice, "triangles", layers=2)
    assert path_ansatz(lattice, layers=1) == ansatz(lattice, "paths", layers=1)
    assert bond_ansatz(lattice, layers=1) == ansatz(lattice, "bonds", layers=1, gates="complex")
    assert bond_ansatz(lattice, layers=1, gates="exchange").gates[0].name == "exchange2"


def test_supports_may_be_given_as_sites_in_their_order():
    lattice = named_lattice("ring-6")
    circuit = ansatz(lattice, [(4, 0, 2), (1, 3, 5)], layers=1)
    assert [placed.sites for placed in circuit.placements] == [(4, 0, 2), (1, 3, 5)]
    assert ansatz(lattice, [], layers=1).n_gates == 0


def test_the_start_state_and_its_spin_can_be_chosen():
    lattice = named_lattice("ring-6")
    assert ansatz(lattice, "paths", layers=1, two_total=4).two_total == 4
    start = singlet_covering(lattice, two_total=2)
    assert ansatz(lattice, "paths", layers=1, initial=start).initial == start


def test_layers_that_share_have_one_angle_each():
    circuit = ansatz(named_lattice("kagome-12"), "triangles", layers=5, sharing="layer")
    assert circuit.n_params == 5


def ring_rotations(n_sites, step):
    return [tuple((i + s) % n_sites for i in range(n_sites)) for s in range(0, n_sites, step)]


def test_gates_in_one_orbit_share_and_point_alike():
    group = ring_rotations(8, 2)
    circuit = ansatz(named_lattice("ring-8"), "triples", layers=2, sharing="orbit", group=group)
    assert circuit.n_params == 2 * 2
    images = {
        tuple(permutation[site] for site in circuit.placements[0].sites) for permutation in group
    }
    shared = [p.sites for p in circuit.placements if p.parameters == (0,)]
    assert set(shared) == images


def test_two_orders_of_the_same_sites_are_two_supports():
    forward = [(i, (i + 1) % 6, (i + 2) % 6) for i in range(6)]
    both = [*forward, *(support[::-1] for support in forward)]
    options = {"layers": 1, "gates": "complex", "sharing": "orbit"}
    lattice, rotations = named_lattice("ring-6"), ring_rotations(6, 1)
    circuit = ansatz(lattice, both, group=rotations, **options)
    assert [placed.sites for placed in circuit.placements] == both
    assert circuit.n_params == 2 * 4
    mirror = [tuple(-site % 6 for site in rotation) for rotation in rotations]
    circuit = ansatz(lattice, both, group=rotations + mirror, **options)
    assert [placed.sites for placed in circuit.placements] == both
    assert circuit.n_params == 4


def test_circuits_shared_by_orbits_keep_the_symmetry(rng):
    """Disjoint gates in one orbit on an invariant start: the state is its own image."""
    group = ring_rotations(6, 2)
    supports = [(0, 1), (2, 3), (4, 5), (1, 2), (3, 4), (5, 0)]
    circuit = ansatz(
        named_lattice("ring-6"), supports, layers=2, gates="complex", sharing="orbit", group=group
    )
    state = statevector(circuit, rng.normal(size=circuit.n_params)).reshape((2,) * 6)
    np.testing.assert_allclose(np.abs(np.vdot(np.moveaxis(state, range(6), group[1]), state)), 1)


def test_any_connected_graph_has_a_circuit():
    tree = Lattice.from_json({"n_sites": 5, "bonds": [[0, 1], [0, 2], [0, 3], [3, 4]]})
    circuit = ansatz(tree, "bonds+paths", layers=1, gates="complex")
    assert circuit.two_total == 1 and circuit.n_gates == 4 + 4


def test_bad_input_is_refused():
    lattice = named_lattice("kagome-12")
    with pytest.raises(ValueError, match="layers must be at least 1; got 0"):
        ansatz(lattice, "triangles", layers=0)
    with pytest.raises(ValueError, match="gates must be one of real, complex, exchange; got 'x'"):
        ansatz(lattice, "triangles", layers=1, gates="x")
    with pytest.raises(ValueError, match="sharing must be 'none', 'layer' or 'orbit'; got 'all'"):
        ansatz(lattice, "triangles", layers=1, sharing="all")
    with pytest.raises(ValueError, match="needs a group of site permutations"):
        ansatz(lattice, "triangles", layers=1, sharing="orbit")
    with pytest.raises(ValueError, match="n_spins of at least 3; got 2"):
        ansatz(lattice, "bonds", layers=1)  # real gates need three sites
    with pytest.raises(ValueError, match="two_total = 3"):
        ansatz(lattice, "triangles", layers=1, two_total=3)
