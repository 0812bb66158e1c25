from __future__ import annotations

import dataclasses

import numpy as np
import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit import ClassicalRegister, QuantumCircuit

from spinnet.backends.ibm.asking import Patience
from spinnet.backends.ibm.budget import Budget
from spinnet.backends.ibm.desk import Desk
from spinnet.backends.ibm.devices import Device, open_device
from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.ledger import Ledger, read_records
from spinnet.backends.ibm.measurement import SamplingTask
from spinnet.backends.ibm.modes import OpenMode
from spinnet.backends.ibm.sending import Sender
from spinnet.backends.ibm.submission import run_jobs
from spinnet.backends.ibm.work import SamplingWork, pack_tasks
from spinnet.vqe import RunFolderError
from tests.backends.ibm import remote_service as remote
from tests.backends.ibm.remote_service import RemoteService

HURRY = Patience(tries=3, pause=0.0, poll=0.0, grace=0.0, sleep=lambda seconds: None)


def flipped(site: int) -> QuantumCircuit:
    circuit = QuantumCircuit(5)
    circuit.add_register(ClassicalRegister(3, "sites"))
    circuit.x(site)
    circuit.measure([0, 1, 2], [0, 1, 2])
    return circuit


WORKS = pack_tasks(
    "measure",
    [SamplingTask(f"flip{site}", flipped(site), 20 + 10 * (site == 2)) for site in range(3)],
    singly=False,
)


@pytest.fixture
def service() -> RemoteService:
    return RemoteService()


@pytest.fixture
def process(tmp_path, service):
    """Run the jobs as a new process would: everything from disk but the service."""

    def run(works=WORKS, *, device=None, mode="job", budget=None, **options):
        with Ledger(tmp_path) as ledger:
            device = device or service.device()
            desk = Desk(device, ledger, "run1", OpenMode(device, mode, ledger), patience=HURRY)
            desk.budget = budget or Budget()
            return run_jobs(desk, works, **options)

    run.folder = tmp_path
    return run


def states(process) -> list[str]:
    return [record.state for record in read_records(process.folder)]


def check(arrays) -> None:
    """Each task's own bit is up, the others are not."""
    for found in arrays:
        for label, bits in found.items():
            site = int(label.removeprefix("flip"))
            assert bits.dtype == np.uint8 and bits.shape == (20 + 10 * (site == 2), 3)
            assert np.array_equal(bits, np.tile(np.eye(3, dtype=np.uint8)[site], (len(bits), 1)))


def test_jobs_have_one_number_of_shots_each():
    labels = [[task.label for task in work.tasks] for work in WORKS]
    assert labels == [["flip0", "flip1"], ["flip2"]]
    assert [work.n_shots for work in WORKS] == [40, 30]
    singly = pack_tasks("a", [task for work in WORKS for task in work.tasks], singly=True)
    assert [work.key for work in singly] == ["a-000", "a-001", "a-002"]


def test_digests_tell_circuits_and_shots_apart():
    one, other = WORKS[0].tasks
    variants = [(one,), (other,), (one, other), (dataclasses.replace(one, shots=21),)]
    assert len({SamplingWork("a", tasks).digest for tasks in variants}) == 4
    assert SamplingWork("b", (one,)).digest == SamplingWork("a", (one,)).digest


@pytest.mark.parametrize("mode", ["job", "batch", "session"])
def test_local_jobs_in_every_mode(process, mode):
    device = open_device("aer")
    arrays = process(device=device, mode=mode)
    check(arrays)
    again = process(device=device, mode=mode)
    assert all(np.array_equal(a[k], b[k]) for a, b in zip(arrays, again, strict=True) for k in a)


def test_ids_are_on_disk_before_anything_is_waited_for(process, service):
    with pytest.raises(HardwareError, match=r"2 of 2 jobs are not.*spinnet fetch") as caught:
        process(wait=False)
    assert caught.value.kind == "pending"
    records = read_records(process.folder)
    assert [record.job_id for record in records] == list(service.sent) == ["job0", "job1"]
    assert {record.state for record in records} == {"submitted"}
    check(process())  # a new process
    assert states(process) == ["done", "done"] and len(service.sent) == 2
    assert [record.charged for record in read_records(process.folder)] == [3.0, 3.0]


