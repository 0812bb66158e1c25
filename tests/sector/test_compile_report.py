"""Reports of the compile step, against the program or the loops that run."""

from __future__ import annotations

import os

import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.circuits import ansatz, triangle_ansatz
from spinnet.sector import bundle_engine, compile_report, loop_engine, sector_engine
from spinnet.sector.cost_model import LOOP_SPEED, SPEEDS, mean_products
from spinnet.sector.loops.instructions import OVERLAP, TURN


@pytest.mark.parametrize("name", ["ring-6", "kagome-12"])
def test_counts_are_those_of_the_program(name):
    lattice = named_lattice(name)
    circuit, model = ansatz(lattice, "paths", layers=1), heisenberg(lattice)
    report, engine = compile_report(circuit, model, platform="tpu"), sector_engine(circuit, model)
    schedule = engine.program.schedule
    assert report.n_after == len(schedule.window)
    assert sum(report.gate_widths.values()) == int(schedule.is_gate.sum()) == circuit.n_gates
    assert report.n_model_covers == len(engine.action.covers.window)
    assert report.n_model_moves == len(engine.action.moves.window)
    assert (report.dimension, report.amplitude) == (engine.basis.dimension, "float64")
    assert (report.n_turns, report.engine) == (0, "jax")
    assert "turns" not in str(report)


@pytest.mark.parametrize("name", ["ring-6", "kagome-12"])
def test_counts_are_those_of_the_loops(name):
    lattice = named_lattice(name)
    circuit, model = ansatz(lattice, "paths", layers=2), heisenberg(lattice)
    report, engine = compile_report(circuit, model, platform="cpu"), loop_engine(circuit, model)
    assert report.engine == "loops"
    assert report.n_after == len(engine.path.operations)
    assert sum(report.gate_widths.values()) == circuit.n_gates
    assert report.n_model_covers + report.n_model_moves == len(engine.compiled.bonds)
    correlated = engine.compiled.correlated[:, 0].tolist()
    assert report.n_model_covers == correlated.count(OVERLAP)
    lists = engine.compiled.forwards, engine.compiled.measured
    assert report.n_turns == sum(one[:, 0].tolist().count(TURN) for one in lists)
    assert f"{report.n_turns} turns of a state" in str(report)


def test_large_sectors_run_in_jax_on_a_cpu_too():
    lattice = named_lattice("kagome-30")
    circuit = triangle_ansatz(lattice, layers=1)
    assert compile_report(circuit, heisenberg(lattice), platform="cpu").engine == "jax"


def test_counts_are_those_of_the_bundles():
    lattice = named_lattice("ring-6")
    circuit, model = ansatz(lattice, "paths", layers=1), heisenberg(lattice)
    report, engine = compile_report(circuit, model, platform="gpu"), bundle_engine(circuit, model)
    assert report.engine == "bundles"
    assert report.n_after == len(engine.bundled.steps.operations)
    assert report.n_model_moves == len(engine.bundled.model.operations)
    assert "steps that count bonds and move sites" in str(report)


def test_merging_leaves_fewer_operations():
    lattice = named_lattice("kagome-24")
    report = compile_report(triangle_ansatz(lattice, layers=2), heisenberg(lattice))
    assert report.n_after < report.n_before == report.n_gates + report.n_swaps


def test_batches_and_precision_scale_what_is_moved():
    lattice = named_lattice("kagome-12")
    circuit, model = triangle_ansatz(lattice, layers=1), heisenberg(lattice)
    one = compile_report(circuit, model, platform="gpu")
    many = compile_report(circuit, model, n_starts=6, platform="gpu")
    single = compile_report(circuit, model, precision="single", platform="gpu")
    assert many.moved_bytes == 6 * one.moved_bytes == 12 * single.moved_bytes
    assert single.energy_seconds < one.energy_seconds < many.energy_seconds
    assert one.energy_seconds < one.gradient_seconds


def test_starts_beyond_the_cores_wait(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    lattice = named_lattice("kagome-12")
    circuit, model = triangle_ansatz(lattice, layers=1), heisenberg(lattice)
    one, four, five = (
        compile_report(circuit, model, n_starts=n, platform="cpu").gradient_seconds
        for n in (1, 4, 5)
    )
    assert one == four == pytest.approx(five / 2)


def test_a_report_reads_as_text():
    lattice = named_lattice("kagome-12")
    report = compile_report(triangle_ansatz(lattice, layers=1), heisenberg(lattice), platform="cpu")
    assert "132 amplitudes, float64" in str(report)
    assert "expected on cpu, in compiled loops" in str(report)


@pytest.mark.parametrize("width", range(1, 7))
def test_mean_products_count_pairs_of_patterns(width):
    ups = [pattern.bit_count() for pattern in range(2**width)]
    pairs = sum(a == b for a in ups for b in ups)
    assert mean_products(width) == pairs / 2**width


def test_wide_windows_and_large_states_cost_more():
    for speed in (LOOP_SPEED, *SPEEDS.values()):
        assert speed.seconds(4, 1000, 8, 1, False) > speed.seconds(3, 1000, 8, 1, False)
        assert speed.seconds(4, 1000, 16, 1, True) > speed.seconds(4, 1000, 8, 1, False)
        assert speed.seconds(4, 2000, 8, 1, False) > speed.seconds(4, 1000, 8, 1, False)
