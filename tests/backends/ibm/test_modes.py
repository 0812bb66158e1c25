from __future__ import annotations

import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit_ibm_runtime import Batch, Session

from spinnet.backends.ibm.devices import open_device
from spinnet.backends.ibm.ledger import Ledger
from spinnet.backends.ibm.modes import OpenMode
from tests.backends.ibm.remote_service import RemoteService


@pytest.fixture
def service() -> RemoteService:
    return RemoteService()


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path) as ledger:
        yield ledger


def test_jobs_of_their_own_go_to_the_device(ledger, service):
    device = service.device()
    mode = OpenMode(device, "job", ledger)
    assert mode.current() is device.backend and mode.session_id is None
    mode.close()


@pytest.mark.parametrize("name, kind", [("batch", Batch), ("session", Session)])
def test_one_batch_or_session_for_all_jobs(ledger, name, kind):
    mode = OpenMode(open_device("FakeManila"), name, ledger)
    first = mode.current()
    assert type(first) is kind and mode.current() is first
    mode.renew()
    assert mode.current() is not first


@pytest.mark.parametrize("name, remote", [("batch", "batch"), ("session", "dedicated")])
def test_an_open_one_is_used_again_by_the_next_process(ledger, service, name, remote):
    service.sessions["s1"] = {"mode": remote, "state": "open"}
    ledger.write_session("s1")
    mode = OpenMode(service.device(), name, ledger)
    assert mode.current().session_id == "s1"
    mode.close()
    assert ledger.session_id is None


@pytest.mark.parametrize("details", [None, {"mode": "batch", "state": "open"}])
def test_one_that_is_gone_or_of_another_kind_is_replaced(ledger, service, details):
    if details is not None:
        service.sessions["s1"] = details
    ledger.write_session("s1")
    mode = OpenMode(service.device(), "session", ledger)
    assert mode.current().session_id is None  # the stand-in's new sessions have no id


def test_unknown_modes_are_refused(ledger):
    with pytest.raises(ValueError, match="mode must be one of job, batch, session; got 'turbo'"):
        OpenMode(open_device("aer"), "turbo", ledger)
