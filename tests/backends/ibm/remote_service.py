"""IBM's service without IBM: the real client talks to it, and real local simulation answers.

The client's own `IBMBackend` and executor primitives send their encoded request to `RemoteService`,
which decodes the circuits, samples them in the client's local mode, and hands out jobs by id and by
tag. Faults are put in between, where a network and a data centre have theirs.
"""

from __future__ import annotations

import base64
import collections
import datetime
import io
import itertools
import zlib
from dataclasses import dataclass, field
from typing import Any

from qiskit import QuantumCircuit, qpy
from qiskit.providers.exceptions import QiskitBackendNotFoundError
from qiskit_aer import AerSimulator
from qiskit_ibm_runtime import IBMBackend
from qiskit_ibm_runtime.api.exceptions import RequestsApiError
from qiskit_ibm_runtime.exceptions import (
    IBMRuntimeError,
    RuntimeInvalidStateError,
    RuntimeJobFailureError,
    RuntimeJobMaxTimeoutError,
    RuntimeJobNotFound,
)
from qiskit_ibm_runtime.executor_sampler import Sampler
from qiskit_ibm_runtime.fake_provider import FakeManilaV2

from spinnet.backends.ibm.devices import Device

NAME = "ibm_standin"


@dataclass
class RemoteJob:
    """A job of the service, with the statuses and errors of the client's own."""

    name: str
    tags: list[str]
    circuits: list[QuantumCircuit]
    shots: int
    creation_date: datetime.datetime
    statuses: list[str] = field(default_factory=lambda: ["QUEUED", "RUNNING", "DONE"])
    error: Exception | None = None
    results: list[Any] = field(default_factory=list)  # damaged ones, handed out first

    def job_id(self) -> str:
        return self.name

    def status(self) -> str:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        if self.results:
            return self.results.pop(0)
        sampler = Sampler(mode=AerSimulator(), options={"simulator": {"seed_simulator": 7}})
        return sampler.run(self.circuits, shots=self.shots).result()

    def usage(self) -> float:
        return 3.0


class RemoteService:
    """Keeps jobs, and counts what was sent."""

    is_local = False
    channel = "ibm_quantum_platform"

    def __init__(self) -> None:
        self.sent: dict[str, RemoteJob] = {}
        self.faults: dict[str, collections.deque[Exception]] = collections.defaultdict(
            collections.deque
        )
        self.numbers = itertools.count()
        self.new_job: dict[str, Any] = {}
        self.instance = "crn"  # in which the device was used
        self.sessions: dict[str, dict[str, str]] = {}

    def _get_api_client(self) -> RemoteService:
        return self

    def session_details(self, session_id: str) -> dict[str, str]:
        if session_id not in self.sessions:
            raise IBMRuntimeError(f"Session not found: {session_id}")
        return {"backend_name": NAME, **self.sessions[session_id]}

    def backend(self, name: str, **_: Any) -> IBMBackend:
        self._fault("backend")
        if name != NAME:
            raise QiskitBackendNotFoundError("No backend matches the criteria.")
        configuration = FakeManilaV2().configuration()
        configuration.backend_name = NAME
        return IBMBackend(configuration, self, Interface(), instance="crn")

    def backends(self) -> list[IBMBackend]:
        return [self.backend(NAME)]

    def job(self, job_id: str) -> RemoteJob:
        self._fault("job")
        if job_id not in self.sent:
            raise RuntimeJobNotFound(f"Job not found: {job_id}")
        return self.sent[job_id]

    def instances(self) -> list[dict[str, str]]:
        return [{"crn": "crn"}, {"crn": "other"}, {"crn": "forbidden"}]

    def jobs(self, limit: int | None, job_tags: list[str], instance: str) -> list[RemoteJob]:
        self._fault("jobs")
        assert limit is None
        if instance == "forbidden":
            raise IBMRuntimeError("You are not allowed to list its jobs.")
        here = self.sent.values() if instance == self.instance else ()
        return [job for job in here if set(job_tags) <= set(job.tags)]

    def _run(self, program_id: str, options: dict, inputs: dict, **_: Any) -> RemoteJob:
        self._fault("send")
        assert program_id == "executor"
        program = inputs["quantum_program"]
        data = zlib.decompress(base64.b64decode(program["circuits"]["b64_data"]))
        job = RemoteJob(
            f"job{next(self.numbers)}",
            options["job_tags"],
            list(qpy.load(io.BytesIO(data))),
            program["shots"],
            datetime.datetime.now(datetime.UTC),
            **self.new_job,
        )
        self.sent[job.name] = job
        self._fault("answer")  # the service has the job, the client never hears of it
        return job

    def _fault(self, place: str) -> None:
        if self.faults[place]:
            raise self.faults[place].popleft()

    def device(self) -> Device:
        return Device(NAME, self.backend(NAME), self)


class Interface:
    """What the client's backend asks for over the network."""

    def backend_properties(self, *_: Any, **__: Any) -> dict:
        fake = FakeManilaV2()
        fake._set_props_dict_from_json()
        return dict(fake._props_dict)


def dropped() -> Exception:
    return ConnectionError("Connection aborted.")


def refused(code: int, text: str) -> Exception:
    error = IBMRuntimeError(f"Failed to run program: {text}")
    error.__context__ = RequestsApiError(text, code)
    return error


FAILED = RuntimeJobFailureError("Unable to retrieve job result. Error code 9999; Internal error.")
CANCELLED = RuntimeInvalidStateError("Unable to retrieve result for job. Job was cancelled.")
TOO_LONG = RuntimeJobMaxTimeoutError("Error code 1305; Ran too long")
EXPIRED = RuntimeJobFailureError("Error code 1217; Session has been closed.")
