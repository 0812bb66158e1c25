"""Bad input: one sentence on standard error, exit code 2, nothing on standard output."""

from __future__ import annotations

import json

import pytest


def write(folder, content) -> str:
    path = folder / "graph.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


@pytest.mark.parametrize("command", ["vqe", "exact", "lattice"])
def test_unknown_lattices_name_the_nearest(refusal, command):
    assert "kagome-12" in refusal(command, "kagom-12")


@pytest.mark.parametrize("name", ["kagom-12", "xyz", "triangular-chain-many"])
def test_unknown_lattices_lead_to_the_command_that_lists_them(refusal, name):
    for words in (("exact", name), ("info", "--circuit", name), ("cost", name)):
        line = refusal(*words)
        assert repr(name) in line and "`spinnet lattice` lists all" in line
        assert "()" not in line


def test_names_of_large_lattices_lead_to_files(refusal):
    line = refusal("exact", "chain-1000")
    assert "'chain-1000'" in line and "--graph" in line and "()" not in line


def test_rings_that_are_too_small_are_not_sent_to_arguments_of_python(refusal):
    line = refusal("exact", "ring-2")
    assert "take a larger cluster" in line and "doubled" not in line


@pytest.mark.parametrize("command", ["vqe", "exact"])
def test_a_lattice_or_a_graph_is_needed(refusal, command):
    assert "LATTICE" in refusal(command)


GRAPHS = {
    "empty": ({"n_sites": 0, "bonds": []}, "at least one"),
    "no bonds": ({"n_sites": 3, "bonds": []}, "at least one bond"),
    "disconnected": ({"n_sites": 4, "bonds": [[0, 1, 1], [2, 3, 1]]}, "connected"),
    "self-loop": ({"n_sites": 2, "bonds": [[0, 1, 1], [1, 1, 1]]}, "self-loop"),
    "not finite": ('{"n_sites": 2, "bonds": [[0, 1, NaN]]}', "finite"),
    "infinite": ('{"n_sites": 2, "bonds": [[0, 1, 1e999]]}', "finite"),
    "twice": ({"n_sites": 2, "bonds": [[0, 1, 1], [1, 0, 1]]}, "twice"),
    "out of range": ({"n_sites": 2, "bonds": [[0, 2, 1]]}, "0..1"),
    "wrong kind": ({"n_sites": 2, "bonds": [["a", 1, 1]]}, "whole number"),
    "text for J": ({"n_sites": 2, "bonds": [[0, 1, "strong"]]}, "real number"),
    "no JSON": ("bonds: 0-1", "JSON"),
    "no object": ("[1, 2]", "n_sites"),
    "no bonds key": ({"n_sites": 2}, "bonds"),
}


@pytest.mark.parametrize("command", ["vqe", "exact", "lattice"])
@pytest.mark.parametrize("case", GRAPHS)
def test_bad_graphs(refusal, tmp_path, command, case):
    content, reason = GRAPHS[case]
    assert reason in refusal(command, "--graph", write(tmp_path, content))


@pytest.mark.parametrize("command", ["vqe", "exact"])
def test_missing_graph_files(refusal, command):
    sentence = refusal(command, "--graph", "nowhere.json")
    assert sentence == "spinnet: nowhere.json: No such file or directory.\n"


@pytest.mark.parametrize("command", ["vqe", "exact"])
@pytest.mark.parametrize("spin", ["1/2", "7", "-1", "0.3", "up", "1/0"])
def test_sectors_that_cannot_exist(refusal, command, spin):
    assert "spin" in refusal(command, "kagome-12", f"--spin={spin}")


def test_j2_needs_a_triangular_chain(refusal):
    assert "triangular-chain" in refusal("exact", "kagome-12", "--j2", "0.5")
    assert "finite" in refusal("exact", "triangular-chain-8", "--j2", "nan")


VQE_OPTIONS = {
    "no layers": (["--layers", "0"], "at least 1"),
    "unknown ansatz": (["--ansatz", "triangels"], "triangles"),
    "unknown optimiser": (["--optimizer", "adams"], "adam"),
    "unknown sharing": (["--sharing", "all"], "orbit"),
    "no starts": (["--starts", "0"], "at least 1"),
    "negative seed": (["--seed", "-1"], "at least 0"),
    "no budget": (["--max-evaluations", "0"], "at least 1"),
    "real bonds": (["--ansatz", "bonds", "--real"], "complex"),
    "real paper": (["--ansatz", "paper", "--real"], "complex"),
    "triplet paper": (["--ansatz", "paper", "--spin", "1"], "spin 0"),
    "shared paper": (["--ansatz", "paper", "--sharing", "layer"], "shared"),
    "no step": (["--optimizer", "adam", "--learning-rate", "0"], "above 0"),
    "no number": (["--layers", "many"], "--layers"),
    "unknown option": (["--layer", "2"], "--layers"),
    "triples off a chain": (["--ansatz", "triples"], "chain"),
}


@pytest.mark.parametrize("case", VQE_OPTIONS)
def test_bad_options_of_vqe(refusal, case):
    options, reason = VQE_OPTIONS[case]
    assert reason in refusal("vqe", "kagome-12", *options)


def test_unwritable_folders(refusal, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "file" in refusal("vqe", "ring-4", "--out", tmp_path / "file" / "run")


def test_unknown_commands_name_the_nearest(refusal):
    assert "exact" in refusal("exakt", "ring-4")


def test_resume_needs_a_run(refusal, tmp_path):
    assert "config.json" in refusal("resume", tmp_path)
    assert "nowhere" in refusal("resume", "nowhere")


def test_options_that_would_do_nothing_are_refused(refusal):
    assert "--j2 need a lattice" in refusal("lattice", "--j2", "3")
    assert "--plot" in refusal("lattice", "--plot", "x.png")
    assert "need --circuit" in refusal("info", "--on", "gpu")


def test_seeds_of_exact_are_not_negative(refusal):
    assert "--seed must be at least 0; got -1" in refusal("exact", "ring-4", "--seed=-1")
