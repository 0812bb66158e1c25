"""Every backend on every row of the table: energies, gradients, observables and states."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from hamiltonians import chain, heisenberg, named_lattice
from spinnet.backends import NoStateError
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import bond_ansatz, triangle_ansatz
from spinnet.testing.agreement import assert_backends_agree, assert_runs_agree, run_backend
from tests.agreement.dense import dense_run, dense_state


def gradient_is_quick(entry, row):
    angles = sum(len(placement.parameters) for placement in row.circuit.placements)
    return angles <= entry.most_angles


def test_backends_agree(table_row, entry, expected, is_quick, quickly_compiled):
    if not is_quick:
        pytest.skip("compiling takes seconds: run in the slow test")
    run = run_backend(
        entry.build(),
        table_row.circuit,
        table_row.model,
        table_row.parameters,
        gradients=gradient_is_quick(entry, table_row),
    )
    assert run.state is not None
    assert_runs_agree(expected, run, tolerance=1e-10)


@pytest.mark.slow
def test_backends_agree_on_the_whole_table(table_row, entry, expected, is_quick, quickly_compiled):
    if is_quick and gradient_is_quick(entry, table_row):
        pytest.skip("compared in the quick test")
    run = run_backend(entry.build(), table_row.circuit, table_row.model, table_row.parameters)
    assert run.state is not None
    assert_runs_agree(expected, run, tolerance=1e-10)


def test_gradients_of_the_oracle_agree_with_finite_differences(table_row, expected):
    step = 1e-4
    direction = np.cos(np.arange(table_row.circuit.n_params))  # one direction sees every entry
    energies = []
    for sign in (1, -1):
        state = dense_state(table_row.circuit, table_row.parameters[0] + sign * step * direction)
        energies.append(np.vdot(state, table_row.model.matrix() @ state).real)
    slope = expected.gradients[0] @ direction
    assert (energies[0] - energies[1]) / (2 * step) == pytest.approx(slope, abs=1e-6)


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


@pytest.fixture
def smallest():
    lattice = chain(2)
    circuit = bond_ansatz(lattice, layers=1)
    return circuit, heisenberg(lattice), np.array([[0.3], [1.1]])


def test_a_wrong_gradient_is_found(smallest):
    backends = [StatevectorBackend(), Detuned()]
    with pytest.raises(AssertionError, match=r"gradients of 'statevector' and 'detuned'.*1.00e-08"):
        assert_backends_agree(backends, *smallest)


def test_one_backend_is_nothing_to_compare(smallest):
    with pytest.raises(ValueError, match="at least two"):
        assert_backends_agree([StatevectorBackend()], *smallest)


def test_a_global_phase_is_no_difference_but_a_relative_one_is():
    circuit = triangle_ansatz(named_lattice("kagome-12"), layers=1)
    model = heisenberg(named_lattice("kagome-12"))
    run = dense_run(circuit, model, np.ones((1, circuit.n_params)))
    assert_runs_agree(run, dataclasses.replace(run, state=1j * run.state), tolerance=1e-12)
    bent = run.state.copy()
    bent[np.argmax(np.abs(bent))] *= np.exp(1e-6j)
    with pytest.raises(AssertionError, match="states"):
        assert_runs_agree(run, dataclasses.replace(run, state=bent))


class Shotlike(StatevectorBackend):
    """A backend whose evaluators have no amplitudes to give."""

    name = "shots"

    def evaluator(self, circuit, model):
        evaluator = super().evaluator(circuit, model)

        def state(parameters):
            raise NoStateError("no amplitudes")

        evaluator.state = state
        return evaluator


def test_a_backend_without_amplitudes_has_no_state(smallest):
    assert run_backend(Shotlike(), *smallest).state is None
    assert_backends_agree([StatevectorBackend(), Shotlike()], *smallest)


def test_what_a_backend_lacks_is_not_compared():
    circuit = bond_ansatz(chain(2), layers=1)
    run = dense_run(circuit, heisenberg(chain(2)), np.zeros((1, 1)))
    bare = dataclasses.replace(
        run,
        state=None,
        gradients=None,
        observables=dataclasses.replace(run.observables, variance=None),
    )
    assert_runs_agree(run, bare)
    with pytest.raises(AssertionError, match="differ by inf"):
        assert_runs_agree(run, dataclasses.replace(run, energies=np.zeros(3)))
