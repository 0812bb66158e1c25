from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("qiskit_ibm_runtime")

from hamiltonians import heisenberg, named_lattice
from spinnet.backends import ibm
from spinnet.circuits import bond_ansatz
from spinnet.cli import hardware_report
from spinnet.vqe import minimise
from tests.backends.ibm import remote_service as remote
from tests.backends.ibm.remote_service import NAME, RemoteService

QUICK = ("--max-evaluations", 5, "--starts", 1, "--placements", 1, "--shots", 300)
LOCAL = ("submit", "ring-4", "--backend", "aer:0.01,0.02", *QUICK)
MEASURED = ("--placements", 1, "--shots", 300)


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    """The folder of a finished run of `vqe`."""
    folder = tmp_path_factory.mktemp("trained")
    ring = named_lattice("ring-4")
    circuit = bond_ansatz(ring, layers=1)
    minimise(circuit, heisenberg(ring), max_evaluations=5, run_folder=folder)
    return folder


@pytest.fixture
def sending(trained) -> tuple[object, ...]:
    """The words that measure this run on the stand-in."""
    return ("submit", "--run", trained, "--backend", NAME, *MEASURED)


@pytest.fixture
def service(monkeypatch) -> RemoteService:
    """An account whose only device is a stand-in."""
    service = RemoteService()
    monkeypatch.setattr("spinnet.backends.ibm.devices.open_service", lambda: service)
    monkeypatch.setattr("spinnet.backends.ibm.hardware_run.open_service", lambda: service)
    return service


def test_from_a_lattice_to_a_result(spinnet):
    outcome = spinnet(*LOCAL, "--out", "run")
    assert outcome.code == 0
    for word in ("raw", "post-selected", "<- mitigated", "run folder: run"):
        assert word in outcome.out
    assert "measure-000 on aer" in outcome.err
    answer = spinnet("resume", "run", "--json").answer
    assert answer["kind"] == "hardware" and answer["error"] > 0
    assert spinnet("fetch", "run", "--json").answer["energy"] == answer["energy"]
    jobs = spinnet("jobs", "run", "--json").answer["jobs"]
    assert {job["state"] for job in jobs} == {"done"}
    assert {path.name for path in Path("run").iterdir()} >= {"result.json", "mitigation.png"}


def test_a_trained_run_is_evaluated(spinnet, trained):
    words = (*MEASURED, "--no-readout", "--noise-factors", 1)
    answer = spinnet("submit", "--run", trained, "--backend", "aer", *words, "--json").answer
    assert answer["trained_energy"] == json.loads((trained / "result.json").read_text())["energy"]
    assert not Path("runs/ring-4-aer/training").exists()


def test_a_dry_run_sends_nothing(spinnet, service, sending):
    answer = spinnet(*sending, "--dry-run", "--json").answer
    assert (answer["circuits"], answer["jobs"], answer["shots"]) == (6, 1, 1800)
    assert "nothing was sent" in spinnet(*sending, "--dry-run").out
    assert not service.sent and not Path("runs").exists()
    outcome = spinnet(*sending, "--dry-run", "--max-shots", 1799)
    assert outcome.code == 2 and "--max-shots must be at least 1800" in outcome.err


def test_sent_now_and_fetched_later(spinnet, service, sending):
    outcome = spinnet(*sending, "--out", "run", "--no-wait", "--json")
    assert outcome.code == hardware_report.NOT_DONE and outcome.out == ""
    assert "spinnet fetch" in outcome.err
    (job,) = spinnet("jobs", "run", "--json").answer["jobs"]
    assert (job["state"], job["job_id"]) == ("submitted", "job0")
    assert spinnet("fetch", "run").code == hardware_report.NOT_DONE
    service.sent["job0"].statuses = ["DONE"]
    assert spinnet("fetch", "run", "--json").answer["job_ids"] == ["job0"]
    assert len(service.sent) == 1


def test_a_failed_job_is_sent_again_when_asked(spinnet, service, sending):
    service.new_job = {"error": remote.FAILED, "statuses": ["ERROR"]}
    outcome = spinnet(*sending, "--out", "run", "--json")
    assert outcome.code == hardware_report.NOT_DONE and "--retry" in outcome.err
    service.new_job = {}
    assert spinnet("resume", "run").code == hardware_report.NOT_DONE
    assert "9999" in spinnet("jobs", "run").out
    assert spinnet("resume", "run", "--retry", "--json").answer["job_ids"] == ["job1"]


def test_budgets_are_raised_when_resuming(spinnet, refusal, service, sending):
    words = refusal(*sending, "--out", "run", "--json", "--max-shots", 100)
    assert "--max-shots must be at least 1800" in words and not service.sent
    assert "--max-shots must be" in refusal("resume", "run", "--json")
    assert spinnet("resume", "run", "--json", "--max-shots", 1800).answer["n_shots"] == 1800


def test_no_jobs(spinnet):
    assert "no jobs" in spinnet("jobs").out
    assert spinnet("jobs", "--json").answer == {"jobs": []}


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("--backend", "FakeMarakesh"), "no device is called 'FakeMarakesh'.*FakeMarrakesh"),
        (("--backend", "aer:7"), "probabilities"),
        (("--shots", 0), "shots.*got 0"),
        (("--noise-factors", "1,2"), "--noise-factors must be odd.*got 1,2"),
        (("--noise-factors", "one"), "--noise-factors must be odd.*'one'"),
        (("--bases", "Q"), "bases must be one of.*'Q'"),
        (("--mode", "seance"), "mode must be one of job, batch, session; got 'seance'"),
        (("--primitive", "oracle"), "primitive must be one of sampler, estimator; got 'oracle'"),
        (("--resilience", 9), "--resilience must be one of 0, 1, 2; got 9"),
        (("--refine", "adam"), "--refine must be one of spsa, shift, rotosolve; got 'adam'"),
        (("--refine", "spsa", "--iterations", 0), "iterations must be a number above 0; got 0"),
        (("--refine", "rotosolve", "--sharing", "layer"), "a parameter of their own"),
        (("--placements", 0), "--placements must be at least 1; got 0"),
        (("--max-jobs", 0), "--max-jobs must be a number above 0; got 0"),
        (("--run", "nowhere"), "--run takes lattice"),
        (("--spin", 9), "--spin on 4 sites"),
        (("--ansatz", "bonds+"), "bonds"),
    ],
)
def test_bad_input_is_one_sentence(refusal, words, sentence):
    assert re.search(sentence, refusal("submit", "ring-4", *words))
    assert not Path("runs").exists()


def test_a_device_that_is_too_small_is_refused_before_anything(refusal):
    words = refusal("submit", "kagome-12", "--backend", "FakeManila")
    assert "a qubit for each of 12 sites; it has 5" in words and not Path("runs").exists()


def test_commands_on_other_folders_are_refused(refusal, trained):
    assert "no run folder" in refusal("fetch", "nowhere")
    assert "no run folder" in refusal("jobs", "nowhere")
    assert "no run on a device" in refusal("fetch", trained)
    assert "belong to runs of `submit`" in refusal("resume", trained, "--retry")


def test_without_an_account(refusal, monkeypatch):
    def refuse():
        raise ibm.HardwareError("account", "no IBM Quantum account is saved; save one.")

    monkeypatch.setattr("spinnet.backends.ibm.devices.open_service", refuse)
    assert "no IBM Quantum account" in refusal("submit", "ring-4", "--backend", "ibm_fez")
    assert not Path("runs").exists()
