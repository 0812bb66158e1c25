"""What is known of one job, as it stands on disk."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PLANNED = "planned"
SUBMITTING = "submitting"
SUBMITTED = "submitted"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
TIMED_OUT = "timed-out"
STATES = (PLANNED, SUBMITTING, SUBMITTED, DONE, FAILED, CANCELLED, TIMED_OUT)
ENDED_BADLY = (FAILED, CANCELLED, TIMED_OUT)


@dataclass(frozen=True)
class JobRecord:
    """One job: what it holds, how far it got, and under which names the service knows it.

    The states are "planned", "submitting" (the intent is on disk, the service may or may not have
    the job), "submitted" (its id is on disk), "done" (its samples are on disk), "failed",
    "cancelled" and "timed-out".

    Args:
        key: Name in the run; also of its files.
        digest: Tells its circuits and shots from any others.
        device: Name of the device.
        n_circuits: Number of circuits.
        n_shots: Number of shots of all circuits together.
        seconds: Expected time on the processor; None if it is not known.
        tag: The tag by which the service finds this attempt of this job, and no other.
        attempt: Number of this attempt, from 0.
        state: How far it got.
        job_id: The service's name for it, once it is known.
        session_id: Session or batch it was sent in.
        message: What went wrong, if anything did.
        submitted: When the intent to send was written, UTC in ISO 8601.
        finished: When its end was seen, the same.
        charged: Seconds on the processor that the service charged.
        earlier: Ids and ends of earlier attempts.
    """

    key: str
    digest: str
    device: str
    n_circuits: int
    n_shots: int
    seconds: float | None
    tag: str
    attempt: int = 0
    state: str = PLANNED
    job_id: str | None = None
    session_id: str | None = None
    message: str = ""
    submitted: str | None = None
    finished: str | None = None
    charged: float | None = None
    earlier: tuple[str, ...] = ()

    @property
    def was_sent(self) -> bool:
        """Whether the service may have been charged for this attempt."""
        return self.state != PLANNED

    def to_json(self) -> dict[str, Any]:
        """Return the record as one JSON object."""
        return dataclasses.asdict(self) | {"earlier": list(self.earlier)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> JobRecord:
        """Return the record that `to_json` wrote.

        Args:
            content: The JSON object.

        Raises:
            ValueError: If it is no record.
        """
        try:
            record = cls(**{**content, "earlier": tuple(content["earlier"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"it is no record of a job ({error})") from error
        if record.state not in STATES:
            raise ValueError(f"its state must be one of {', '.join(STATES)}; got {record.state!r}")
        return record

    def next_attempt(self) -> JobRecord:
        """Return the same job, to be sent once more under a tag of its own."""
        ended = f"{self.job_id or 'no id'}: {self.state}"
        attempt = self.attempt + 1
        return dataclasses.replace(
            self,
            tag=f"{self.tag.removesuffix(f'-{self.attempt}')}-{attempt}",
            attempt=attempt,
            state=PLANNED,
            job_id=None,
            session_id=None,
            message="",
            submitted=None,
            finished=None,
            charged=None,
            earlier=(*self.earlier, ended),
        )


def now() -> str:
    """Return the time, UTC in ISO 8601 to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
