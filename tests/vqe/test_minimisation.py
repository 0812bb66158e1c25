"""The search as a user calls it: right energies, every kind of ending, clear refusals."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import ground_state, heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import Circuit, SingletCovering, bond_ansatz, path_ansatz
from spinnet.vqe import Step, minimise, starting_points


def evaluator_kind(wavy, ring):
    """The class of the fixture's evaluators, which lives in conftest.py."""
    return type(wavy.evaluator(*ring))


def lowest_wavy(circuit):
    return -float(circuit.n_params)  # every cosine 1, no difference between neighbours


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_the_lowest_point_of_a_known_function_is_found(wavy, ring, optimizer):
    circuit, model = ring
    result = minimise(circuit, model, backend=wavy, optimizer=optimizer, starts=3)
    assert result.converged
    np.testing.assert_allclose(result.energy, lowest_wavy(circuit), rtol=1e-7)
    np.testing.assert_allclose(result.start_energies, lowest_wavy(circuit), rtol=1e-7)
    # the optimisers stop by energy, which is flat to second order: the point is known to half
    # as many digits
    np.testing.assert_allclose(result.parameters, np.arange(circuit.n_params) / 10, atol=2e-3)


def test_a_ring_reaches_its_exact_ground_state():
    lattice = named_lattice("ring-4")
    model = heisenberg(lattice)
    exact = ground_state(model).energy
    result = minimise(
        path_ansatz(lattice, layers=1), model, backend=StatevectorBackend(), exact_energy=exact
    )
    assert result.relative_error is not None and abs(result.relative_error) < 1e-8
    assert result.total_spin == "0" and abs(result.total_spin_squared) < 1e-10
    assert result.variance is not None and abs(result.variance) < 1e-7
    np.testing.assert_allclose(sum(result.bond_correlations), result.energy, atol=1e-10)


def test_equal_seeds_give_equal_runs_and_other_seeds_do_not(wavy, ring):
    runs = [minimise(*ring, backend=wavy, starts=2, seed=seed) for seed in (3, 3, 4)]
    first, again, other = [[record.energy for record in run.history] for run in runs]
    assert first == again
    assert first != other


def test_a_start_goes_its_way_whatever_the_number_of_starts(wavy, ring):
    alone = minimise(*ring, backend=wavy, starts=1, seed=5)
    among = minimise(*ring, backend=wavy, starts=4, seed=5)
    assert [r.energy for r in alone.history] == [r.energy for r in among.history_of(0)]


def test_the_best_start_is_returned(wavy, ring):
    result = minimise(*ring, backend=wavy, starts=5, max_evaluations=4)
    best = int(np.argmin(result.start_energies))
    assert result.energy == min(result.start_energies) == min(r.energy for r in result.history)
    np.testing.assert_array_equal(result.parameters, result.start_parameters[best])
    assert wavy.evaluators[-1].energy(result.parameters) == result.energy


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_the_budget_is_kept_by_every_start(wavy, ring, optimizer):
    result = minimise(*ring, backend=wavy, optimizer=optimizer, starts=3, max_evaluations=5)
    assert not result.converged and "budget of 5 evaluations" in result.message
    assert result.n_evaluations == 15 == len(result.history)


def test_the_search_ends_at_the_target(wavy, ring):
    exact = lowest_wavy(ring[0])
    result = minimise(*ring, backend=wavy, exact_energy=exact, target_error=1e-2)
    assert result.converged and "target 0.01" in result.message
    assert 1e-9 < result.relative_error <= 1e-2


def test_no_parameters_are_one_evaluation():
    lattice = named_lattice("ring-4")
    circuit = Circuit(4, SingletCovering(4, ((0, 1), (2, 3))), (), 0)
    result = minimise(circuit, heisenberg(lattice), backend=StatevectorBackend(), starts=2)
    assert result.converged and result.n_evaluations == 2
    np.testing.assert_allclose(result.energy, -1.5, atol=1e-12)


def test_odd_sites_keep_their_spin():
    lattice = named_lattice("ring-5")
    result = minimise(
        bond_ansatz(lattice, layers=1),
        heisenberg(lattice),
        backend=StatevectorBackend(),
        max_evaluations=3,
    )
    assert result.total_spin == "1/2"
    np.testing.assert_allclose(result.total_spin_squared, 3 / 4, atol=1e-10)


