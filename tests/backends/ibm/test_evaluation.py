"""Estimates from samples: exact values within their errors, the errors themselves, edges."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.backends.ibm import (
    Estimate,
    HardwareEstimates,
    MeasurementSettings,
    evaluate_samples,
    plan_measurement,
)
from spinnet.backends.ibm.evaluation import _recommended
from spinnet.backends.ibm.moments import counted
from spinnet.backends.ibm.reading import Method, Reading
from spinnet.backends.ibm.symmetry_weights import KINDS
from spinnet.backends.qiskit import compile_circuit
from spinnet.circuits import ansatz
from tests.backends.ibm.exact_sampling import (
    all_bits,
    drawn,
    drawn_samples,
    exact_probabilities,
    noisy_probabilities,
)
from tests.backends.qiskit.dense_route import dense_state

EVERYTHING = MeasurementSettings(shots=6000, bases="XYZ", noise_factors=(1, 3), readout=True)


def make_plan(target, settings, *, n_sites=4, two_total=None, seed=3):
    model = heisenberg(chain(n_sites))
    circuit = ansatz(model.lattice, "paths", layers=1, two_total=two_total)
    parameters = np.random.default_rng(seed).uniform(-1, 1, circuit.n_params)
    compiled = compile_circuit(circuit, target)
    return plan_measurement(compiled, model, parameters, settings, device=target)


def exact_energy(plan):
    state = dense_state(plan.compiled.circuit, np.array(plan.parameters))
    return float(np.vdot(state, plan.model.matrix() @ state).real)


@pytest.fixture(scope="module")
def noisy(line_target):
    """A plan with all methods and the exact noisy distribution of each of its tasks."""
    plan = make_plan(line_target, EVERYTHING)
    chances = {t.label: noisy_probabilities(t.circuit, line_target) for t in plan.tasks}
    return plan, chances


def draw(noisy, rng):
    plan, chances = noisy
    return {task.label: drawn(chances[task.label], task.shots, rng) for task in plan.tasks}


class Limit(Reading):
    """A reading of infinitely many shots: the strings with their exact chances as counts."""

    def __init__(self, plan, chances):
        object.__setattr__(self, "plan", plan)
        object.__setattr__(self, "samples", {})
        rows = all_bits(plan.model.n_sites)
        labels = {(f, a): f"{a}-fold{f}" for f in plan.settings.noise_factors for a in self.axes}
        found = {group: (rows, 1e12 * chances[label]) for group, label in labels.items()}
        self.__dict__["strings"] = found


@pytest.mark.parametrize("n_sites, two_total", [(4, 0), (5, 1), (4, 2)])
def test_without_noise_every_method_agrees_with_the_exact_state(
    line_target, rng, n_sites, two_total
):
    plan = make_plan(line_target, EVERYTHING, n_sites=n_sites, two_total=two_total)
    estimates = evaluate_samples(plan, drawn_samples(plan, rng))
    for estimate in estimates.values():
        assert estimate.energy == pytest.approx(exact_energy(plan), abs=4.5 * estimate.error)
        assert 0 < estimate.error < 0.08
        assert estimate.kept_fraction == pytest.approx(1, abs=0.01)
        spin_squared = two_total / 2 * (two_total / 2 + 1)
        bars = 4.5 * estimate.total_spin_squared_error + 1e-3
        assert estimate.total_spin_squared == pytest.approx(spin_squared, abs=bars)
        limit = 4.5 * estimate.symmetry_disagreement_error
        assert estimate.symmetry_disagreement <= limit
    assert [axis for axis, _ in estimates.raw.axis_energies] == list(
        "XYZ" if two_total < 2 else "XY"
    )


def test_noisy_energies_are_within_their_errors_of_the_exact_noisy_ones(noisy, rng):
    plan, chances = noisy
    estimates = evaluate_samples(plan, draw(noisy, rng))
    limit = Limit(plan, chances)
    for kind in ("all", "post-selected", "symmetry-expanded"):
        for zero_noise in (False, True):
            method = Method(kind, readout=False, zero_noise=zero_noise)
            expected = limit.estimate(method)
            found = estimates[method.name]
            assert found.energy == pytest.approx(expected.energy, abs=4.5 * found.error)
            gaps = np.array(found.bond_correlations) - expected.bond_correlations
            assert np.all(np.abs(gaps) < 4.5 * np.array(found.bond_errors))
            assert found.total_spin_squared == pytest.approx(
                expected.total_spin_squared, abs=4.5 * found.total_spin_squared_error
            )


def test_each_method_comes_nearer_to_the_energy_without_noise(noisy, rng):
    plan, _ = noisy
    exact = exact_energy(plan)
    estimates = evaluate_samples(plan, draw(noisy, rng))
    raw = abs(estimates.raw.energy - exact)
    assert raw > 10 * estimates.raw.error
    for name in ("readout", "post-selected", "zero-noise", "readout + post-selected"):
        assert abs(estimates[name].energy - exact) < raw
    assert abs(estimates.mitigated.energy - exact) < raw / 5
    assert estimates.recommended == "readout + post-selected + zero-noise"
    assert estimates["post-selected"].kept_fraction < 0.95
    assert estimates["readout"].total_spin_squared < estimates.raw.total_spin_squared
    assert estimates.raw.n_shots == 3 * 6000
    assert estimates.mitigated.n_shots == plan.n_shots


@pytest.mark.parametrize(
    "kept, readout, folds, expected",
    [
        (0.9, True, True, "readout + post-selected + zero-noise"),
        (0.9, True, False, "readout + symmetry-expanded"),
        (0.9, False, True, "post-selected + zero-noise"),
        (0.9, False, False, "post-selected"),
        (0.6, True, True, "readout + symmetry-expanded"),
        (0.6, False, True, "symmetry-expanded"),
    ],
)
def test_the_recommended_combination_depends_on_what_is_kept(kept, readout, folds, expected):
    bare = Estimate("", -1.0, 0.1, (), (), 0.0, 0.1, kept)
    choices = itertools.product(KINDS, {False, readout}, {False, folds})
    names = [Method(kind, with_readout, zero).name for kind, with_readout, zero in choices]
    found = {name: replace(bare, name=name) for name in names}
    assert _recommended(found, readout, folds) == expected
    few = {name: one for name, one in found.items() if "sele" not in name and "exp" not in name}
    whole = " + ".join(["readout"] * readout + ["zero-noise"] * folds) or "raw"
    assert _recommended(few, readout, folds) == whole


def test_stated_errors_are_those_of_repeated_sampling(noisy, rng):
    plan, chances = noisy
    settings = replace(plan.settings, shots=1000, bases="Z")
    tasks = tuple(replace(task, shots=1000) for task in plan.tasks if task.label[0] in "Zr")
    small = replace(plan, settings=settings, tasks=tasks)
    repeats = [evaluate_samples(small, draw((small, chances), rng)) for _ in range(40)]
    for name in repeats[0]:
        energies = np.array([estimates[name].energy for estimates in repeats])
        stated = np.mean([estimates[name].error for estimates in repeats])
        # the standard deviation of 40 samples is known to 11 percent
        assert energies.std(ddof=1) == pytest.approx(stated, rel=0.4), name


def test_one_basis_gives_what_three_give(line_target, rng):
    plan = make_plan(line_target, MeasurementSettings(shots=20000))
    estimates = evaluate_samples(plan, drawn_samples(plan, rng))
    assert list(estimates) == ["raw", "post-selected", "symmetry-expanded", "mitigated"]
    assert estimates.raw.energy == pytest.approx(exact_energy(plan), abs=4 * estimates.raw.error)
    assert estimates.raw.symmetry_disagreement is None and estimates.raw.axis_energies == ()
    assert estimates.mitigated is estimates["post-selected"]
    total = float(np.sum(estimates.raw.bond_correlations))
    assert total == pytest.approx(estimates.raw.energy)


def test_twirled_copies_are_read_together(line_target, rng):
    settings = MeasurementSettings(shots=3001, twirling=4)
    plan = make_plan(line_target, settings)
    samples = drawn_samples(plan, rng)
    merged = np.concatenate([samples[task.label] for task in plan.tasks])
    plain = make_plan(line_target, replace(settings, twirling=0))
    together = evaluate_samples(plain, {"Z-fold1": merged})
    apart = evaluate_samples(plan, samples)
    assert apart.raw.energy == pytest.approx(together.raw.energy)
    assert apart.raw.n_shots == 3001


def test_strings_are_counted_for_each_axis_and_factor(noisy, rng):
    plan, _ = noisy
    samples = draw(noisy, rng)
    rows, counts = Reading(plan, samples).strings[3, "Y"]
    expected = counted(samples["Y-fold3"])
    np.testing.assert_array_equal(rows, expected[0])
    np.testing.assert_array_equal(counts, expected[1])


def test_too_few_kept_shots_leave_a_method_out_with_one_sentence(line_target):
    plan = make_plan(line_target, MeasurementSettings(shots=50))
    bits = np.zeros((50, 4), dtype=np.uint8)  # all up: nothing to keep
    estimates = evaluate_samples(plan, {"Z-fold1": bits})
    assert list(estimates) == ["raw", "mitigated"]
    assert estimates.mitigated is estimates.raw
    assert estimates.raw.energy == pytest.approx(3 * 3 * 0.25)
    (first, _) = estimates.notes
    assert first.startswith("'post-selected' is left out: of 50 shots along Z at noise factor 1")
    assert "only 0.00% count" in first and first.endswith("a shorter circuit.")
    with pytest.raises(KeyError, match=r"no estimate is called 'post-selected'.*left out"):
        estimates["post-selected"]


def test_samples_that_do_not_fit_are_refused(line_target):
    plan = make_plan(line_target, MeasurementSettings(shots=10))
    with pytest.raises(ValueError, match="'Z-fold1' is missing"):
        evaluate_samples(plan, {})
    for bits in (np.zeros((10, 3)), np.zeros((0, 4)), np.full((10, 4), 2), np.zeros(4)):
        with pytest.raises(ValueError, match=r"must be bits of shape \(shots, 4\)"):
            evaluate_samples(plan, {"Z-fold1": bits})


def test_estimates_survive_json_and_print(noisy, rng):
    estimates = evaluate_samples(noisy[0], draw(noisy, rng))
    again = HardwareEstimates.from_json(json.loads(json.dumps(estimates.to_json())))
    assert again == estimates
    lines = str(estimates).splitlines()
    assert len(lines) == len(estimates) - 1
    assert sum("<- mitigated" in line for line in lines) == 1


def test_distributions_of_tasks_are_normalised(noisy):
    plan, chances = noisy
    for task in plan.tasks:
        assert chances[task.label].sum() == pytest.approx(1)
        assert exact_probabilities(task.circuit).sum() == pytest.approx(1)
