"""`spinnet bench` on circuits so small that starting the processes takes most of the time."""

from __future__ import annotations

import pytest

from spinnet.cli import bench
from spinnet.cli.child_process import Outcome

KEYS = [
    "lattice",
    "n_sites",
    "total_spin",
    "n_params",
    "n_gates",
    "starts",
    "seed",
    "cpu_cores",
    "backends",
]
ROW = [
    "backend",
    "energy",
    "prepare_seconds",
    "energy_seconds",
    "gradient_seconds",
    "ratio",
    "peak_memory",
    "trouble",
]
SMALL = ("bench", "ring-4", "--layers", "1", "--backend", "statevector")


def test_json_has_the_documented_keys(spinnet):
    answer = spinnet(*SMALL, "--starts", "2", "--json").answer
    assert list(answer) == KEYS
    assert (answer["lattice"], answer["n_sites"], answer["starts"]) == ("ring-4", 4, 2)
    engine, other = answer["backends"]
    assert list(engine) == list(other) == ROW
    assert (engine["backend"], other["backend"]) == ("sector", "statevector")
    assert engine["energy"] == pytest.approx(other["energy"], abs=1e-12)
    assert engine["ratio"] == 1 and other["ratio"] > 0
    assert engine["peak_memory"] > 1e7 and engine["trouble"] is None
    assert 0 < engine["gradient_seconds"] < engine["prepare_seconds"]


@pytest.fixture
def in_this_process(monkeypatch):
    """Time in the process of the test; that of child processes is shown above and below."""

    def call(function, *arguments, limits, hear):
        return Outcome(function(*arguments, hear), None, 1.0, 10**8)

    monkeypatch.setattr(bench, "run_in_child", call)


def test_people_get_a_table_and_progress(spinnet, in_this_process):
    outcome = spinnet(*SMALL)
    assert outcome.code == 0
    assert "ratio" in outcome.out and "statevector" in outcome.out
    assert "sector: preparing" in outcome.err


def test_slow_backends_are_stopped_and_shown(spinnet):
    outcome = spinnet(*SMALL, "--limit", "0.05", "--json")
    rows = outcome.answer["backends"]
    assert [row["trouble"] for row in rows] == ["stopped at the limit of 0.05 s"] * 2
    assert all(row["gradient_seconds"] is None and row["ratio"] is None for row in rows)


def test_interrupting_keeps_what_was_timed(spinnet, monkeypatch, in_this_process):
    finished = bench.run_in_child

    def second_is_interrupted(*arguments, **options):
        if arguments[1].args == ("statevector",):
            raise KeyboardInterrupt
        return finished(*arguments, **options)

    monkeypatch.setattr(bench, "run_in_child", second_is_interrupted)
    outcome = spinnet(*SMALL)
    assert outcome.code == 130
    assert "interrupted" in outcome.err
    assert "sector" in outcome.out and "statevector" not in outcome.out.split("backend")[1]


REFUSALS = {
    "no lattice": ((), "LATTICE"),
    "unknown lattice": (("kagom-12",), "kagome-12"),
    "unknown backend": (("ring-4", "--backend", "statevectr"), "statevector"),
    "no starts": (("ring-4", "--starts", "0"), "at least 1"),
    "negative seed": (("ring-4", "--seed", "-1"), "at least 0"),
    "no time": (("ring-4", "--limit", "0"), "above 0"),
    "endless": (("ring-4", "--limit", "inf"), "above 0"),
    "no layers": (("ring-4", "--layers", "0"), "at least 1"),
    "wrong spin": (("ring-4", "--spin", "1/2"), "spin"),
    "triplet paper": (("ring-6", "--ansatz", "paper", "--spin", "1"), "spin 0"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_bad_input(refusal, case):
    words, reason = REFUSALS[case]
    assert reason in refusal("bench", *words)
