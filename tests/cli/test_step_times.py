"""Values are checked before anything is timed; times are those of the quickest call."""

from __future__ import annotations

import time

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.circuits import path_ansatz
from spinnet.cli.step_times import Step, Values, backend_step, best_time, check_values, time_step

LATTICE = chain(4)
CIRCUIT, MODEL = path_ansatz(LATTICE, layers=1), heisenberg(LATTICE)
ROWS = np.full((2, CIRCUIT.n_params), 0.3)


def values(shift: float = 0.0, slope: float = 0.0) -> Values:
    return Values(np.array([-1.0 + shift]), np.array([[0.5 + slope]]))


def silent(name, value):
    pass


def test_small_differences_pass():
    check_values(values(9e-9, 9e-7), values())
    check_values(values(9e-5, 9e-4), values(), "single")


@pytest.mark.parametrize("wrong", [values(2e-8), values(0, 2e-6), values(float("nan"))])
def test_larger_differences_and_nan_do_not(wrong):
    with pytest.raises(ValueError, match=r"differ by .* not timed"):
        check_values(wrong, values())


def test_energies_alone_are_checked_where_there_are_no_gradients():
    check_values(Values(np.array([-1.0]), None), values())
    with pytest.raises(ValueError, match="energies differ"):
        check_values(Values(np.array([-1.1]), None), values())


def test_backends_of_the_registry_agree():
    def prepare(circuit, model):
        return backend_step("statevector", circuit, model)

    news = []
    first = time_step(prepare, CIRCUIT, MODEL, ROWS, None, lambda *item: news.append(item))
    assert news[0] == ("step", "preparing") and len(news) == 3
    assert first.values.gradients.shape == ROWS.shape
    assert 0 < first.energy_seconds < first.prepare_seconds

    def other(circuit, model):
        return backend_step("sector-single", circuit, model)

    assert other(CIRCUIT, MODEL).precision == "single"
    second = time_step(other, CIRCUIT, MODEL, ROWS, first.values, silent)
    np.testing.assert_allclose(second.values.energies, first.values.energies, atol=1e-5)


def test_a_step_without_gradients_has_no_time_of_one():
    def prepare(circuit, model):
        return Step(lambda rows: np.zeros(len(rows)), None)

    times = time_step(prepare, CIRCUIT, MODEL, ROWS, None, silent)
    assert times.gradient_seconds is None and times.values.gradients is None
    assert set(times.to_json()) == {"prepare_seconds", "energy_seconds", "gradient_seconds"}


def test_the_quickest_of_five_calls_counts():
    naps = iter([0.02, 0.001, 0.02, 0.02, 0.02, 9.0])
    assert 0.001 <= best_time(lambda rows: time.sleep(next(naps)), ROWS) < 0.02
