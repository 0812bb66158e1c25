"""The run folder: settings, history, journal, checkpoint and result of one search.

    config.json      what was asked: settings, model, circuit, backend, versions
    history.jsonl    one line an evaluation, for people and plots
    journal.bin      every answer of the evaluator, from which a run is continued exactly
    checkpoint.npz   the best parameters of each start so far, with a manifest; for people
    result.json ...  written at the end by `VQEResult.save`

Only the files are known here; what a search does with them is in ``search.py``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import make_folder, read_config, write_atomically
from spinnet.vqe.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from spinnet.vqe.history import HistoryRecord
from spinnet.vqe.journal import Journal, JournalRecord

CHECKPOINT_SECONDS = 5.0


class RunFolder:
    """An open run folder; close it to let others in."""

    def __init__(self, path: Path, config: Mapping[str, Any], *, free: Sequence[str] = ()) -> None:
        """Make the folder, or open it if it holds a run of the same settings.

        Args:
            path: The folder.
            config: What the run is; data that ``json`` can write.
            free: Dotted names in it that may differ from what the folder holds.

        Raises:
            RunFolderError: If the folder holds another run, is damaged, in use, or cannot be
                written.
        """
        self.path = make_folder(path)
        plain = json.loads(json.dumps(config))
        if (path / "config.json").exists():
            _check_same(read_config(path), plain, free, path)
        checkpoint = path / "checkpoint.npz"
        self._expected = load_checkpoint(checkpoint).rounds if checkpoint.exists() else 0
        self._journal = Journal(path / "journal.bin")
        write_atomically(path / "config.json", json.dumps(plain, indent=1).encode())
        self._history: TextIO | None = None
        self._saved = time.monotonic()

    def replay(self) -> JournalRecord | None:
        """Return the next answer of earlier sessions; None once they are used up.

        Raises:
            RunFolderError: If the journal is damaged or shorter than the checkpoint says.
        """
        record = self._journal.read()
        if record is None and self._journal.n_records < self._expected:
            raise RunFolderError(
                f"{self.path / 'journal.bin'} ends after {self._journal.n_records} rounds, but "
                f"checkpoint.npz was written after {self._expected}. To go on from round "
                f"{self._journal.n_records}, delete checkpoint.npz."
            )
        return record

    def start_history(self, records: Iterable[HistoryRecord]) -> None:
        """Write the history of earlier sessions and get ready to add to it."""
        path = self.path / "history.jsonl"
        write_atomically(path, "".join(record.to_line() for record in records).encode())
        self._history = path.open("a", encoding="utf-8")

    def add(self, record: JournalRecord, history: Iterable[HistoryRecord]) -> None:
        """Write down one batch of evaluations, the journal first."""
        self._journal.append(record)
        if self._history is not None:
            self._history.write("".join(entry.to_line() for entry in history))
            self._history.flush()

    def save_checkpoint(self, points: np.ndarray, energies: np.ndarray, *, now: bool) -> None:
        """Write the best parameters so far, at most every few seconds unless ``now``."""
        if now or time.monotonic() - self._saved > CHECKPOINT_SECONDS:
            checkpoint = Checkpoint(points, energies, self._journal.n_records)
            save_checkpoint(self.path / "checkpoint.npz", checkpoint)
            self._saved = time.monotonic()

    def close(self) -> None:
        """Close all files."""
        self._journal.close()
        if self._history is not None:
            self._history.close()


def _check_same(
    old: Mapping[str, Any], new: Mapping[str, Any], free: Sequence[str], path: Path
) -> None:
    difference = _first_difference(old, new, free)
    if difference is not None:
        name, before, now = difference
        hint = (
            " resume(folder, max_evaluations=...) continues it with a larger budget."
            if name.endswith("max_evaluations")
            else " Choose another folder."
        )
        raise RunFolderError(
            f"run folder {path} holds a run of other settings: {name} is {_short(before)} there "
            f"and {_short(now)} here.{hint}"
        )


def _first_difference(
    old: Any, new: Any, free: Sequence[str], name: str = ""
) -> tuple[str, Any, Any] | None:
    """Return the dotted name of the first setting that differs, and both values."""
    if name in free or old == new:
        return None
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return name, old, new
    for key in {**new, **old}:
        label = f"{name}.{key}" if name else key
        found = _first_difference(old.get(key), new.get(key), free, label)
        if found is not None:
            return found
    return None


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
