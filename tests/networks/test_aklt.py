"""The valence-bond ring against exact diagonalisation."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import numpy as np
import pytest

from spinnet.networks import (
    aklt_energy_per_bond,
    aklt_ring,
    aklt_string_order,
    evaluate,
    evaluate_exactly,
    norm_network,
)
from spinnet.su2 import spin_matrices


def on_site(matrix, site, n_sites):
    return reduce(np.kron, [matrix if s == site else np.eye(3) for s in range(n_sites)])


def bond_energy(first, second, n_sites):
    s_dot_s = sum(
        on_site(s, first, n_sites) @ on_site(s, second, n_sites) for s in spin_matrices(2)
    ).real
    return s_dot_s + s_dot_s @ s_dot_s / 3


@pytest.mark.parametrize("n_sites", [3, 4, 5])
def test_ring_is_the_ground_state_of_its_hamiltonian(n_sites):
    hamiltonian = sum(bond_energy(s, (s + 1) % n_sites, n_sites) for s in range(n_sites))
    energies, states = np.linalg.eigh(hamiltonian)
    assert energies[0] == pytest.approx(-2 / 3 * n_sites) and energies[1] > energies[0] + 0.1
    state = evaluate(aklt_ring(n_sites)).ravel()
    assert abs(states[:, 0] @ state) == pytest.approx(np.linalg.norm(state))


@pytest.mark.parametrize("n_sites", [3, 4, 8, 16])
def test_energy_per_bond(n_sites):
    assert aklt_energy_per_bond(n_sites) == pytest.approx(-2 / 3, abs=1e-13)


def test_energy_is_exactly_minus_two_thirds():
    assert [aklt_energy_per_bond(n, exact=True) for n in (3, 5)] == [Fraction(-2, 3)] * 2


@pytest.mark.parametrize("n_sites", [3, 4, 7])
def test_norm_is_that_of_the_transfer_matrix(n_sites):
    expected = 1 + 3 * (-1 / 3) ** n_sites
    assert evaluate(norm_network(aklt_ring(n_sites))) == pytest.approx(expected)
    assert float(evaluate_exactly(norm_network(aklt_ring(3)))) == pytest.approx(8 / 9)


@pytest.mark.parametrize("distance", [1, 2, 3])
def test_string_order_agrees_with_the_dense_state(distance):
    state = evaluate(aklt_ring(5)).ravel()
    s_z, twist = spin_matrices(2)[2], np.diag([-1.0, 1, -1])
    operator = on_site(s_z, 0, 5) @ on_site(s_z, distance, 5)
    for site in range(1, distance):
        operator = operator @ on_site(twist, site, 5)
    expected = state @ operator @ state / (state @ state)
    assert aklt_string_order(5, distance) == pytest.approx(expected)


def test_string_order_tends_to_four_ninths_at_any_distance():
    found = [aklt_string_order(20, distance) for distance in (1, 5, 10)]
    np.testing.assert_allclose(found, -4 / 9, atol=1e-8)  # corrections (1/3)^20


def test_impossible_rings_are_refused():
    with pytest.raises(ValueError, match="at least 3; got 2"):
        aklt_ring(2)
    with pytest.raises(ValueError, match="from 1 to 3 on this ring; got 4"):
        aklt_string_order(4, 4)
