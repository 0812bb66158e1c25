"""The plain state vector against matrices multiplied out with NumPy and SciPy alone."""

from __future__ import annotations

import itertools

import jax
import numpy as np
import pytest

from hamiltonians import Lattice, heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend, statevector
from spinnet.backends.statevector_tables import covering_state
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    exchange_gate,
    fixed_gate,
    gate_angles,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.networks import comb_tree, parse_tree

GATES = (
    paper_gate(2),
    paper_gate(3),
    real_gate(3),
    general_gate(4, parse_tree("((1/2 1/2) (1/2 1/2))")),
    exchange_gate(3),
    fixed_gate(parse_tree("(1/2 (1/2 1/2))"), comb_tree(3), {1: [[0.6, 0.8j], [0.8j, 0.6]]}),
)


def random_circuit(rng, n_sites, two_total, n_gates=5):
    """Gates of every family on random sites in random order, the last two sharing parameters."""
    sites = rng.permutation(n_sites).tolist()
    n_pairs = (n_sites - two_total) // 2
    pairs = tuple((sites[2 * n], sites[2 * n + 1]) for n in range(n_pairs))
    initial = SingletCovering(n_sites, pairs, tuple(sorted(sites[2 * n_pairs :])))
    placements, n_params = [], 0
    for number in range(n_gates):
        gate = GATES[rng.integers(len(GATES))]
        on = tuple(rng.choice(n_sites, gate.n_spins, replace=False).tolist())
        indices = tuple(range(n_params, n_params + gate.n_angles))
        placements += [Placement(gate, on, indices, number)]
        n_params += gate.n_angles
    again = placements[0].gate
    moved = tuple(rng.choice(n_sites, again.n_spins, replace=False).tolist())
    placements += [Placement(again, moved, placements[0].parameters, n_gates)]
    return Circuit(n_sites, initial, tuple(placements), n_params)


def random_model(rng, n_sites):
    pairs = [
        p
        for p in itertools.combinations(range(n_sites), 2)
        if rng.random() < 0.6 or p[1] == p[0] + 1
    ]
    bonds = [[i, j, float(rng.normal())] for i, j in pairs]
    return heisenberg(Lattice.from_json({"n_sites": n_sites, "bonds": bonds}))


def expanded(matrix, sites, n_sites):
    """A gate's matrix on all sites, element by element from the bits of row and column."""
    full = np.zeros((2**n_sites,) * 2, dtype=complex)
    for row, column in itertools.product(itertools.product((0, 1), repeat=n_sites), repeat=2):
        if all(row[s] == column[s] for s in range(n_sites) if s not in sites):
            small = number([row[s] for s in sites]), number([column[s] for s in sites])
            full[number(row), number(column)] = matrix[small]
    return full


def number(bits):
    return int("".join(map(str, bits)), 2)


def multiplied_out(circuit, parameters):
    state = covering_state(circuit.initial).reshape(-1)
    angles = gate_angles(circuit, parameters)
    for placement, values in zip(circuit.placements, angles, strict=True):
        matrix = placement.gate.matrix(values)
        state = expanded(matrix, placement.sites, circuit.n_sites) @ state
    return state


@pytest.mark.parametrize("n_sites, two_total", [(4, 0), (4, 2), (5, 3), (6, 0)])
def test_states_and_energies_agree_with_matrices(rng, n_sites, two_total):
    circuit = random_circuit(rng, n_sites, two_total)
    model = random_model(rng, n_sites)
    rows = rng.normal(size=(2, circuit.n_params))
    states = [multiplied_out(circuit, row) for row in rows]
    np.testing.assert_allclose(statevector(circuit, rows[0]), states[0], atol=1e-12)
    evaluator = StatevectorBackend().evaluator(circuit, model)
    expected = [np.vdot(state, model.matrix() @ state).real for state in states]
    np.testing.assert_allclose(evaluator.energies(rows), expected, atol=1e-12)


def test_a_gate_may_fill_the_circuit(rng):
    placement = Placement(general_gate(3), (2, 0, 1), (0, 1, 2, 3))
    circuit = Circuit(3, SingletCovering(3, ((2, 0),), (1,)), (placement,), 4)
    row = rng.normal(size=4)
    np.testing.assert_allclose(statevector(circuit, row), multiplied_out(circuit, row), atol=1e-12)


@pytest.fixture(scope="module")
def evaluator():
    rng = np.random.default_rng(7)
    circuit = random_circuit(rng, 5, 1)
    return StatevectorBackend().evaluator(circuit, random_model(rng, 5))


