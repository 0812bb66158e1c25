"""What went wrong with a job, told apart, and one sentence each that says what to do.

The client has no error class for most of this: codes stand in messages and in the causes of
exceptions. This is the only file that reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qiskit.providers import JobError
from qiskit.providers.exceptions import QiskitBackendNotFoundError
from qiskit_ibm_runtime.exceptions import (
    IBMInputValueError,
    RuntimeInvalidStateError,
    RuntimeJobMaxTimeoutError,
    RuntimeJobNotFound,
)

from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.job_record import CANCELLED, FAILED, TIMED_OUT, JobRecord
from spinnet.backends.ibm.work import MalformedResultError

CONNECTION, REFUSED, SESSION, LOST, MALFORMED = (
    "connection",
    "refused",
    "session",
    "lost",
    "malformed",
)
_ADVICE = {
    CONNECTION: "The connection to IBM Quantum broke {doing} ({detail}); all that was sent is on "
    "record: go on with 'spinnet resume'.",
    REFUSED: "IBM Quantum refused job {key}, and nothing was charged ({detail}); change what it "
    "complains about, then go on with 'spinnet resume'.",
    SESSION: "The session of job {key} is closed or expired ({detail}), and the job did not run; "
    "'spinnet resume' sends it in a new one.",
    LOST: "IBM Quantum no longer knows job {id} ({key}); 'spinnet resume --retry' sends it again.",
    MALFORMED: "The result of job {id} ({key}) is damaged: {detail}; 'spinnet resume' fetches it "
    "again at no charge, and with --retry sends the job again.",
    FAILED: "Job {id} ({key}) failed: {detail}; it may have been charged, and 'spinnet resume "
    "--retry' sends it again.",
    CANCELLED: "Job {id} ({key}) was cancelled; 'spinnet resume --retry' sends it again.",
    TIMED_OUT: "Job {id} ({key}) ran longer than it was allowed to and was charged for that; use "
    "fewer shots, or a larger --max-seconds, and 'spinnet resume --retry'.",
}
_KIND_OF: tuple[tuple[Any, str], ...] = (
    (MalformedResultError, MALFORMED),
    (RuntimeJobMaxTimeoutError, TIMED_OUT),
    (RuntimeInvalidStateError, CANCELLED),
    (RuntimeJobNotFound, LOST),
    (JobError, FAILED),
    ((ValueError, KeyError, TypeError, AttributeError), MALFORMED),  # the client could not read it
)
_REFUSING = range(400, 500)
_AMBIGUOUS = (-1, 408, 425, 429)


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong.

    Args:
        kind: "connection", "refused", "session", "lost", "malformed", "failed", "cancelled" or
            "timed-out".
        detail: What the service said, on one line.
    """

    kind: str
    detail: str

    def error(self, record: JobRecord, doing: str = "while waiting") -> HardwareError:
        """Return the error that tells a user about it.

        Args:
            record: The job.
            doing: What was going on.
        """
        text = _ADVICE[self.kind].format(
            key=record.key, id=record.job_id or "without id", detail=self.detail, doing=doing
        )
        return HardwareError(self.kind, text)


def fault_of_sending(error: Exception) -> Fault:
    """Return what an exception while a job was sent means.

    Only an answer of the service that refuses the job shows that it does not have it; after
    anything else it may.

    Args:
        error: What the client raised.
    """
    detail = _one_line(error)
    if _is_about_session(detail):
        return Fault(SESSION, detail)
    code = _status_code(error)
    refused = code in _REFUSING and code not in _AMBIGUOUS
    local = isinstance(error, IBMInputValueError | QiskitBackendNotFoundError)
    if refused or local or (code is None and isinstance(error, ValueError | TypeError)):
        return Fault(REFUSED, detail)
    return Fault(CONNECTION, detail)


def fault_of_job(error: Exception, *, is_local: bool) -> Fault:
    """Return what an exception about a job that was sent means.

    Args:
        error: What the client raised when it was asked for the job or its result.
        is_local: Whether the job ran in this process.
    """
    detail = _one_line(error)
    kind = next((kind for kinds, kind in _KIND_OF if isinstance(error, kinds)), CONNECTION)
    if kind == FAILED and _is_about_session(detail):
        return Fault(SESSION, detail)
    return Fault(FAILED if is_local and kind != MALFORMED else kind, detail)


def is_connection(error: Exception) -> bool:
    """Return whether an exception comes from the network and says nothing about the job.

    Args:
        error: What the client raised.
    """
    if any(isinstance(error, kinds) for kinds, _ in _KIND_OF):
        return False
    code = _status_code(error)
    if code is not None:
        return code not in _REFUSING or code in _AMBIGUOUS
    return isinstance(error, OSError)


def _status_code(error: BaseException | None) -> int | None:
    """Return the HTTP status in an exception or in what caused it; None if there is none."""
    seen: Any = error
    while seen is not None:
        code = getattr(seen, "status_code", None)
        if isinstance(code, int):
            return code
        seen = seen.__cause__ or seen.__context__
    return None


def _is_about_session(text: str) -> bool:
    lowered = text.lower()
    ended = any(word in lowered for word in ("closed", "expired", "not active", "no longer"))
    return ("session" in lowered or "batch" in lowered) and ended


def _one_line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= 200 else words[:197] + "..."