def test_fetching_sends_nothing(process, service):
    with pytest.raises(HardwareError, match=r"2 of 2"):
        process(send=False, wait=False)
    assert not service.sent


@pytest.mark.parametrize("where", ["send", "answer"])
def test_a_dropped_connection_while_sending_costs_nothing_twice(process, service, where):
    service.faults[where].append(remote.dropped())
    check(process())
    assert len(service.sent) == 2 and states(process) == ["done", "done"]


@pytest.mark.parametrize("where", ["send", "answer"])
def test_a_kill_between_sending_and_writing_the_id(process, service, where):
    service.faults[where].append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        process()
    assert states(process)[0] == "submitting"
    check(process())
    assert len(service.sent) == 2


def test_a_job_is_found_in_any_instance_of_the_account(process, service):
    service.instance = "other"
    service.faults["answer"].append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        process()
    check(process())
    assert len(service.sent) == 2


def test_a_service_that_will_not_list_jobs_sends_nothing(process, service):
    service.faults["answer"].append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        process()
    service.faults["jobs"].append(remote.refused(401, "not authorised"))
    with pytest.raises(HardwareError, match=r"not authorised.*on record"):
        process()
    assert states(process)[0] == "submitting" and len(service.sent) == 1


def test_an_intent_stays_one_while_the_device_is_not_at_hand(process, service):
    service.faults["answer"].append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        process()
    gone = Device(remote.NAME, None, service)
    with pytest.raises(HardwareError, match="not done yet"):
        process(device=gone, send=False, wait=False)
    assert states(process)[0] == "submitting"
    check(process())
    assert len(service.sent) == 2


def test_a_connection_that_stays_broken_leaves_everything_on_disk(process, service):
    service.faults["answer"].append(remote.dropped())
    service.faults["jobs"] += [remote.dropped() for _ in range(3)]
    with pytest.raises(HardwareError, match=r"connection.*spinnet resume") as caught:
        process()
    assert caught.value.kind == "connection" and states(process)[0] == "submitting"
    check(process())
    assert len(service.sent) == 2


def test_questions_are_asked_again(process, service):
    with pytest.raises(HardwareError):
        process(wait=False)
    service.faults["job"] += [remote.dropped(), remote.refused(503, "busy")]
    check(process())


def test_a_refusal_says_why_and_sends_nothing(process, service):
    service.faults["send"].append(remote.refused(400, "shots too large"))
    with pytest.raises(HardwareError, match=r"nothing was charged.*shots too large") as caught:
        process()
    assert caught.value.kind == "refused" and not service.sent
    assert states(process) == ["planned", "planned"]
    check(process())


@pytest.mark.parametrize(
    "error, state, words",
    [
        (remote.FAILED, "failed", "failed.*9999.*--retry"),
        (remote.CANCELLED, "cancelled", "was cancelled.*--retry"),
        (remote.TOO_LONG, "timed-out", "longer than it was allowed.*--max-seconds"),
    ],
)
def test_bad_ends_are_told_apart_and_only_sent_again_when_asked(
    process, service, error, state, words
):
    service.new_job = {"error": error, "statuses": ["ERROR"]}
    for _ in range(2):
        with pytest.raises(HardwareError, match=words) as caught:
            process()
        assert caught.value.kind == state and states(process) == [state, state]
        assert len(service.sent) == 2
    service.new_job = {}
    check(process(retry=True))
    assert len(service.sent) == 4
    record = read_records(process.folder)[0]
    assert record.attempt == 1 and record.earlier == (f"job0: {state}",)


def test_what_can_be_collected_is_collected_before_an_error(process, service):
    with pytest.raises(HardwareError):
        process(wait=False)
    service.sent["job0"].error = remote.FAILED
    with pytest.raises(HardwareError, match=r"measure-000"):
        process()
    assert states(process) == ["failed", "done"]


