from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import spinnet as package
from spinnet.cli.app import COMMANDS

ROOT = Path(__file__).parents[2]


def test_every_command_has_a_function_and_help(spinnet):
    listed = spinnet("--help").out
    for name in COMMANDS:
        module = importlib.import_module(f"spinnet.cli.{name}")
        assert name in listed
        if hasattr(module, "command"):
            assert "--json" in spinnet(name, "--help").out
        for command in module.app.registered_commands if hasattr(module, "app") else ():
            words = (name, command.name or command.callback.__name__, "--help")
            assert "--json" in spinnet(*words).out


def test_without_words_there_is_help(spinnet):
    outcome = spinnet()
    assert outcome.code == 0 and "Usage" in outcome.out


def test_version(spinnet):
    assert spinnet("--version").out == f"spinnet {package.__version__}\n"


def test_info_quotes_versions(spinnet):
    answer = spinnet("info", "--json").answer
    assert answer["spinnet"] == package.__version__
    assert answer["packages"]["jax"] and answer["devices"]
    assert "jax" in spinnet("info").out


def test_ctrl_c_is_said_and_has_a_code_of_its_own(spinnet, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("spinnet.cli.lattice.read_lattice", interrupted)
    outcome = spinnet("lattice", "kagome-12")
    assert (outcome.code, outcome.out, outcome.err) == (130, "", "spinnet: interrupted.\n")
    monkeypatch.setattr("spinnet.cli.network.load_network", interrupted)
    outcome = spinnet("network", "evaluate", "file.json")
    assert (outcome.code, outcome.out, outcome.err) == (130, "", "spinnet: interrupted.\n")


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from spinnet.cli import main; main(['--help']);"
        "assert not {'jax', 'scipy', 'networkx', 'matplotlib'} & set(sys.modules)"
    )
    words = [sys.executable, "-c", code]
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def test_the_module_is_the_command():
    words = [sys.executable, "-m", "spinnet", "exact", "nowhere-12"]
    outcome = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert outcome.stdout == "" and outcome.stderr.startswith("spinnet: no lattice")


@pytest.mark.parametrize("name", package.__all__)
def test_public_names_load_and_are_listed(name):
    assert getattr(package, name) is not None
    assert name in dir(package)


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_info_shows_how_a_circuit_is_compiled(spinnet):
    found = spinnet("info", "--circuit", "kagome-12", "--on", "gpu", "--json").answer
    assert (found["lattice"], found["dimension"], found["platform"]) == ("kagome-12", 132, "gpu")
    assert "after merging" in spinnet("info", "--circuit", "ring-6").out


def test_info_refuses_what_it_does_not_show(refusal):
    assert "--circuit" in refusal("info", "kagome-12")
    line = refusal("info", "--circuit", "ring-6", "--on", "abacus")
    assert "--on must be one of cpu, gpu; got 'abacus'" in line
