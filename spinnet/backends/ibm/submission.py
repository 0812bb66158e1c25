"""Running the jobs of a run to their end: sending what is missing, collecting what was measured.

Jobs of local devices die with their process and are done again with the same seeds, to the same
samples; jobs of a service are only ever sent once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from spinnet.backends.ibm import job_record as states
from spinnet.backends.ibm.desk import Desk
from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.job_faults import CONNECTION, MALFORMED, SESSION, Fault, fault_of_job
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.sending import Sender
from spinnet.backends.ibm.work import AbstractWork, Arrays

_FINAL = ("DONE", "ERROR", "CANCELLED")


def run_jobs(
    desk: Desk,
    works: Sequence[AbstractWork],
    *,
    send: bool = True,
    wait: bool = True,
    retry: bool = False,
) -> list[Arrays]:
    """Send the jobs that were not sent yet, and return what all of them measured.

    Everything that can be collected is on disk before an error is raised.

    Args:
        desk: Where the jobs are handled.
        works: The jobs.
        send: Whether anything may be sent; otherwise only what was sent is looked at.
        wait: Whether to wait for their ends.
        retry: Whether jobs that failed, were cancelled or timed out are sent again.

    Raises:
        HardwareError: If the budget does not allow it, a job ended badly, the connection broke, or
            jobs are still under way and ``wait`` is false.
    """
    sender = Sender(desk)
    if send:
        sender.plan(works, retry=retry)
        if not desk.device.is_local:
            for work in works:
                sender.ensure_sent(work)
    known = [work for work in works if desk.ledger.get(work.key) is not None]
    collector = _Collector(desk, sender, send, wait)
    faults = [(work, fault) for work in known if (fault := collector.collect(work)) is not None]
    if faults:
        work, fault = faults[0]
        raise fault.error(desk.record(work))
    n_done = sum(desk.record(work).state == states.DONE for work in known)
    if n_done < len(works):
        raise _pending(len(works) - n_done, len(works))
    return [desk.ledger.load_arrays(work.key) for work in works]


class _Collector:
    """Puts what jobs measured on disk."""

    def __init__(self, desk: Desk, sender: Sender, send: bool, wait: bool) -> None:
        self.desk, self.sender, self.send, self.wait = desk, sender, send, wait

    def collect(self, work: AbstractWork) -> Fault | None:
        """Collect a job; if it did not run because its session ended, send it once more."""
        if self.send and self.desk.device.is_local:
            self.sender.ensure_sent(work)
        fault = self._collect_once(work)
        if fault is None or fault.kind != SESSION or not self.send:
            return fault
        self.desk.mode.renew()
        self.desk.jobs.pop(work.key, None)
        self.desk.write(self.desk.record(work).next_attempt())
        self.sender.ensure_sent(work)
        return self._collect_once(work)

    def _collect_once(self, work: AbstractWork) -> Fault | None:
        """Return what went wrong with a job, None if it is done or still under way."""
        record = self.sender.recovered(self.desk.record(work))
        if record.state in states.ENDED_BADLY:
            return Fault(record.state, record.message)
        died_with_process = self.desk.device.is_local and work.key not in self.desk.jobs
        if record.state != states.SUBMITTED or died_with_process or not self._has_ended(record):
            return None
        fault = self._read(work, record)
        if fault is not None and fault.kind == MALFORMED and not self.desk.device.is_local:
            self.desk.jobs.pop(record.key, None)  # it may only have been damaged on the way
            fault = self._read(work, record)
        if fault is not None:
            self._write_fault(record, fault)
        return fault

    def _has_ended(self, record: JobRecord) -> bool:
        """Return whether a job has ended, after waiting for it if asked to."""
        if self.desk.device.is_local:
            return True  # asking for its result waits for it
        pause = self.desk.patience.poll
        while True:
            try:
                status = self.desk.ask(record, lambda: self.desk.job(record).status())
            except HardwareError:
                raise
            except Exception:  # the job is not there: asking for its result says why
                return True
            if getattr(status, "name", status) in _FINAL:
                return True
            if not self.wait:
                return False
            self.desk.patience.sleep(pause)
            pause = min(1.2 * pause, self.desk.patience.longest_poll)

    def _read(self, work: AbstractWork, record: JobRecord) -> Fault | None:
        """Put the result of a job that has ended on disk, or return what is wrong with it."""
        try:
            job = self.desk.job(record)
            arrays = work.read(self.desk.ask(record, job.result))
        except HardwareError:
            raise
        except Exception as error:
            return fault_of_job(error, is_local=self.desk.device.is_local)
        self.desk.ledger.save_arrays(work.key, arrays)
        done = replace(record, state=states.DONE, message="", finished=states.now())
        self.desk.write(replace(done, charged=_charged(job)))
        return None

    def _write_fault(self, record: JobRecord, fault: Fault) -> None:
        if fault.kind in (MALFORMED, SESSION):  # the job stays where it is
            self.desk.write(replace(record, message=fault.detail))
        elif fault.kind != CONNECTION:
            state = fault.kind if fault.kind in states.ENDED_BADLY else states.FAILED
            ended = replace(record, state=state, message=fault.detail, finished=states.now())
            self.desk.write(ended)


def _charged(job: Any) -> float | None:
    try:
        return float(job.usage())
    except Exception:  # the service counts later, or not at all; the samples are what matters
        return None


def _pending(n_waiting: int, n_jobs: int) -> HardwareError:
    return HardwareError(
        "pending",
        f"{n_waiting} of {n_jobs} jobs are not done yet; 'spinnet fetch' looks at them again, and "
        "'spinnet resume' sends what is missing and waits.",
    )