def test_a_callback_sees_every_step_and_can_stop(wavy, ring):
    seen: list[Step] = []

    def watch(step):
        seen.append(step)
        return len(seen) == 4

    result = minimise(*ring, backend=wavy, starts=2, callback=watch)
    assert [step.number for step in seen] == [1, 2, 3, 4]
    assert not result.converged and result.message == "stopped by the callback"
    assert seen[-1].best.energy == result.energy
    np.testing.assert_array_equal(seen[-1].parameters, result.parameters)


def test_interrupting_returns_what_was_found(wavy, ring, tmp_path):
    def interrupt(step):
        if step.number == 6:
            raise KeyboardInterrupt

    whole = minimise(*ring, backend=wavy)
    result = minimise(*ring, backend=wavy, callback=interrupt, run_folder=tmp_path / "run")
    assert not result.converged and result.message.startswith("interrupted")
    assert result.n_evaluations == 6
    assert [r.energy for r in result.history] == [r.energy for r in whole.history[:6]]
    assert (tmp_path / "run" / "result.json").exists()


def test_interrupting_before_any_energy_is_an_interrupt(wavy, ring, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluator_kind(wavy, ring), "energies_and_gradients", interrupt)
    with pytest.raises(KeyboardInterrupt):
        minimise(*ring, backend=wavy)


def test_an_error_of_the_evaluator_is_not_swallowed(wavy, ring, monkeypatch):
    def fail(*_):
        raise MemoryError("no room")

    monkeypatch.setattr(evaluator_kind(wavy, ring), "energies_and_gradients", fail)
    with pytest.raises(MemoryError, match="no room"):
        minimise(*ring, backend=wavy)


def test_energies_that_are_not_finite_end_the_search(wavy, ring, monkeypatch):
    kind = evaluator_kind(wavy, ring)
    whole = kind.energies_and_gradients

    def nan_after(n_calls):
        def evaluate(self, parameters):
            energies, gradients = whole(self, parameters)
            return (energies if len(self.batches) <= n_calls else np.nan * energies), gradients

        return evaluate

    monkeypatch.setattr(kind, "energies_and_gradients", nan_after(3))
    result = minimise(*ring, backend=wavy)
    assert "not finite at evaluation 4" in result.message and np.isfinite(result.energy)
    monkeypatch.setattr(kind, "energies_and_gradients", nan_after(0))
    with pytest.raises(ValueError, match="energy must be finite"):
        minimise(*ring, backend=wavy)


def test_given_rows_are_where_the_search_starts(wavy, ring):
    n_params = ring[0].n_params
    rows = starting_points(n_params, starts=2, seed=9)
    seen = []
    minimise(*ring, backend=wavy, starts=2, initial=rows, max_evaluations=1, callback=seen.append)
    energies = wavy.evaluators[-1].energies(rows)
    np.testing.assert_array_equal([record.energy for record in seen[0].records], energies)


def test_progress_is_shown_on_standard_error(wavy, ring, capsys):
    minimise(*ring, backend=wavy, progress=True, exact_energy=lowest_wavy(ring[0]))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "energy=" in shown.err and "error=" in shown.err


def test_bad_arguments_are_refused_by_name(wavy, ring):
    circuit, model = ring
    with pytest.raises(ValueError, match=r"optimizer must be one of.*got 'lbgfs'.*mean 'lbfgs'"):
        minimise(circuit, model, backend=wavy, optimizer="lbgfs")
    with pytest.raises(ValueError, match="same number of sites; got 6 and 4"):
        minimise(circuit, heisenberg(named_lattice("ring-4")), backend=wavy)
    with pytest.raises(ValueError, match=r"target_error = 0\.1 needs an exact_energy"):
        minimise(circuit, model, backend=wavy, target_error=0.1)
    with pytest.raises(ValueError, match="exact_energy must be finite; got nan"):
        minimise(circuit, model, backend=wavy, exact_energy=float("nan"))
    with pytest.raises(ValueError, match="one row of parameters for each start; got an array of 1"):
        minimise(circuit, model, backend=wavy, initial=np.zeros(circuit.n_params))
    with pytest.raises(ValueError, match=r"shape \(2, 12\); got \(1, 12\)"):
        minimise(circuit, model, backend=wavy, starts=2, initial=np.zeros((1, circuit.n_params)))
