"""The ledger: every job of a run on disk, one small file each, replaced in single moves.

    NAME.json        the record of a job
    NAME.npz         what it measured, written before its record says "done"
    session.json     the session or batch in use
    .lock            held while somebody may send

A kill leaves a record as it was before or after a step, never between. One process at a time may
hold the ledger open, so that no two of them send the same job.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np

from spinnet.backends.ibm.errors import HardwareError
from spinnet.backends.ibm.job_record import JobRecord
from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import make_folder, read_json, read_npz, write_atomically, write_npz

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


def read_records(folder: Path) -> tuple[JobRecord, ...]:
    """Return the records of a run without opening its ledger, in the order of their names.

    Args:
        folder: The ledger's folder.

    Raises:
        RunFolderError: If a record is damaged.
    """
    paths = sorted(folder.glob("*.json"))
    return tuple(_read_record(path) for path in paths if path.name != "session.json")


class Ledger:
    """An open ledger; a context manager that lets go of it at the end."""

    def __init__(self, folder: Path) -> None:
        """Open the ledger, or make an empty one.

        Args:
            folder: Its folder.

        Raises:
            HardwareError: If another process has it open.
            RunFolderError: If the folder cannot be written or a record is damaged.
        """
        self.folder = make_folder(folder)
        self._lock = _locked(folder / ".lock")
        try:
            self._records = {record.key: record for record in read_records(folder)}
        except RunFolderError:
            self._lock.close()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.close()

    @property
    def records(self) -> tuple[JobRecord, ...]:
        """All records, in the order of their names."""
        return tuple(self._records[key] for key in sorted(self._records))

    def get(self, key: str) -> JobRecord | None:
        """Return the record of a job, None if there is none.

        Args:
            key: Its name.
        """
        return self._records.get(key)

    def write(self, record: JobRecord) -> JobRecord:
        """Put a record on disk and return it.

        Args:
            record: The new state of a job.
        """
        content = json.dumps(record.to_json(), indent=1).encode()
        write_atomically(self.folder / f"{record.key}.json", content)
        self._records[record.key] = record
        return record

    def save_arrays(self, key: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Put what a job measured on disk.

        Args:
            key: Name of the job.
            arrays: Arrays by name.
        """
        write_npz(self.folder / f"{key}.npz", **arrays)

    def load_arrays(self, key: str) -> dict[str, np.ndarray]:
        """Return what a job measured.

        Args:
            key: Name of the job.

        Raises:
            RunFolderError: If the file is missing or damaged.
        """
        path = self.folder / f"{key}.npz"
        try:
            return read_npz(path)
        except Exception as error:  # zipfile and NumPy know many ways to say it
            raise RunFolderError(
                f"{path} is missing or damaged ({type(error).__name__}); 'spinnet resume' fetches "
                "it again."
            ) from error

    def is_readable(self, key: str) -> bool:
        """Return whether what a job measured can be read.

        Args:
            key: Name of the job.
        """
        try:
            self.load_arrays(key)
        except RunFolderError:
            return False
        return True

    @property
    def session_id(self) -> str | None:
        """Id of the session or batch in use, if any."""
        path = self.folder / "session.json"
        return read_json(path).get("session_id") if path.exists() else None

    def write_session(self, session_id: str | None) -> None:
        """Put the id of the session or batch in use on disk.

        Args:
            session_id: Its id; None when there is none any more.
        """
        content: dict[str, Any] = {"session_id": session_id}
        write_atomically(self.folder / "session.json", json.dumps(content).encode())


def _read_record(path: Path) -> JobRecord:
    content = read_json(path)
    try:
        return JobRecord.from_json(content)
    except ValueError as error:
        raise RunFolderError(f"{path} is damaged: {error}.") from error


def _locked(path: Path) -> BinaryIO:
    file = path.open("ab")
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise HardwareError(
            "busy",
            f"the jobs in {path.parent} are in use by another process; wait for it to end, so that "
            "nothing is sent twice.",
        ) from None
    return file
