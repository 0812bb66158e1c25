from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qiskit_ibm_runtime")

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.ibm import (
    Budget,
    HardwareError,
    HardwareResult,
    HardwareRun,
    HardwareSettings,
    HardwareTask,
    MeasurementSettings,
    RefinementSettings,
    read_records,
)
from spinnet.backends.ibm.asking import Patience
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import ansatz
from spinnet.cli import main
from spinnet.vqe import RunFolderError, SearchSettings
from tests.backends.ibm import remote_service as remote
from tests.backends.ibm.remote_service import NAME, RemoteService

RING = named_lattice("ring-4")
CIRCUIT = ansatz(RING, "bonds", layers=1, gates="complex")
PARAMETERS = (0.3, -0.2, 0.5, 0.1)
MEASUREMENT = MeasurementSettings(shots=400, readout=True, noise_factors=(1, 3))
HURRY = Patience(tries=2, pause=0.0, poll=0.0, grace=0.0, sleep=lambda seconds: None)


def task_for(device: str, **changes) -> HardwareTask:
    refinement = changes.pop("refinement", None)
    settings = {"measurement": MEASUREMENT, "placement_seeds": (0,)} | changes
    return HardwareTask(
        CIRCUIT,
        heisenberg(RING),
        HardwareSettings(device, **settings),
        parameters=PARAMETERS,
        exact_energy=-2.0,
        refinement=refinement,
    )


@pytest.fixture
def service() -> RemoteService:
    return RemoteService()


def remote_run(folder, service, **changes) -> HardwareRun:
    run = HardwareRun.create(folder, task_for(NAME, **changes), device=service.device())
    run.patience = HURRY
    return run


def energies(result: HardwareResult) -> dict[str, float]:
    return {name: estimate.energy for name, estimate in result.estimates.items()}


def test_a_fake_device_from_start_to_result(tmp_path):
    run = HardwareRun.create(tmp_path, task_for("FakeManila"))
    result = run.run()
    for name in ("raw", "post-selected", "mitigated"):
        assert result.estimates[name].error > 0
    assert -2.0 < result.estimates.mitigated.energy < 0
    loaded = HardwareResult.load(tmp_path)
    assert energies(loaded) == energies(result)
    assert energies(HardwareRun.open(tmp_path).run()) == energies(result)
    assert energies(HardwareRun.open(tmp_path).fetch()) == energies(result)


def test_without_noise_the_energy_is_that_of_the_simulator(tmp_path):
    settings = dataclasses.replace(MEASUREMENT, shots=20000, noise_factors=(1,), readout=False)
    result = HardwareRun.create(tmp_path, task_for("aer", measurement=settings)).run()
    evaluator = StatevectorBackend().evaluator(CIRCUIT, heisenberg(RING))
    exact = evaluator.energy(np.array(PARAMETERS))
    raw = result.estimates.raw
    assert abs(raw.energy - exact) < 4 * raw.error
    assert result.estimates["post-selected"].kept_fraction == 1.0


@pytest.mark.parametrize("mode", ["job", "batch", "session"])
def test_a_remote_device_in_every_mode(tmp_path, service, mode):
    result = remote_run(tmp_path, service, mode=mode).run()
    assert len(service.sent) == 1  # all circuits have the same shots
    assert result.estimates.mitigated.energy < 0
    (job,) = service.sent.values()
    assert job.tags[0].startswith("spinnet-") and len(job.circuits) == 6


def test_sent_by_one_process_and_fetched_by_another(tmp_path, service):
    with pytest.raises(HardwareError, match="not done yet"):
        remote_run(tmp_path, service).run(wait=False)
    with pytest.raises(HardwareError, match="not done yet"):
        HardwareRun.open(tmp_path, device=service.device()).fetch()
    service.sent["job0"].statuses = ["DONE"]
    result = HardwareRun.open(tmp_path, device=service.device()).fetch()
    assert len(service.sent) == 1 and result.estimates.raw.error > 0


def test_fetching_needs_no_device_only_the_service(tmp_path, service, monkeypatch):
    with pytest.raises(HardwareError):
        remote_run(tmp_path, service).run(wait=False)
    service.sent["job0"].statuses = ["DONE"]
    service.faults["backend"].append(remote.dropped())  # the device is gone
    monkeypatch.setattr("spinnet.backends.ibm.hardware_run.open_service", lambda: service)
    assert HardwareRun.open(tmp_path).fetch().estimates.raw.error > 0
    assert service.faults["backend"]  # nobody asked for it


def test_a_device_that_is_gone_leaves_what_was_sent_to_be_fetched(tmp_path, service, monkeypatch):
    with pytest.raises(HardwareError):
        remote_run(tmp_path, service).run(wait=False)

    def refuse(name):
        raise HardwareError("backend", f"device {name!r} is gone.")

    monkeypatch.setattr("spinnet.backends.ibm.hardware_run.open_device", refuse)
    with pytest.raises(HardwareError, match=r"is gone.*spinnet fetch"):
        HardwareRun.open(tmp_path).run()


def test_fetching_before_anything_is_sent(tmp_path):
    run = HardwareRun.create(tmp_path, task_for("FakeManila"))
    with pytest.raises(HardwareError, match=r"nothing was sent.*spinnet resume"):
        run.fetch()