def test_an_expired_session_is_opened_again(process, service):
    service.faults["send"].append(remote.refused(400, "Session has been closed."))
    check(process())
    assert len(service.sent) == 2


def test_a_closed_session_on_disk_is_replaced(process, service):
    service.sessions["s1"] = {"mode": "dedicated", "state": "closed"}
    process.folder.mkdir(exist_ok=True)
    (process.folder / "session.json").write_text('{"session_id": "s1"}')
    check(process(mode="session"))
    assert len(service.sent) == 2


def test_jobs_that_died_with_their_session_run_in_a_new_one(process, service):
    with pytest.raises(HardwareError):
        process(wait=False)
    service.sent["job0"].error = remote.EXPIRED
    check(process())
    assert len(service.sent) == 3 and read_records(process.folder)[0].earlier


def test_a_job_the_service_has_lost(process, service):
    with pytest.raises(HardwareError):
        process(wait=False)
    del service.sent["job0"]
    with pytest.raises(HardwareError, match=r"no longer knows job job0.*--retry"):
        process()
    check(process(retry=True))


def test_a_damaged_result_is_fetched_again(process, service):
    with pytest.raises(HardwareError):
        process(wait=False)
    service.sent["job0"].results = [None]
    check(process())
    assert len(service.sent) == 2


def test_a_result_that_stays_damaged(process, service):
    service.new_job = {"results": [[], [], None, []]}
    with pytest.raises(HardwareError, match=r"damaged.*at no charge") as caught:
        process()
    assert caught.value.kind == "malformed" and states(process) == ["submitted", "submitted"]
    for job in service.sent.values():
        job.results = []
    check(process())
    assert len(service.sent) == 2


def test_damaged_samples_on_disk_are_fetched_again(process, service):
    check(process())
    (process.folder / "measure-000.npz").write_bytes(b"nonsense")
    check(process())
    assert len(service.sent) == 2


def test_budgets_are_checked_before_anything_is_sent(process, service):
    for limits, words in (
        ({"max_shots": 69}, "max_shots must be at least 70"),
        ({"max_jobs": 1}, "max_jobs must be at least 2"),
        ({"max_seconds": 1.0}, "max_seconds must be at least 4"),
    ):
        with pytest.raises(HardwareError, match=f"{words}.*Nothing was sent") as caught:
            process(budget=Budget(**limits))
        assert caught.value.kind == "budget" and not service.sent
    check(process(budget=Budget(max_shots=70, max_jobs=2, max_seconds=5.0)))
    check(process(budget=Budget(max_shots=1)))  # nothing is left to be sent


def test_earlier_attempts_count(process, service):
    service.new_job = {"error": remote.FAILED, "statuses": ["ERROR"]}
    with pytest.raises(HardwareError):
        process()
    with pytest.raises(HardwareError, match=r"max_shots must be at least 140"):
        process(budget=Budget(max_shots=100), retry=True)


def test_other_circuits_are_refused_once_sent(process):
    with pytest.raises(HardwareError):
        process(wait=False)
    other = [dataclasses.replace(work, tasks=work.tasks[::-1]) for work in WORKS]
    with pytest.raises(RunFolderError, match=r"measure-000.*other circuits"):
        process(other[:1])


def test_one_process_at_a_time(process, service):
    with (
        Ledger(process.folder),
        pytest.raises(HardwareError, match=r"in use by another process.*sent twice"),
    ):
        process()


def test_damaged_records_are_refused(process):
    check(process())
    path = process.folder / "measure-000.json"
    path.write_text(path.read_text().replace('"done"', '"lost"'))
    with pytest.raises(RunFolderError, match=r"measure-000.json is damaged.*'lost'"):
        process()


def test_costs_are_counted(process, service):
    with Ledger(process.folder) as ledger:
        device = service.device()
        sender = Sender(Desk(device, ledger, "run1", OpenMode(device, "job", ledger)))
        assert (sender.cost(WORKS).shots, sender.cost(WORKS).jobs) == (70, 2)
        assert 4 < sender.cost(WORKS).seconds < 5
        assert sender.spent().jobs == 0
