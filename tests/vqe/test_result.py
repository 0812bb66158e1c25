"""Results: keys, printing, saving, loading, plotting."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from spinnet.vqe import HistoryRecord, RunFolderError, VQEResult, minimise
from spinnet.vqe.history import history_from_lines, relative_error

KEYS = [
    "lattice", "n_sites", "total_spin", "energy", "energy_per_site", "exact_energy",
    "relative_error", "n_params", "n_gates", "n_evaluations", "wall_time", "seed", "converged",
    "message",
]  # fmt: skip


@pytest.fixture
def result(wavy, ring):
    options = {"starts": 2, "seed": 4, "max_evaluations": 6, "exact_energy": -13.0}
    return minimise(*ring, backend=wavy, **options)


def test_the_summary_has_the_documented_keys(result, tmp_path):
    result.save(tmp_path)
    written = json.loads((tmp_path / "result.json").read_text())
    assert list(written) == KEYS
    assert written["lattice"] == "ring-6" and written["total_spin"] == 0
    assert written["energy_per_site"] == result.energy / 6
    assert written["n_evaluations"] == 12 and written["seed"] == 4


@pytest.mark.parametrize("spin, number", [("0", 0), ("1/2", 0.5), ("2", 2), ("3/2", 1.5)])
def test_spins_are_numbers_in_json_and_text_in_python(result, tmp_path, spin, number):
    changed = dataclasses.replace(result, total_spin=spin)
    assert changed.to_json()["total_spin"] == number
    changed.save(tmp_path)
    assert VQEResult.load(tmp_path).total_spin == spin


def test_what_is_saved_is_loaded(result, tmp_path):
    again = VQEResult.load(result.save(tmp_path / "deep" / "folder"))
    for field in dataclasses.fields(result):
        first, second = getattr(result, field.name), getattr(again, field.name)
        if isinstance(first, np.ndarray):
            np.testing.assert_array_equal(first, second)
        else:
            assert first == second, field.name
    assert not list(tmp_path.glob("**/.*"))  # nothing half-written is left


def test_a_result_says_how_it_was_found(result):
    assert result.settings["backend"] == "wavy" and result.settings["optimizer"] == "lbfgs"
    assert {"spinnet", "python", "numpy", "scipy", "jax", "optax", "device"} <= set(result.versions)
    assert set(result.timings) == {"evaluations", "first_evaluation", "observables"}
    assert [record.evaluation for record in result.history_of(1)] == [1, 2, 3, 4, 5, 6]


def test_it_prints_readably(result):
    text = str(result)
    assert "ring-6: 6 sites, total spin 0" in text
    assert "relative error" in text and "not converged: the budget of 6" in text
    assert len(repr(result)) < 3000


def test_arrays_are_read_only(result):
    with pytest.raises(ValueError, match="read-only"):
        result.parameters[0] = 1


def test_missing_and_damaged_results_are_refused(result, tmp_path):
    with pytest.raises(RunFolderError, match=r"result\.json cannot be read"):
        VQEResult.load(tmp_path)
    result.save(tmp_path)
    (tmp_path / "result.npz").write_bytes(b"")
    with pytest.raises(RunFolderError, match="incomplete or damaged"):
        VQEResult.load(tmp_path)
    (tmp_path / "result.json").write_text("[]")
    with pytest.raises(RunFolderError, match="must hold a JSON object"):
        VQEResult.load(tmp_path)


def test_it_draws_itself(result):
    figure = result.plot()
    assert len(figure.axes) == 2
    assert len(dataclasses.replace(result, exact_energy=None).plot().axes) == 1


def test_errors_are_relative_to_an_energy_that_is_not_zero():
    assert relative_error(-9.0, -10.0) == pytest.approx(0.1)
    assert relative_error(2.0, 1.0) == pytest.approx(1.0)
    assert relative_error(1.0, 0.0) is None and relative_error(1.0, None) is None


def test_an_energy_that_is_not_finite_is_null_in_json():
    record = HistoryRecord(1, 0, math.nan, math.nan, math.inf, 0.5)
    assert json.loads(record.to_line())["energy"] is None
    (again,) = history_from_lines(record.to_line())
    assert math.isnan(again.energy) and again.gradient_norm is None
