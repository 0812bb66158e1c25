from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.cli.circuit_choice import choose_circuit
from spinnet.vqe import minimise

QUICK = ("cost", "ring-6", "--layers", 1)


def test_counts_without_a_device(spinnet):
    answer = spinnet(*QUICK, "--json").answer
    assert (answer["n_gates"], answer["n_params"], answer["target"]) == (6, 6, None)
    assert 6 * 5 <= answer["two_qubit_gates"] <= 6 * 8 + 3
    assert answer["two_qubit_depth"] <= answer["two_qubit_gates"]
    assert answer["duration"] is None
    assert "two-qubit depth" in spinnet(*QUICK).out


def test_counts_on_a_device(spinnet):
    pytest.importorskip("qiskit_ibm_runtime")
    words = (*QUICK, "--target", "FakeMarrakesh", "--precision", 0.1)
    answer = spinnet(*words, "--json").answer
    free = spinnet(*QUICK, "--json").answer
    assert answer["two_qubit_gates"] >= free["two_qubit_gates"]
    assert answer["duration"] > 0 and answer["shots"] > 1


def test_unknown_devices_name_the_nearest(refusal):
    pytest.importorskip("qiskit_ibm_runtime")
    assert "FakeMarrakesh" in refusal(*QUICK, "--target", "FakeMarakesh")


def test_refusals(refusal):
    assert "above 0" in refusal(*QUICK, "--precision", 0)
    assert "at least 1" in refusal("cost", "ring-6", "--layers", 0)


@pytest.fixture(scope="module")
def finished_run(tmp_path_factory) -> Path:
    """The folder of a short finished run of the circuit of QUICK."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    ring = named_lattice("ring-6")
    circuit = choose_circuit(ring, layers=1)
    options = {"max_evaluations": 5, "exact_energy": -2.802775637731995}
    minimise(circuit, heisenberg(ring), backend=StatevectorBackend(), run_folder=folder, **options)
    return folder


@pytest.fixture
def run_folder(spinnet, finished_run) -> Path:
    """A copy of it, to do things to."""
    return Path(shutil.copytree(finished_run, "run"))


def change_result(folder: Path, **changes: object) -> None:
    path = folder / "result.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_run_is_costed_per_parameter_and_digit(spinnet, run_folder):
    plain = spinnet(*QUICK, "--json").answer
    answer = spinnet("cost", "--run", run_folder, "--json").answer
    error = json.loads((run_folder / "result.json").read_text())["relative_error"]
    gates = answer["two_qubit_gates"]
    assert {name: answer[name] for name in plain} == plain
    assert answer["two_qubit_gates_per_parameter"] == gates / answer["n_params"]
    assert answer["relative_error"] == error
    assert answer["two_qubit_gates_per_digit"] == pytest.approx(-gates / math.log10(error))
    assert "two-qubit gates per digit" in spinnet("cost", "--run", run_folder).out


@pytest.mark.parametrize(
    ("error", "digits"), [(None, None), (1.5, None), (1.0, None), (0.0, 12), (-1e-15, 12)]
)
def test_digits_of_extreme_errors(spinnet, run_folder, error, digits):
    change_result(run_folder, relative_error=error)
    answer = spinnet("cost", "--run", run_folder, "--json").answer
    expected = None if digits is None else pytest.approx(answer["two_qubit_gates"] / digits)
    assert answer["two_qubit_gates_per_digit"] == expected


def test_the_energy_of_a_run_saves_shots(spinnet, run_folder):
    pytest.importorskip("qiskit")
    energy = json.loads((run_folder / "result.json").read_text())["energy"]
    answer = spinnet("cost", "--run", run_folder, "--precision", 0.1, "--json").answer
    any_state = spinnet(*QUICK, "--precision", 0.1, "--json").answer
    assert any_state["shots"] - answer["shots"] == pytest.approx((energy / 0.1) ** 2, abs=1)


def test_refusals_of_runs(refusal, run_folder):
    for words in (["ring-6"], ["--graph", "file.json"], ["--layers", 2], ["--spin", 0]):
        assert "leave out LATTICE" in refusal("cost", *words, "--run", run_folder)
    assert "no run folder" in refusal("cost", "--run", "elsewhere")
    change_result(run_folder, relative_error=math.nan)
    assert "relative_error" in refusal("cost", "--run", run_folder)
    change_result(run_folder, energy=math.nan)
    assert "must be finite; got nan" in refusal("cost", "--run", run_folder)
    (run_folder / "result.json").unlink()
    assert "no result yet" in refusal("cost", "--run", run_folder)
