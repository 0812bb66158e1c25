"""Every backend on every row of the table: energies, gradients, observables and states."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import gate_angles
from spinnet.testing.agreement import assert_backends_agree, assert_runs_agree, run_backend


def has_quick_gradient(entry, row):
    angles = sum(len(placement.parameters) for placement in row.circuit.placements)
    return angles <= entry.most_angles


def test_backends_agree(table_row, entry, expected):
    run = run_backend(
        entry.build(),
        table_row.circuit,
        table_row.model,
        table_row.parameters,
        gradients=has_quick_gradient(entry, table_row),
    )
    assert_runs_agree(expected, run, tolerance=1e-10)


@pytest.mark.slow
def test_long_gradients_agree(table_row, entry, expected):
    if has_quick_gradient(entry, table_row):
        pytest.skip("compared in the quick test")
    run = run_backend(entry.build(), table_row.circuit, table_row.model, table_row.parameters)
    assert_runs_agree(expected, run, tolerance=1e-10)


def test_the_reference_agrees_with_dense_matrices(table_row, expected):
    """The reference itself, against plain products of the gates' own matrices."""
    circuit, model, parameters = table_row.circuit, table_row.model, table_row.parameters[0]
    state = covering_state(circuit.initial)
    for placement, angles in zip(circuit.placements, gate_angles(circuit, parameters), strict=True):
        tensor = placement.gate.matrix(angles).reshape((2,) * (2 * len(placement.sites)))
        count = len(placement.sites)
        state = np.tensordot(tensor, state, (range(count, 2 * count), placement.sites))
        state = np.moveaxis(state, range(count), placement.sites)
    state = state.reshape(-1)
    np.testing.assert_allclose(expected.state, state, atol=1e-12)
    energy = np.vdot(state, model.matrix() @ state).real
    assert expected.energies[0] == pytest.approx(energy, abs=1e-12)


def covering_state(covering):
    state = np.zeros((2,) * covering.n_sites)
    n_pairs = len(covering.pairs)
    for choice in range(2**n_pairs):
        bits = [0] * covering.n_sites
        sign = 1
        for place, pair in enumerate(covering.pairs):
            flipped = choice >> place & 1
            bits[pair[1 - flipped]] = 1
            sign *= 1 - 2 * flipped
        state[tuple(bits)] = sign / np.sqrt(2) ** n_pairs
    return state


def test_gradients_of_the_reference_agree_with_finite_differences(table_row, expected):
    evaluator = StatevectorBackend().evaluator(table_row.circuit, table_row.model)
    step = 1e-4
    direction = np.cos(np.arange(table_row.circuit.n_params))  # one direction sees every entry
    shifted = table_row.parameters[0] + step * np.array([[1.0], [-1.0]]) * direction
    forward, backward = evaluator.energies(shifted)
    slope = expected.gradients[0] @ direction
    assert (forward - backward) / (2 * step) == pytest.approx(slope, abs=1e-6)


class Detuned(StatevectorBackend):
    """A backend with one wrong number."""

    name = "detuned"

    def evaluator(self, circuit, model):
        evaluator = super().evaluator(circuit, model)
        energies = evaluator.energies_and_gradients
        evaluator.energies_and_gradients = lambda rows: (
            energies(rows)[0],
            energies(rows)[1] + 1e-8,
        )
        return evaluator


def test_a_wrong_gradient_is_found(table_row):
    if table_row.name != "6 sites paper 2-spin":
        pytest.skip("one row is enough")
    backends = [StatevectorBackend(), Detuned()]
    with pytest.raises(AssertionError, match=r"gradients of 'statevector' and 'detuned'.*1.00e-08"):
        assert_backends_agree(backends, table_row.circuit, table_row.model, table_row.parameters)


def test_a_global_phase_is_no_difference_but_a_relative_one_is(table_row, expected):
    turned = dataclasses.replace(expected, state=1j * expected.state)
    assert_runs_agree(expected, turned, tolerance=1e-12)
    bent = expected.state.copy()
    place = np.argmax(np.abs(bent))
    bent[place] *= np.exp(1e-6j)
    if np.count_nonzero(np.abs(bent) > 1e-9) > 1:
        with pytest.raises(AssertionError, match="states"):
            assert_runs_agree(expected, dataclasses.replace(expected, state=bent))


def test_one_backend_is_nothing_to_compare(table_row):
    with pytest.raises(ValueError, match="at least two"):
        assert_backends_agree(
            [StatevectorBackend()], table_row.circuit, table_row.model, table_row.parameters
        )
