from __future__ import annotations

import dataclasses
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hamiltonians import named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.cli import main, vqe
from spinnet.cli.circuit_choice import choose_circuit
from spinnet.cli.pictures import save_run
from spinnet.cli.run_folder import choose_folder
from spinnet.vqe import VQEResult

ROOT = Path(__file__).parents[2]
KEYS = [
    "lattice", "n_sites", "total_spin", "energy", "energy_per_site", "exact_energy",
    "relative_error", "n_params", "n_gates", "n_evaluations", "wall_time", "seed", "converged",
    "message",
]  # fmt: skip
HEEDING_CTRL_C = """
import signal, sys
from spinnet.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored if the tests run in background
sys.exit(main())
"""
QUICK = ("ring-6", "--layers", 2)


def plain(precision):
    """The plain state vector compiles fastest; the last test runs the engine."""
    return StatevectorBackend()


@pytest.fixture(autouse=True)
def _quick_backend(monkeypatch):
    monkeypatch.setattr(vqe, "SectorBackend", plain)


@pytest.fixture(scope="module")
def stopped_run(tmp_path_factory):
    """The folder of a run whose budget was too small."""
    folder = tmp_path_factory.mktemp("stopped") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vqe, "SectorBackend", plain)
        words = ["vqe", *map(str, QUICK), "--max-evaluations", "4", "--out", str(folder)]
        assert main(words) == 0
    return folder


@pytest.fixture
def run(stopped_run, tmp_path):
    """A copy of that folder, to do things to."""
    return Path(shutil.copytree(stopped_run, tmp_path / "run"))


def test_json_is_one_object_with_the_documented_keys(spinnet, tmp_path):
    outcome = spinnet("vqe", *QUICK, "--seed", 3, "--json")
    answer = outcome.answer
    assert list(answer) == KEYS
    assert (answer["lattice"], answer["n_sites"], answer["total_spin"]) == ("ring-6", 6, 0)
    assert (answer["seed"], answer["n_gates"], answer["n_params"]) == (3, 12, 12)
    assert answer["relative_error"] < 1e-6 and answer["converged"]
    assert answer["energy"] == pytest.approx(-2.802775637731995, abs=1e-6)
    assert answer["energy_per_site"] == pytest.approx(answer["energy"] / 6)
    saved = json.loads((tmp_path / "runs" / "ring-6" / "result.json").read_text())
    assert list(saved) == KEYS


def test_files_and_pictures_are_left_in_the_folder(run):
    names = {path.name for path in run.iterdir()}
    pictures = {f"{p}.{e}" for p in ("history", "lattice", "circuit") for e in ("png", "svg")}
    assert pictures | {"config.json", "history.jsonl", "checkpoint.npz", "result.json"} <= names


def test_bonds_without_coupling_are_not_drawn(tmp_path, stopped_run):
    lattice = named_lattice("triangular-chain-6")
    values = (-0.4,) * 6 + (float("nan"),) * (len(lattice.bonds) - 6)
    result = dataclasses.replace(VQEResult.load(stopped_run), bond_correlations=values)
    files = save_run(result, lattice, choose_circuit(lattice), tmp_path)
    assert all(path.exists() for path in files)


def test_folders_are_numbered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert choose_folder(Path("mine"), "ring-6") == Path("mine")
    for name in ("ring-6", "ring-6-2", "ring-6-3"):
        folder = choose_folder(None, "ring-6")
        assert folder == Path("runs") / name
        folder.mkdir(parents=True)
    assert choose_folder(None, "../a b") == Path("runs") / "a-b"


def test_equal_seeds_give_equal_energies(spinnet, run):
    before = json.loads((run / "result.json").read_text())["energy"]
    words = ("vqe", *QUICK, "--max-evaluations", 4, "--json")
    assert (
        spinnet(*words).answer["energy"] == before != spinnet(*words, "--seed", 1).answer["energy"]
    )


@pytest.mark.parametrize(("name", "spin"), [("ring-5", 0.5), ("ring-6", 1)])
def test_other_total_spins(spinnet, name, spin):
    words = ("vqe", name, "--spin", "1/2" if spin == 0.5 else "1", "--starts", 2, "--json")
    answer = spinnet(*words).answer
    exact = spinnet("exact", name, "--spin", "1/2" if spin == 0.5 else "1", "--json").answer
    assert answer["total_spin"] == spin
    assert answer["exact_energy"] == pytest.approx(exact["energy"], abs=1e-8)
    assert answer["relative_error"] < 1e-4


