"""Children do small work of the standard library, since tests are not importable in them."""

from __future__ import annotations

import operator
import os
import time
from functools import partial

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.circuits import path_ansatz
from spinnet.cli.child_process import Limits, available_memory, peak_memory, run_in_child
from spinnet.cli.step_times import backend_step, time_step

PATIENT = Limits(60.0)


def test_news_reach_the_parent():
    news = []
    told = operator.methodcaller("__call__", "step", 3)  # calls tell("step", 3)
    outcome = run_in_child(told, limits=PATIENT, hear=lambda *item: news.append(item))
    assert news == [("step", 3)]
    assert outcome.trouble is None and outcome.answer is None


def test_answers_come_back_with_time_and_memory():
    outcome = run_in_child(os.path.join, "a", limits=PATIENT)
    assert outcome.answer is None  # tell is no path
    assert "str" in outcome.trouble
    assert outcome.seconds > 0
    assert outcome.peak_memory > 1e6


def test_prints_of_a_child_stay_off_standard_output(capfd):
    assert run_in_child(print, "hello", limits=PATIENT).trouble is None
    out, err = capfd.readouterr()
    assert out == "" and "hello" in err


def test_slow_children_are_stopped():
    began = time.perf_counter()
    outcome = run_in_child(print, limits=Limits(1e-3))
    assert outcome.trouble == "stopped at the limit of 0.001 s"
    assert time.perf_counter() - began < 10


@pytest.mark.skipif(available_memory() is None, reason="no /proc to watch memory in")
def test_greedy_children_are_stopped():
    lattice = chain(4)
    circuit, model = path_ansatz(lattice, layers=1), heisenberg(lattice)
    rows = np.zeros((1, circuit.n_params))
    work = (time_step, partial(backend_step, "statevector"), circuit, model, rows, None)
    outcome = run_in_child(*work, limits=Limits(60.0, memory=50_000_000))
    assert outcome.trouble == "stopped at the limit of 0.1 GB"


def test_this_process_has_a_peak():
    assert 1e7 < peak_memory() < 1e12
