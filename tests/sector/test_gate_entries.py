"""Block entries in JAX, gate by gate, against the blocks of each gate by itself."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest

from spinnet.circuits import (
    block_matrix,
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.networks import parse_tree
from spinnet.sector import gate_entries
from spinnet.sector.gate_entries import CircuitEntries, entries, operation_entries
from spinnet.sector.gate_family import family

N_GATES = 3


def random_unitary(rng, size):
    return np.linalg.qr(rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size)))[0]


def _gate_of_uneven_terms():
    """Its last generator has more frequencies than the others."""
    gate = general_gate(3)
    last = block_matrix(3, {1: np.diag([0.3, 1.1]), 3: [[0.7]]})
    return replace(gate, generators=(*gate.generators, last))


def gates(rng):
    pairs, line = parse_tree("((1/2 1/2) (1/2 1/2))"), parse_tree("(((1/2 1/2) 1/2) 1/2)")
    turned = {0: random_unitary(rng, 2), 2: random_unitary(rng, 3)}
    constant = block_matrix(4, {**turned, 4: np.eye(1)})
    return {
        "one spin": fixed_gate(parse_tree("1/2"), parse_tree("1/2"), {}),
        "exchange": exchange_gate(2),
        "paper": paper_gate(3),
        "general": general_gate(4),
        "real, two trees": replace(real_gate(4, pairs), out_tree=line),
        "constant first": replace(general_gate(4, pairs), constant=constant),
        "inverse": general_gate(4, pairs).inverse(),
        "uneven terms": _gate_of_uneven_terms(),
        "exchange of five": exchange_gate(5),
        "lopsided tree": real_gate(5, parse_tree("(1/2 ((1/2 1/2) (1/2 1/2)))")),
        "no angles": fixed_gate(pairs, line, turned),
        "real5": real_gate(5),
        "real6": real_gate(6),
    }


NAMES = tuple(gates(np.random.default_rng(0)))


def placed(rng, gate):
    """Some gates of one kind, which share some angles, with all angles of a circuit."""
    n_params = N_GATES * gate.n_angles + 1
    parameters = rng.integers(n_params, size=(N_GATES, gate.n_angles))
    return family(gate, list(range(N_GATES)), parameters.tolist()), n_params


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("batch", [(), (2,)])
def test_entries_are_those_of_each_gate(name, batch, rng):
    gate = gates(rng)[name]
    own, n_params = placed(rng, gate)
    values = rng.normal(size=(n_params, *batch))
    with jax.enable_x64(True):
        found = np.asarray(entries(own, values))
    for number in range(N_GATES):
        angles = values[own.parameters[number]]  # (n_angles, *batch)
        for column in np.ndindex(*batch):
            blocks = gate.comb_blocks(angles[(slice(None), *column)])
            expected = np.concatenate([block.ravel() for block in blocks.values()])
            np.testing.assert_allclose(found[(number, slice(None), *column)], expected, atol=1e-13)


@pytest.mark.parametrize("name", ["paper", "constant first", "real5", "real6"])
def test_all_ways_to_multiply_are_the_same(name, rng, monkeypatch):
    own, n_params = placed(rng, gates(rng)[name])
    values = rng.normal(size=n_params)
    found = []
    with jax.enable_x64(True):
        for unrolled, small in ((0, 100), (100, 0), (100, 100)):
            monkeypatch.setattr(gate_entries, "UNROLLED", unrolled)
            monkeypatch.setattr(gate_entries, "SMALL_BLOCK", small)
            product, pull = jax.vjp(lambda angles: entries(own, angles), values)
            found.append((product, pull(product)[0]))
    for scanned, by_matrices, by_elements in zip(*found, strict=True):
        np.testing.assert_allclose(scanned, by_matrices, atol=1e-12)
        np.testing.assert_allclose(by_elements, by_matrices, atol=1e-12)


def test_derivatives_agree_with_differences(rng):
    own, n_params = placed(rng, gates(rng)["constant first"])
    values, weights = rng.normal(size=n_params), rng.normal(size=(N_GATES, 14))

    def total(angles):
        return (weights * entries(own, angles).real).sum()

    with jax.enable_x64(True):
        found = np.asarray(jax.grad(total)(values))
        steps = 1e-5 * np.eye(n_params)
        expected = [(total(values + one) - total(values - one)) / 2e-5 for one in steps]
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_operations_without_a_gate_keep_their_constant(rng):
    gate = paper_gate(3)
    own = family(gate, [2, 0], [[0, 1, 2, 3], [3, 2, 1, 0]])
    constant = np.arange(24, dtype=complex).reshape(4, 6)
    values = rng.normal(size=4)
    with jax.enable_x64(True):
        found = np.asarray(operation_entries(CircuitEntries(constant, (own,)), values))
    np.testing.assert_array_equal(found[[1, 3]], constant[[1, 3]])
    np.testing.assert_array_equal(found[:, 5], constant[:, 5])  # five entries of a gate
    for row, angles in ((2, values), (0, values[::-1])):
        blocks = gate.comb_blocks(angles).values()
        expected = np.concatenate([block.ravel() for block in blocks])
        np.testing.assert_allclose(found[row, :5], expected, atol=1e-14)
