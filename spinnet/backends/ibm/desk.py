"""What sending and collecting jobs have in common: the device, the ledger, and how to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from spinnet.backends.ibm.asking import Patience
from spinnet.backends.ibm.budget import Budget
from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.job_faults import CONNECTION, Fault, is_connection
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.backends.ibm.ledger import Ledger
from spinnet.backends.ibm.modes import OpenMode
from spinnet.backends.ibm.work import AbstractWork

Answer = TypeVar("Answer")


@dataclass
class Desk:
    """Where the jobs of one run are handled.

    Args:
        device: Where jobs go.
        ledger: The run's ledger, open.
        run_id: Letters that tell this run from all others.
        mode: Job, batch or session.
        budget: Limits, checked before anything is sent.
        seed: Seed of simulators.
        patience: How long to ask and how often to look.
        report: Told about every new state of a job.
        jobs: The client's jobs by key, as far as this process has them.
    """

    device: Device
    ledger: Ledger
    run_id: str
    mode: OpenMode
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    patience: Patience = field(default_factory=Patience)
    report: Callable[[JobRecord], None] | None = None
    jobs: dict[str, Any] = field(default_factory=dict)

    def record(self, work: AbstractWork) -> JobRecord:
        """Return the record of a job that has one.

        Args:
            work: The job.
        """
        record = self.ledger.get(work.key)
        assert record is not None
        return record

    def write(self, record: JobRecord) -> JobRecord:
        """Put a record on disk, tell about it, and return it.

        Args:
            record: The new state of a job.
        """
        self.ledger.write(record)
        if self.report is not None:
            self.report(record)
        return record

    def job(self, record: JobRecord) -> Any:
        """Return the client's job, asked for by its id if this process did not send it.

        Args:
            record: A job that was submitted.
        """
        if record.key not in self.jobs:
            self.jobs[record.key] = self.device.service.job(record.job_id)
        return self.jobs[record.key]

    def ask(self, record: JobRecord, question: Callable[[], Answer]) -> Answer:
        """Return the answer to a question to the service, asked again if the connection breaks.

        Args:
            record: The job it is about.
            question: Asks the service and changes nothing there.

        Raises:
            HardwareError: If the connection stays broken.
            Exception: What else the client raised.
        """
        if self.device.is_local:
            return question()
        try:
            return self.patience.ask(question)
        except Exception as error:
            if not is_connection(error):
                raise
            raise Fault(CONNECTION, str(error)).error(record) from error
