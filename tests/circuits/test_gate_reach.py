"""What placed vertex gates reach."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain
from spinnet.circuits import (
    bond_ansatz,
    circuit_reach,
    exchange_gate,
    fixed_gate,
    gate_reach,
    general_gate,
    real_gate,
)
from spinnet.networks import comb_tree, exchange_generators, parse_tree, reach
from spinnet.su2 import catalan


def windows(gate, n_sites):
    """The gate on every run of neighbouring sites of a chain."""
    k = gate.n_spins
    return [(gate, tuple(range(first, first + k))) for first in range(n_sites - k + 1)]


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("n_sites", [4, 5])
def test_phases_out_of_reach_are_those_of_the_theorem(k, n_sites):
    """Marvian's count: floor(N/2) - floor(k/2) relative phases are missing, nothing else."""
    found = gate_reach(windows(general_gate(k), n_sites), n_sites)
    missing = n_sites // 2 - k // 2
    assert found.is_semi_universal and found.is_universal == (missing == 0)
    assert found.dimension == catalan(n_sites) - missing
    assert len(found.phase_constraints) == missing


def test_pair_gates_are_exchange():
    bonds = [(0, 1), (1, 2), (2, 3), (3, 4)]
    expected = reach(exchange_generators(5, bonds, with_identity=True))
    placed = gate_reach(windows(exchange_gate(2), 5), 5)
    for found in (placed, circuit_reach(bond_ansatz(chain(5), layers=2))):
        assert found.sectors == expected.sectors
        assert (found.dimension, found.n_phases) == (expected.dimension, expected.n_phases)
        overlaps = np.array(found.phase_constraints) @ np.array(expected.phase_constraints).T
        np.testing.assert_allclose(overlaps @ overlaps.T, np.eye(len(overlaps)), atol=1e-10)


def test_the_tree_of_a_gate_changes_nothing():
    other = general_gate(3, parse_tree("(1/2 (1/2 1/2))"))
    first, second = (gate_reach(windows(gate, 4), 4) for gate in (general_gate(3), other))
    assert first.dimension == second.dimension and first.n_phases == second.n_phases


def test_real_gates_reach_rotations_only():
    """The identity is one dimension, the rotations of d paths are d(d - 1)/2."""
    found = gate_reach(windows(real_gate(3), 5), 5)
    rotations = [sector.n_paths * (sector.n_paths - 1) // 2 for sector in found.sectors]
    assert [sector.dimension - 1 for sector in found.sectors] == rotations
    assert not found.is_semi_universal and found.n_phases == 1


def test_equal_exchange_on_three_sites_does_not_control_the_singlets_of_a_ring():
    """In a singlet of six, three sites and the other three have the same total spin."""
    runs = [tuple((start + wire) % 6 for wire in range(3)) for start in range(6)]
    every = gate_reach([(exchange_gate(3), run) for run in runs], 6)
    half = gate_reach([(exchange_gate(3), run) for run in runs[:3]], 6)
    assert every.sectors[0].dimension == half.sectors[0].dimension == 10
    assert [sector.is_controllable for sector in every.sectors] == [False, True, True, True]


def test_gates_without_angles_add_nothing():
    fixed = fixed_gate(comb_tree(2), comb_tree(2), {0: [[-1]]})
    assert gate_reach([(fixed, (0, 1))], 3).dimension == 1


def test_misfits_are_refused():
    with pytest.raises(ValueError, match="n_sites must be from 1 to 8"):
        gate_reach([(general_gate(2), (0, 1))], 9)
    with pytest.raises(ValueError, match="the reach has sites 0 to 2"):
        gate_reach([(general_gate(2), (0, 3))], 3)
    with pytest.raises(ValueError, match="must be distinct"):
        gate_reach([(general_gate(2), (1, 1))], 3)