def test_gradients_agree_with_differences(evaluator, rng):
    rows = rng.normal(size=(2, evaluator.circuit.n_params))
    energies, gradients = evaluator.energies_and_gradients(rows)
    np.testing.assert_allclose(energies, evaluator.energies(rows), atol=1e-13)
    step = 1e-5
    for index in range(rows.shape[1]):
        ahead, behind = rows.copy(), rows.copy()
        ahead[:, index] += step
        behind[:, index] -= step
        slope = (evaluator.energies(ahead) - evaluator.energies(behind)) / (2 * step)
        np.testing.assert_allclose(gradients[:, index], slope, atol=1e-8)


def test_observables_agree_with_matrices(evaluator, rng):
    circuit, model = evaluator.circuit, evaluator.model
    row = rng.normal(size=circuit.n_params)
    state, matrix = multiplied_out(circuit, row), model.matrix()
    found = evaluator.observables(row)
    energy = np.vdot(state, matrix @ state).real
    square = np.linalg.norm(matrix @ state) ** 2
    np.testing.assert_allclose(found.energy, energy, atol=1e-12)
    np.testing.assert_allclose(found.variance, square - energy**2, atol=1e-11)
    np.testing.assert_allclose(found.total_spin_squared, 3 / 4, atol=1e-11)
    couplings = [bond.coupling for bond in model.lattice.bonds]
    np.testing.assert_allclose(np.dot(couplings, found.bond_correlations), energy, atol=1e-12)


def test_a_row_is_the_same_alone_and_in_a_batch(evaluator, rng):
    rows = rng.normal(size=(2, evaluator.circuit.n_params))
    alone = [evaluator.energy(row) for row in rows]
    np.testing.assert_allclose(evaluator.energies(rows), alone, atol=1e-13)


def test_covering_states_are_products_of_singlets_and_ups():
    state = covering_state(SingletCovering(4, ((2, 0), (1, 3)))).reshape(-1)
    expected = np.zeros(16)
    for bits, sign in {"0011": -1, "0110": 1, "1001": 1, "1100": -1}.items():
        expected[int(bits, 2)] = sign / 2
    np.testing.assert_allclose(state, expected, atol=1e-15)
    single = covering_state(SingletCovering(3, ((0, 2),), (1,)))
    assert single[0, 0, 1] == -single[1, 0, 0] == pytest.approx(2**-0.5)


def test_states_are_normalised_and_keep_their_spin_under_rotation(rng):
    circuit = random_circuit(rng, 4, 0)
    state = statevector(circuit, rng.normal(size=circuit.n_params)).reshape((2,) * 4)
    np.testing.assert_allclose(np.linalg.norm(state), 1, atol=1e-13)
    rotation = np.linalg.qr(rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2)))[0]
    rotation /= np.sqrt(np.linalg.det(rotation))
    turned = np.einsum("ai,bj,ck,dl,ijkl->abcd", *[rotation] * 4, state)
    np.testing.assert_allclose(turned, state, atol=1e-12)


def test_no_gates_and_no_bonds():
    circuit = Circuit(2, SingletCovering(2, ((0, 1),)), (), 0)
    model = heisenberg(Lattice.from_json({"n_sites": 2, "bonds": [[0, 1, 2.0]]}))
    evaluator = StatevectorBackend().evaluator(circuit, model)
    energies, gradients = evaluator.energies_and_gradients(np.zeros((3, 0)))
    np.testing.assert_allclose(energies, [-1.5] * 3)
    assert gradients.shape == (3, 0)
    free = heisenberg(Lattice("free", 2, (), ((0.0, 0.0), (1.0, 0.0))))
    assert StatevectorBackend().evaluator(circuit, free).energies(np.zeros((1, 0))) == 0


def test_double_precision_without_touching_the_global_setting(evaluator):
    before = jax.config.jax_enable_x64
    energies = evaluator.energies(np.zeros((2, evaluator.circuit.n_params)))
    assert energies.dtype == np.float64
    assert statevector(evaluator.circuit, np.zeros(evaluator.circuit.n_params)).dtype == complex
    assert jax.config.jax_enable_x64 == before


def test_what_does_not_fit_is_refused():
    small, large = named_lattice("ring-4"), named_lattice("kagome-24")
    circuit = ansatz(small, "paths", layers=1)
    with pytest.raises(ValueError, match="same number of sites; got 4 and 24"):
        StatevectorBackend().evaluator(circuit, heisenberg(large))
    big = ansatz(large, "triangles", layers=1)
    with pytest.raises(ValueError, match="at most 20 sites; got 24"):
        StatevectorBackend().evaluator(big, heisenberg(large))
    with pytest.raises(ValueError, match="at most 20 sites; got 24"):
        statevector(big, np.zeros(big.n_params))
    evaluator = StatevectorBackend().evaluator(circuit, heisenberg(small))
    with pytest.raises(ValueError, match=r"parameters must have the shape"):
        evaluator.energies(np.zeros((2, 99)))
