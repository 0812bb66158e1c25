"""Sending jobs once and only once, over any number of processes.

Before a job is sent, the intent stands in the ledger with a tag that no other job has; after it is
sent, its id stands there before anything else is done. A process that finds an intent without an id
asks the service for the tag before it sends anything.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from qiskit_ibm_runtime.exceptions import IBMError

from spinnet.backends.ibm import job_record as states
from spinnet.backends.ibm.budget import Cost, expected_seconds, total_cost
from spinnet.backends.ibm.desk import Desk
from spinnet.backends.ibm.job_faults import (
    CONNECTION,
    REFUSED,
    SESSION,
    Fault,
    fault_of_sending,
)
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.primitives import SendingOptions
from spinnet.backends.ibm.work import AbstractWork
from spinnet.storage.errors import RunFolderError


@dataclass
class Sender:
    """Plans jobs, checks the budget, and sends what the service does not have.

    Args:
        desk: Where the jobs are handled.
    """

    desk: Desk

    def plan(self, works: Sequence[AbstractWork], *, retry: bool) -> None:
        """Write a record for each job, and refuse what the budget does not allow.

        Args:
            works: The jobs.
            retry: Whether those that ended badly are to be sent again.

        Raises:
            HardwareError: If the budget does not allow it.
            RunFolderError: If a record is that of another job.
        """
        for work in works:
            self._plan_one(self._checked(work), retry)
        self.desk.budget.check(self.spent(), self.cost(works))

    def cost(self, works: Sequence[AbstractWork]) -> Cost:
        """Return what it costs to send the jobs that were not sent yet.

        Args:
            works: The jobs.
        """
        records = [self.desk.ledger.get(work.key) or self._new_record(work) for work in works]
        unsent = [record for record in records if not record.was_sent]
        return total_cost((record.n_shots, record.seconds) for record in unsent)

    def spent(self) -> Cost:
        """Return the cost of what was sent so far, all attempts included."""
        parts: list[tuple[int, float | None]] = []
        for record in self.desk.ledger.records:
            times = len(record.earlier) + record.was_sent
            parts += [(record.n_shots, record.charged or record.seconds)] * times
        return total_cost(parts)

    def ensure_sent(self, work: AbstractWork) -> None:
        """Send a job unless the service has it; a second time where that is safe.

        Args:
            work: A job that was planned.

        Raises:
            HardwareError: If it was refused or the connection broke.
        """
        for is_last in (False, True):
            record = self.recovered(self.desk.record(work))
            if record.state != states.PLANNED:
                return
            fault = self._send(work, record)
            if fault is None:
                return
            self._after_refusal(work, fault, is_last)

    def recovered(self, record: JobRecord) -> JobRecord:
        """Return a record without doubt: an intent to send becomes a job with its id, or a plan.

        It stays an intent where the device is not at hand, and with it what may have been sent.

        Args:
            record: Any record.

        Raises:
            HardwareError: If the connection broke.
        """
        device = self.desk.device
        if record.state != states.SUBMITTING or device.is_local or device.backend is None:
            return record
        sent = datetime.datetime.fromisoformat(record.submitted or states.now())
        age = (datetime.datetime.now(datetime.UTC) - sent).total_seconds()
        found = self._find(record)
        if not found and age < self.desk.patience.grace:
            self.desk.patience.sleep(self.desk.patience.grace - age)
            found = self._find(record)
        if not found:
            return self.desk.write(replace(record, state=states.PLANNED))
        first = min(found, key=lambda job: str(job.creation_date))
        self.desk.jobs[record.key] = first
        return self.desk.write(replace(record, state=states.SUBMITTED, job_id=first.job_id()))

    def _find(self, record: JobRecord) -> list[Any]:
        """Return the jobs that the service has under a tag, in any instance of the account.

        A device may be reached through several instances, and the service lists one at a time.
        """
        service = self.desk.device.service
        own = getattr(self.desk.device.backend, "_instance", None)
        others = self.desk.ask(record, lambda: [entry["crn"] for entry in service.instances()])
        found = []
        for instance in dict.fromkeys([own, *others]):
            try:
                found += self.desk.ask(record, partial(self._listed, record.tag, instance))
            except IBMError as error:
                if instance == own:
                    raise Fault(CONNECTION, str(error)).error(record) from error
        return found

    def _listed(self, tag: str, instance: str | None) -> list[Any]:
        service = self.desk.device.service
        return list(service.jobs(limit=None, job_tags=[tag], instance=instance))

    def _plan_one(self, record: JobRecord, retry: bool) -> None:
        """Plan a job again where that is asked for, or free because it was local."""
        is_local = self.desk.device.is_local
        is_unread = record.state == states.SUBMITTED and bool(record.message)
        if record.state in states.ENDED_BADLY or is_unread:
            if retry or is_local:
                self.desk.write(record.next_attempt())
        elif is_local and record.state in (states.SUBMITTING, states.SUBMITTED):
            self.desk.write(replace(record, state=states.PLANNED, job_id=None))

    def _checked(self, work: AbstractWork) -> JobRecord:
        """Return the record of a job, a new one if there is none; refuse that of another job."""
        record = self.desk.ledger.get(work.key)
        if record is None or (not record.was_sent and record.digest != work.digest):
            return self.desk.write(self._new_record(work))
        if record.digest != work.digest or record.device != self.desk.device.name:
            raise RunFolderError(
                f"job {work.key} in {self.desk.ledger.folder} was sent with other circuits or to "
                f"{record.device}; choose another folder."
            )
        if record.state == states.DONE and not self.desk.ledger.is_readable(record.key):
            state = states.PLANNED if self.desk.device.is_local else states.SUBMITTED
            return self.desk.write(replace(record, state=state))
        return record

    def _new_record(self, work: AbstractWork) -> JobRecord:
        return JobRecord(
            key=work.key,
            digest=work.digest,
            device=self.desk.device.name,
            n_circuits=work.n_circuits,
            n_shots=work.n_shots,
            seconds=expected_seconds(work.circuits, work.n_shots, self.desk.device),
            tag=f"spinnet-{self.desk.run_id}-{work.key}-0",
        )

    def _send(self, work: AbstractWork, record: JobRecord) -> Fault | None:
        """Send a job once; None if the service took it."""
        try:
            mode = self.desk.mode.current()
        except Exception as error:
            return fault_of_sending(error)
        intent = replace(record, state=states.SUBMITTING, message="", submitted=states.now())
        self.desk.write(intent)
        seed = int(hashlib.blake2b(f"{self.desk.seed} {work.key}".encode()).hexdigest()[:7], 16)
        options = SendingOptions(record.tag, seed, self.desk.budget.max_seconds)
        try:
            job = work.submit(self.desk.device, mode, options)
        except Exception as error:
            return fault_of_sending(error)
        self.desk.jobs[work.key] = job
        session = self.desk.mode.session_id
        self.desk.write(
            replace(intent, state=states.SUBMITTED, job_id=job.job_id(), session_id=session)
        )
        return None

    def _after_refusal(self, work: AbstractWork, fault: Fault, is_last: bool) -> None:
        """Make a second try possible after a job was not sent, or raise the error."""
        record = self.desk.record(work)
        if fault.kind in (REFUSED, SESSION) and record.state == states.SUBMITTING:
            self.desk.write(replace(record, state=states.PLANNED, message=fault.detail))
        if fault.kind == SESSION:
            self.desk.mode.renew()
        if fault.kind == REFUSED or is_last:
            raise fault.error(record, "while a job was sent")
