from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice, random_couplings
from hamiltonians.spin_sectors import SpinZSector


@pytest.mark.parametrize("n_sites", [0, 1, 2, 5, 8])
def test_sectors_share_out_all_product_states(n_sites):
    found = []
    for two_m in range(-n_sites, n_sites + 1, 2):
        sector = SpinZSector(n_sites, two_m)
        states = sector.states()
        assert len(states) == sector.dimension
        assert (np.diff(states) > 0).all()
        assert (np.bitwise_count(states) == sector.n_down).all()
        found.extend(states.tolist())
    assert sorted(found) == list(range(2**n_sites))


@pytest.mark.parametrize("two_m", [-3, 1, 5, 7])
def test_the_sector_matrix_is_a_block_of_the_whole_one(two_m, rng):
    lattice = named_lattice("triangular-chain-7")
    model = heisenberg(lattice, random_couplings(lattice, rng))
    sector = SpinZSector(7, two_m)
    states = sector.states()
    whole = model.matrix().toarray()
    block = sector.hamiltonian(model).toarray()
    np.testing.assert_allclose(block, whole[np.ix_(states, states)], atol=1e-14)
    others = np.setdiff1d(np.arange(2**7), states)
    assert not whole[np.ix_(states, others)].any()


@pytest.mark.parametrize("n_sites", [1, 4, 7])
def test_raising_obeys_the_commutator(n_sites):
    """[S_+, S_-] = 2 S_z, with S_- the transpose of S_+ from the sector below."""
    for two_m in range(-n_sites, n_sites + 1, 2):
        up = SpinZSector(n_sites, two_m).raising()
        commutator = -(up.T @ up).toarray()
        if two_m > -n_sites:
            from_below = SpinZSector(n_sites, two_m - 2).raising()
            commutator += (from_below @ from_below.T).toarray()
        np.testing.assert_allclose(commutator, two_m * np.eye(len(commutator)), atol=1e-12)


def test_the_model_commutes_with_raising(rng):
    lattice = named_lattice("kagome-star-12").restricted_to(range(8), "part")
    model = heisenberg(lattice, random_couplings(lattice, rng))
    low, high = SpinZSector(8, 0), SpinZSector(8, 2)
    one_way = high.hamiltonian(model) @ low.raising()
    other = low.raising() @ low.hamiltonian(model)
    np.testing.assert_allclose(one_way.toarray(), other.toarray(), atol=1e-13)


def test_nothing_is_above_all_spins_up():
    assert SpinZSector(3, 3).states().tolist() == [0]
    assert SpinZSector(3, 3).raising().shape == (0, 1)