def test_a_graph_of_mixed_signs(spinnet, tmp_path):
    graph = tmp_path / "mixed.json"
    bonds = [[0, 1, 1.0], [1, 2, -0.5], [2, 3, 0.7], [0, 3, -1.0], [0, 2, 0.4]]
    graph.write_text(json.dumps({"n_sites": 4, "bonds": bonds}))
    answer = spinnet("vqe", "--graph", graph, "--json").answer
    assert answer["lattice"] == "mixed"
    assert answer["relative_error"] < 1e-6


@pytest.mark.parametrize(
    ("ansatz", "n_gates"),
    [("bonds", 6), ("paths", 6), ("triples", 6), ("triples+bonds", 12), ("paper", 6)],
)
def test_every_ansatz_has_its_gates(ansatz, n_gates):
    assert choose_circuit(named_lattice("ring-6"), ansatz, layers=1).n_gates == n_gates


def test_the_paper_has_one_circuit_for_chains_and_one_for_kagome():
    chain = choose_circuit(named_lattice("triangular-chain-8"), "paper", layers=2)
    assert [placement.sites for placement in chain.placements[:2]] == [(0, 1, 2), (1, 2, 3)]
    kagome = choose_circuit(named_lattice("kagome-12"), "paper", layers=2)
    assert (kagome.n_gates, kagome.n_params) == (16, 64)


def test_two_sites_are_solved_without_angles(spinnet, tmp_path):
    graph = tmp_path / "pair.json"
    graph.write_text(json.dumps({"n_sites": 2, "bonds": [[0, 1, 1.0]]}))
    assert spinnet("vqe", "--graph", graph, "--json").answer["energy"] == pytest.approx(-0.75)


def test_sharing_leaves_fewer_angles():
    lattice = named_lattice("kagome-12")
    counts = [
        choose_circuit(lattice, "triangles", layers=2, sharing=rule).n_params
        for rule in ("none", "orbit", "layer")
    ]
    assert counts[0] > counts[1] > counts[2] == 2


def test_the_sector_of_the_ground_state_is_found(spinnet, tmp_path):
    graph = tmp_path / "star.json"  # three legs around a centre: spin 1, by Lieb and Mattis
    graph.write_text(json.dumps({"n_sites": 4, "bonds": [[0, n, 1.0] for n in (1, 2, 3)]}))
    answer = spinnet("vqe", "--graph", graph, "--json").answer
    assert answer["total_spin"] == 1
    assert answer["energy"] == pytest.approx(-1.25, abs=1e-8)


def test_a_budget_can_be_enlarged_and_ends_where_one_run_would(spinnet, run):
    whole = spinnet("vqe", *QUICK, "--out", "whole", "--json").answer
    parts = spinnet("resume", run, "--max-evaluations", 1000, "--json").answer
    assert list(parts) == KEYS
    assert parts["energy"] == whole["energy"]
    assert parts["n_evaluations"] == whole["n_evaluations"]


def test_a_folder_of_other_settings_is_left_alone(refusal, run):
    before = (run / "journal.bin").read_bytes()
    sentence = refusal("vqe", "ring-6", "--layers", 3, "--out", run, "--max-evaluations", 4)
    assert "other settings" in sentence
    assert (run / "journal.bin").read_bytes() == before


@pytest.mark.parametrize("name", ["checkpoint.npz", "config.json", "journal.bin"])
def test_damaged_files_are_named(refusal, run, name):
    content = bytearray((run / name).read_bytes())
    content[len(content) // 2 :] = b"\x07" * 40
    (run / name).write_bytes(content)
    assert name in refusal("resume", run, "--max-evaluations", 8)


def test_ctrl_c_saves_and_resuming_finishes(spinnet, tmp_path):
    words = ["vqe", "kagome-12", "--ansatz", "triangles", "--layers", "3", "--json"]
    command = [sys.executable, "-c", HEEDING_CTRL_C, *words, "--out", str(tmp_path / "run")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        history = tmp_path / "run" / "history.jsonl"
        while process.poll() is None and not (history.exists() and history.stat().st_size):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    stopped = json.loads(out)
    assert "interrupted" in stopped["message"] and b"spinnet resume" in err
    assert json.loads((tmp_path / "run" / "config.json").read_text())["backend"] == "sector"
    finished = spinnet("resume", tmp_path / "run", "--json").answer
    assert finished["converged"] and finished["energy"] < stopped["energy"]
