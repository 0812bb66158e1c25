"""The journal: every answer the evaluator ever gave, appended as soon as it is known.

Optimisers are deterministic, so a run is continued exactly by asking them again and answering from
the journal. A kill at any moment loses at most the evaluation under way. The file is a row of
records

    head     magic, sizes, seconds, digest of the points, checksum of the head
    body     energies, gradients, directions and metrics, little-endian doubles, and its checksum

A record cut off at the end of the file is dropped; a checksum that fails anywhere is damage.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from spinnet.storage.errors import RunFolderError
from spinnet.vqe.optimizer import Answer, Request

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

_HEAD = struct.Struct("<4sIId8s")  # magic, points, gradient components, seconds, digest
_CHECK = struct.Struct("<I")
_MAGIC = b"SNJ1"


@dataclass(frozen=True, eq=False)
class JournalRecord:
    """One batch of evaluations.

    Args:
        digest: Eight bytes that tell the points of the request.
        answer: The energies and gradients.
        seconds: When it was found, counted from the start of the search.
    """

    digest: bytes
    answer: Answer
    seconds: float


class Journal:
    """A journal file, first read record by record, then appended to."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make an empty one.

        Args:
            path: The file.

        Raises:
            RunFolderError: If another process has it open.
        """
        self._path = path
        path.touch()
        self._file = path.open("r+b", buffering=1 << 20)
        _lock(self._file, path)
        self._position = 0
        self.n_records = 0

    def read(self) -> JournalRecord | None:
        """Return the next record; None at the end, where a record cut off is removed.

        Directions and metrics, if there are any, follow the gradients in the same rows (`parted`).

        Raises:
            RunFolderError: If a checksum fails.
        """
        head = self._checked(_HEAD.size)
        if head is None:
            self._end()
            return None
        magic, n_points, n_components, seconds, digest = _HEAD.unpack(head)
        if magic != _MAGIC:
            raise self._damage()
        body = self._checked(8 * n_points * (1 + n_components))
        if body is None:
            self._end()
            return None
        numbers = np.frombuffer(body, "<f8")
        answer = Answer(numbers[:n_points], numbers[n_points:].reshape(n_points, n_components))
        self._position = self._file.tell()
        self.n_records += 1
        return JournalRecord(digest, answer, seconds)

    def append(self, record: JournalRecord) -> None:
        """Write a record after the last one read, and hand it to the operating system."""
        answer = record.answer
        parts = (answer.gradients, answer.directions, answer.metrics)
        rows = np.hstack([part for part in parts if part is not None])
        head = _HEAD.pack(_MAGIC, *rows.shape, record.seconds, record.digest)
        body = answer.energies.astype("<f8").tobytes() + rows.astype("<f8").tobytes()
        self._file.write(head + _checksum(head) + body + _checksum(body))
        self._file.flush()
        self.n_records += 1

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _checked(self, size: int) -> bytes | None:
        """Return the next part; None if the file ends before its checksum does."""
        part, check = self._file.read(size), self._file.read(_CHECK.size)
        if len(part) < size or len(check) < _CHECK.size:
            return None
        if check != _checksum(part):
            raise self._damage()
        return part

    def _end(self) -> None:
        self._file.truncate(self._position)
        self._file.seek(self._position)

    def _damage(self) -> RunFolderError:
        return RunFolderError(
            f"{self._path} is damaged after record {self.n_records}, at byte {self._position}. "
            f"To go on from there, cut the file to its first {self._position} bytes and delete "
            "checkpoint.npz beside it."
        )


def parted(answer: Answer, request: Request) -> Answer:
    """Return an answer whose rows of gradients go on with directions and metrics, parted.

    Args:
        answer: As `Journal.read` gives it.
        request: What it answers.
    """
    rows, n_params = answer.gradients, request.points.shape[1]
    if not request.preconditioners and not request.with_metrics:
        return answer
    gradients, rest = rows[:, :n_params], rows[:, n_params:]
    if not request.preconditioners:
        return Answer(answer.energies, gradients, metrics=rest)
    directions, rest = rest[:, :n_params], rest[:, n_params:]
    metrics = rest if request.with_metrics else None
    return Answer(answer.energies, gradients, directions, metrics)


def digest_of(request: Request) -> bytes:
    """Return eight bytes that tell the points of a request from any others."""
    asked = (request.points.shape, request.starts, request.with_gradients)
    metrics = ("metrics",) if request.with_metrics else ()
    head = repr((*asked, *request.preconditioners, *metrics)).encode()
    points = np.ascontiguousarray(request.points, dtype="<f8").tobytes()
    return hashlib.blake2b(head + points, digest_size=8).digest()


def _checksum(part: bytes) -> bytes:
    return _CHECK.pack(zlib.crc32(part))


def _lock(file: BinaryIO, path: Path) -> None:
    """Keep other processes out, where the system can; the lock goes when the process goes."""
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise RunFolderError(
            f"{path.parent} is in use by another run; wait for it to end or choose another folder."
        ) from error
