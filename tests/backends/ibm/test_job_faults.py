from __future__ import annotations

import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit_ibm_runtime.api.exceptions import RequestsApiError
from qiskit_ibm_runtime.exceptions import IBMInputValueError, RuntimeJobNotFound

from spinnet.backends.ibm.job_faults import fault_of_job, fault_of_sending, is_connection
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.work import MalformedResultError
from tests.backends.ibm import remote_service as remote

RECORD = JobRecord("measure-000", "digest", "ibm_fez", 1, 100, 1.0, "tag-0", job_id="job0")


@pytest.mark.parametrize(
    "error, kind",
    [
        (remote.refused(400, "bad circuit"), "refused"),
        (remote.refused(403, "no sessions on this plan"), "refused"),
        (IBMInputValueError("not in the device's gates"), "refused"),
        (remote.refused(400, "Session has been closed."), "session"),
        (remote.refused(500, "internal"), "connection"),
        (remote.refused(503, "maintenance"), "connection"),
        (remote.refused(408, "timeout"), "connection"),
        (remote.refused(429, "too many requests"), "connection"),
        (remote.refused(-1, "unknown"), "connection"),
        (remote.dropped(), "connection"),
        (TimeoutError("read timed out"), "connection"),
        (RuntimeError("anything else may have been sent"), "connection"),
    ],
)
def test_only_a_refusal_shows_that_nothing_was_sent(error, kind):
    assert fault_of_sending(error).kind == kind


@pytest.mark.parametrize(
    "error, kind",
    [
        (remote.FAILED, "failed"),
        (remote.CANCELLED, "cancelled"),
        (remote.TOO_LONG, "timed-out"),
        (remote.EXPIRED, "session"),
        (RuntimeJobNotFound("Job not found"), "lost"),
        (MalformedResultError("no bits"), "malformed"),
        (KeyError("the client could not read it"), "malformed"),
        (RequestsApiError("unauthorised", 401), "connection"),
    ],
)
def test_ends_of_jobs(error, kind):
    fault = fault_of_job(error, is_local=False)
    assert fault.kind == kind
    sentence = str(fault.error(RECORD))
    assert "spinnet resume" in sentence and sentence[0].isupper()
    assert fault.error(RECORD).kind == kind


def test_local_jobs_fail_for_any_reason():
    assert fault_of_job(RuntimeError("out of memory"), is_local=True).kind == "failed"


def test_a_missing_job_is_no_broken_connection():
    error = RuntimeJobNotFound("Job not found")
    error.__context__ = RequestsApiError("not found", 404)
    assert not is_connection(error)
    assert is_connection(RequestsApiError("bad gateway", 502))
    assert not is_connection(RequestsApiError("unauthorised", 401))


def test_long_messages_are_cut():
    assert len(fault_of_sending(RuntimeError("x" * 1000)).detail) == 200