def test_a_dry_run_sends_and_writes_nothing(tmp_path, service, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = HardwareRun.plan_only(task_for(NAME), device=service.device()).dry_run()
    assert (plan.circuits, plan.jobs, plan.shots) == (6, 1, 2400)
    assert plan.two_qubit_gates > 10 and plan.duration > 0 and plan.seconds > 2
    assert not service.sent and not list(tmp_path.iterdir())
    settings = RefinementSettings("spsa", iterations=5, shots=100)
    searching = task_for(NAME, refinement=settings)
    plan = HardwareRun.plan_only(searching, device=service.device()).dry_run()
    assert (plan.circuits, plan.jobs, plan.shots) == (6 + 10, 1 + 5, 2400 + 1000)


def test_budgets_hold_for_the_whole_run(tmp_path, service):
    run = remote_run(tmp_path, service, budget=Budget(max_shots=2399))
    with pytest.raises(HardwareError, match="max_shots must be at least 2400"):
        run.run()
    assert not service.sent
    run = HardwareRun.open(tmp_path, device=service.device(), budget=Budget(max_shots=2400))
    run.patience = HURRY
    assert run.run().estimates.raw.error > 0


@pytest.mark.parametrize("method", ["spsa", "shift", "rotosolve"])
def test_searching_on_the_device_goes_on_after_a_kill(tmp_path, service, method):
    settings = RefinementSettings(method, iterations=2, shots=50)
    run = remote_run(tmp_path / "a", service, refinement=settings)
    service.faults["answer"] += [None, KeyboardInterrupt()]  # in the second iteration

    def fault(place, plain=service._fault):
        if place == "answer" and service.faults[place] and service.faults[place][0] is None:
            service.faults[place].popleft()
        else:
            plain(place)

    service._fault = fault
    with pytest.raises(KeyboardInterrupt):
        run.run()
    run = HardwareRun.open(tmp_path / "a", device=service.device())
    run.patience = HURRY
    result = run.run()
    assert len(service.sent) == 3  # two iterations and the measurement, none of them twice
    whole = remote_run(tmp_path / "b", RemoteService(), refinement=settings).run()
    assert np.array_equal(whole.parameters, result.parameters)
    assert not np.array_equal(result.parameters, PARAMETERS)


def test_the_estimator_hands_everything_to_the_runtime(tmp_path):
    settings = dataclasses.replace(MEASUREMENT, shots=1000)
    task = task_for("FakeManila", primitive="estimator", resilience_level=1, measurement=settings)
    result = HardwareRun.create(tmp_path, task).run()
    estimate = result.estimates.mitigated
    assert estimate.name == "resilience-1" and estimate.error > 0
    assert len(estimate.bond_correlations) == 4


def test_training_is_part_of_the_run(tmp_path):
    task = dataclasses.replace(
        task_for("aer"), parameters=None, search=SearchSettings(starts=2, max_evaluations=20)
    )
    result = HardwareRun.create(tmp_path, task).run()
    assert (tmp_path / "training" / "result.json").exists()
    assert result.trained_energy == pytest.approx(
        json.loads((tmp_path / "training" / "result.json").read_text())["energy"]
    )


def test_other_settings_are_refused_in_the_same_folder(tmp_path):
    HardwareRun.create(tmp_path, task_for("aer"))
    HardwareRun.create(tmp_path, task_for("aer", budget=Budget(max_jobs=99)))  # limits may differ
    with pytest.raises(RunFolderError, match="other settings"):
        HardwareRun.create(tmp_path, task_for("FakeManila"))


def test_damaged_folders_are_refused(tmp_path):
    with pytest.raises(RunFolderError, match="no run folder"):
        HardwareRun.open(tmp_path)
    run = HardwareRun.create(tmp_path, task_for("aer"))
    run.run()
    (tmp_path / "tasks.qpy").write_bytes(b"nonsense")
    with pytest.raises(RunFolderError, match=r"tasks.qpy is missing or damaged"):
        run.run()
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"kind": "other"}))
    with pytest.raises(RunFolderError, match="no run on a device"):
        HardwareRun.open(tmp_path)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"mode": "batches"}, "mode must be one of job, batch, session; got 'batches'"),
        ({"primitive": "executor"}, "primitive must be one of sampler, estimator"),
        ({"resilience_level": 3}, "resilience_level must be one of 0, 1, 2; got 3"),
        (
            {"primitive": "estimator", "refinement": RefinementSettings()},
            "refinement needs primitive='sampler'",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        task_for("aer", **changes)


def test_a_task_goes_to_json_and_back(tmp_path):
    task = task_for("aer", refinement=RefinementSettings("shift"), budget=Budget(max_jobs=3))
    config = json.loads(json.dumps(task.to_config()))
    assert HardwareTask.from_config(config, tmp_path).to_config() == task.to_config()


KILLED = """
import sys
from spinnet.cli import main
sys.exit(main(["submit", "ring-4", "--backend", "FakeManila", "--shots", "3000", "--placements",
               "1", "--out", sys.argv[1], "--max-evaluations", "3"]))
"""


def wait_for(path: Path, process: subprocess.Popen) -> None:
    while not path.exists():
        assert process.poll() is None, "the process ended before it could be killed"
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment", ["config.json", "training/journal.bin", "placed.qpy", "jobs/measure-002.json"]
)
def test_a_kill_at_any_moment_ends_in_the_same_result(tmp_path, moment):
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)])
    wait_for(folder / moment, process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert main(["resume", str(folder), "--json"]) == 0
    subprocess.run([sys.executable, "-c", KILLED, str(whole)], check=True)
    one, other = (HardwareResult.load(path) for path in (folder, whole))
    assert energies(one) == energies(other)
    assert [record.state for record in read_records(folder / "jobs")] == ["done"] * 6
