"""Weights of shots: what they project onto, on states of every total spin."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain
from spinnet.backends.ibm.conserved_blocks import ConservedBlock, conserved_blocks
from spinnet.backends.ibm.shot_features import shot_features
from spinnet.backends.ibm.symmetry_weights import (
    ALL,
    EXPANDED,
    KINDS,
    POST_SELECTED,
    axis_weights,
    shot_weights,
)
from spinnet.circuits import Circuit, Placement, SingletCovering, ansatz, real_gate
from spinnet.networks import comb_tree, count_paths, schur_matrix
from tests.backends.ibm.exact_sampling import all_bits
from tests.backends.qiskit.dense_route import dense_state

PAULIS = {
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def along(state, axis):
    """Amplitudes in the product basis along an axis."""
    vectors = {"X": [[1, 1], [1, -1]], "Y": [[1, -1j], [1, 1j]]}
    turn = np.array(vectors[axis]) / np.sqrt(2) if axis in "XY" else np.eye(2)
    tensor = state.reshape((2,) * int(np.log2(len(state))))
    for site in range(tensor.ndim):
        tensor = np.moveaxis(np.tensordot(turn, tensor, (1, site)), 0, site)
    return tensor.reshape(-1)


def multiplet_mixtures(n_sites):
    """For each total spin, the chances of all rows of bits in the mixture of all its states."""
    columns, start, found = schur_matrix(comb_tree(n_sites)), 0, {}
    for two_total in range(n_sites % 2, n_sites + 1, 2):
        size = count_paths(comb_tree(n_sites), two_total) * (two_total + 1)
        found[two_total] = (columns[:, start : start + size] ** 2).sum(axis=1) / size
        start += size
    return found


@pytest.mark.parametrize("two_total", [0, 2, 4])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("axis", "XYZ")
def test_states_without_noise_count_fully(rng, two_total, kind, axis):
    circuit = ansatz(chain(6), "paths", layers=2, gates="complex", two_total=two_total)
    state = dense_state(circuit, rng.uniform(-3, 3, circuit.n_params))
    chances = np.abs(along(state, axis)) ** 2
    weights = shot_weights(all_bits(6), conserved_blocks(circuit), axis, kind)
    np.testing.assert_allclose(chances @ weights, 1, atol=1e-12)
    np.testing.assert_allclose(weights[chances > 1e-12], 1)


@pytest.mark.parametrize("n_sites, two_total", [(6, 0), (5, 1), (6, 2)])
def test_expansion_removes_rotation_invariant_states_of_larger_spin(n_sites, two_total):
    block = ConservedBlock(tuple(range(n_sites)), two_total)
    bits = all_bits(n_sites)
    for other, chances in multiplet_mixtures(n_sites).items():
        expanded = chances @ shot_weights(bits, (block,), "X", EXPANDED)
        assert expanded == pytest.approx(float(other <= two_total), abs=1e-12)
        along_z = chances @ shot_weights(bits, (block,), "Z", EXPANDED)
        share = (1 if two_total == 0 else 1 / (two_total + 1)) * (other == two_total)
        assert along_z == pytest.approx(share, abs=1e-12)
        kept = chances @ shot_weights(bits, (block,), "X", POST_SELECTED)
        if other >= two_total:  # post-selection keeps 2J + 1 of the other's states
            assert kept == pytest.approx((two_total + 1) / (other + 1))


def test_post_selection_is_the_average_over_rotations():
    bits, n_sites = all_bits(5), 5
    m = n_sites / 2 - bits.sum(axis=1)
    angles = 2 * np.pi * np.arange(n_sites + 1) / (n_sites + 1)
    averaged = np.mean([np.exp(1j * angle * (m - 0.5)) for angle in angles], axis=0)
    block = ConservedBlock(tuple(range(5)), 1)
    np.testing.assert_allclose(
        shot_weights(bits, (block,), "Z", POST_SELECTED), averaged, atol=1e-12
    )


@pytest.mark.parametrize("axis", "XYZ")
@pytest.mark.parametrize("error", "XYZ")
@pytest.mark.parametrize("when", [0, 2, 4])
def test_one_pauli_error_is_seen_along_the_two_other_axes(rng, axis, error, when):
    circuit = ansatz(chain(6), "paths", layers=1, gates="complex")
    parameters = rng.uniform(-3, 3, circuit.n_params)
    gates = circuit.placements
    before = dense_state(_Loose(circuit.initial, gates[:when]), parameters)
    tensor = np.moveaxis(before.reshape((2,) * 6), 3, 0)
    struck = np.moveaxis(np.tensordot(PAULIS[error], tensor, 1), 0, 3)
    for gate in gates[when:]:
        matrix = gate.gate.matrix(parameters[list(gate.parameters)])
        k = gate.gate.n_spins
        shaped = matrix.reshape((2,) * (2 * k))
        struck = np.tensordot(shaped, struck, axes=(range(k, 2 * k), gate.sites))
        struck = np.moveaxis(struck, range(k), gate.sites)
    chances = np.abs(along(struck.reshape(-1), axis)) ** 2
    kept = chances @ shot_weights(all_bits(6), conserved_blocks(circuit), axis, POST_SELECTED)
    assert kept == pytest.approx(float(axis == error), abs=1e-12)


def test_a_late_error_makes_bonds_of_its_site_too_large_by_expansion_alone(rng):
    circuit = ansatz(chain(4), "paths", layers=1)
    state = dense_state(circuit, rng.uniform(-1, 1, circuit.n_params))
    chance, edges = 0.02, ((0, 1), (1, 2), (2, 3))
    chances = (1 - 3 * chance) * np.abs(state) ** 2
    for matrix in PAULIS.values():
        struck = np.moveaxis(np.tensordot(matrix, state.reshape((2,) * 4), (1, 1)), 0, 1)
        chances += chance * np.abs(struck.reshape(-1)) ** 2
    exact = np.abs(state) ** 2 @ shot_features(all_bits(4), edges, (), "Z", ALL)
    factors = {}
    for kind in (POST_SELECTED, EXPANDED):
        blocks = conserved_blocks(circuit)
        means = chances @ shot_features(all_bits(4), edges, blocks, "Z", kind)
        factors[kind] = means[1:-1] / means[0] / exact[1:-1]
    np.testing.assert_allclose(factors[POST_SELECTED], 1)
    larger = 1 + 2 * chance / (1 - 3 * chance)
    np.testing.assert_allclose(factors[EXPANDED], [larger, larger, 1])


class _Loose:
    """What `dense_state` reads of a circuit, without the check that all parameters are used."""

    def __init__(self, initial, placements):
        self.initial, self.placements = initial, placements


def test_blocks_are_selected_one_by_one():
    circuit = Circuit(
        7, SingletCovering(7, ((0, 1), (2, 3), (4, 5)), (6,)),
        (Placement(real_gate(3), (0, 1, 2), (0,)),), 1,
    )  # fmt: skip
    blocks = conserved_blocks(circuit)
    assert blocks == (
        ConservedBlock((0, 1, 2, 3), 0),
        ConservedBlock((4, 5), 0),
        ConservedBlock((6,), 1),
    )
    bits = all_bits(7)
    kept = bits[shot_weights(bits, blocks, "Z", POST_SELECTED) == 1]
    assert len(kept) == 6 * 2
    assert np.all(kept[:, 4] != kept[:, 5]) and np.all(kept[:, 6] == 0)
    state = dense_state(circuit, np.array([0.7]))
    assert np.abs(state) ** 2 @ shot_weights(bits, blocks, "Z", POST_SELECTED) == pytest.approx(1)


def test_weights_of_axes():
    assert axis_weights("Z", 0) == {"Z": 3.0} and axis_weights("XYZ", 1)["Y"] == 1.0
    assert axis_weights("ZX", 2) == {"X": 2.0, "Z": 1.0}
    with pytest.raises(ValueError, match="got 'Z' for two_total = 2"):
        axis_weights("Z", 2)
    bits = all_bits(2)
    np.testing.assert_array_equal(shot_weights(bits, (), "Z", ALL), np.ones(4))
