"""The three forms of a model against each other and against explicit spin matrices."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from hamiltonians import (
    HeisenbergModel,
    Lattice,
    chain,
    heisenberg,
    kagome,
    named_lattice,
    random_couplings,
    square,
)
from hamiltonians.heisenberg import swap_bits

PAULI = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.array([[1, 0], [0, -1]]),
}


def on_sites(letters, sites, n_sites):
    """Tensor product of Pauli matrices, site 0 leftmost."""
    named = dict(zip(sites, letters, strict=True))
    return functools.reduce(np.kron, [PAULI[named.get(site, "I")] for site in range(n_sites)])


def spin_matrix(model):
    """Sum of J S.S with S half the Pauli matrices, straight from the definition."""
    total = np.zeros((2**model.n_sites,) * 2, dtype=complex)
    for bond, coupling in zip(model.lattice.bonds, model.couplings, strict=True):
        for axis in "XYZ":
            product = on_sites(axis * 2, bond.sites, model.n_sites)
            total += coupling * bond.multiplicity * product / 4
    return total


def random_model(rng, n_sites):
    pairs = list(itertools.combinations(range(n_sites), 2))
    kept = [pair for pair in pairs if rng.random() < 0.6] or pairs[:1]
    bonds = [[i, j, float(rng.normal())] for i, j in kept]
    bonds += [[i, i + 1, 0.0] for i in range(n_sites - 1) if (i, i + 1) not in kept]
    return heisenberg(Lattice.from_json({"n_sites": n_sites, "bonds": bonds}))


@pytest.mark.parametrize("n_sites", [2, 3, 5, 6])
def test_the_matrix_is_the_definition(n_sites, rng):
    model = random_model(rng, n_sites)
    np.testing.assert_allclose(model.matrix().toarray(), spin_matrix(model), atol=1e-14)


@pytest.mark.parametrize("n_sites", [2, 4, 6])
def test_the_pauli_form_is_the_definition(n_sites, rng):
    model = random_model(rng, n_sites)
    terms = model.pauli_terms()
    total = sum(weight * on_sites(letters, sites, n_sites) for letters, sites, weight in terms)
    np.testing.assert_allclose(total, spin_matrix(model), atol=1e-14)


@pytest.mark.parametrize("n_sites", [2, 4, 6])
def test_the_swap_form_is_the_definition(n_sites, rng):
    model = random_model(rng, n_sites)
    constant, swaps = model.swap_form()
    total = constant * np.eye(2**n_sites)
    for i, j, weight in swaps:
        order = list(range(n_sites))
        order[i], order[j] = j, i
        tensor = np.eye(2**n_sites).reshape((2,) * n_sites + (2**n_sites,))
        total += weight * tensor.transpose([*order, n_sites]).reshape(total.shape)
    np.testing.assert_allclose(total, spin_matrix(model), atol=1e-14)


def test_two_spins_have_a_singlet_and_a_triplet():
    model = heisenberg(chain(2))
    np.testing.assert_allclose(np.linalg.eigvalsh(model.matrix().toarray()), [-0.75] + [0.25] * 3)


def test_multiplicities_multiply_couplings():
    lattice = square((2, 2), doubled="keep")
    model = heisenberg(lattice, 0.5)
    assert model.couplings == (0.5,) * 4
    assert {coupling for _, _, coupling in model.terms} == {1.0}
    np.testing.assert_allclose(model.matrix().toarray(), spin_matrix(model), atol=1e-14)


def test_couplings_by_bond_kind_and_number():
    lattice = named_lattice("triangular-chain-12:j2=0.44")
    own = heisenberg(lattice)
    assert own == heisenberg(lattice, {"first": 1, "second": 0.44})
    assert own == heisenberg(lattice, [1.0] * 12 + [0.44] * 12)
    assert set(heisenberg(lattice, -2).couplings) == {-2.0}
    assert heisenberg(lattice, np.float32(2)).couplings == (2.0,) * 24
    assert hash(own) == hash(heisenberg(lattice))


def test_zero_couplings_leave_no_terms():
    model = heisenberg(named_lattice("triangular-chain-12"))
    assert len(model.couplings) == 24
    assert len(model.terms) == 12
    assert heisenberg(chain(1)).terms == ()
    assert heisenberg(chain(1)).matrix().toarray().tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize(
    ("couplings", "error", "message"),
    [
        ({"second": 1}, ValueError, r"exactly the kinds of bonds of chain-3, \['nearest'\]"),
        ({"nearest": 1, "far": 2}, ValueError, r"got \['far', 'nearest'\]"),
        ([1.0], ValueError, "one number for each of the 2 bonds of chain-3, got 1"),
        ([1.0, np.nan], ValueError, r"the coupling of bond \(1, 2\) must be finite"),
        (np.inf, ValueError, "must be finite, got inf"),
        ("strong", TypeError, "must be a real number, got 'strong'"),
        ({"nearest": None}, TypeError, "must be a real number, got None"),
    ],
)
def test_other_couplings_are_refused(couplings, error, message):
    with pytest.raises(error, match=message):
        heisenberg(chain(3), couplings)


def test_models_check_their_own_couplings():
    with pytest.raises(ValueError, match="one number for each of the 2 bonds"):
        HeisenbergModel(chain(3), ())


def test_large_matrices_are_refused():
    with pytest.raises(ValueError, match=r"at most 20 sites, got 24; ground_state"):
        heisenberg(named_lattice("kagome-24")).matrix()


def test_random_couplings_come_from_the_generator():
    lattice = kagome((2, 2))
    drawn = random_couplings(lattice, np.random.default_rng(7))
    assert drawn == random_couplings(lattice, np.random.default_rng(7))
    assert drawn != random_couplings(lattice, np.random.default_rng(8))
    assert len(drawn) == len(lattice.bonds)
    assert min(drawn) < 0 < max(drawn)
    positive = random_couplings(lattice, np.random.default_rng(7), low=0.5, high=1.5)
    assert all(0.5 <= coupling < 1.5 for coupling in positive)
    assert heisenberg(lattice, drawn).couplings == drawn


def test_swapping_bits_twice_does_nothing(rng):
    states = rng.integers(0, 2**12, size=50)
    swapped = swap_bits(states, 3, 9)
    assert (swap_bits(swapped, 9, 3) == states).all()
    assert ((swapped >> 3 & 1) == (states >> 9 & 1)).all()
