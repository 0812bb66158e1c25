"""What is written down while a search runs: one record an evaluation, one step a batch."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True)
class HistoryRecord:
    """One evaluation of one start.

    Args:
        evaluation: Number of this evaluation among those of its start, from 1.
        start: Number of the start, from 0.
        energy: Energy in the units of the couplings.
        relative_error: (energy - exact) / abs(exact); None if the exact energy is not known or 0.
        gradient_norm: Euclidean norm of the gradient; None if none was computed.
        seconds: Time since the search began, over all sessions of a resumed run.
    """

    evaluation: int
    start: int
    energy: float
    relative_error: float | None
    gradient_norm: float | None
    seconds: float

    def to_line(self) -> str:
        """Return the record as one line of JSON."""
        return json.dumps({key: _plain(value) for key, value in asdict(self).items()}) + "\n"


@dataclass(frozen=True, eq=False)
class Step:
    """What a callback sees after each batch of evaluations.

    Args:
        number: Number of the batch, from 1.
        records: The evaluations of this batch.
        best: The evaluation of lowest energy so far, of any start.
        parameters: Where the lowest energy was found, read-only array ``(n_params,)``.
    """

    number: int
    records: tuple[HistoryRecord, ...]
    best: HistoryRecord
    parameters: np.ndarray


def relative_error(energy: float, exact_energy: float | None) -> float | None:
    """Return (energy - exact) / abs(exact), or None where that means nothing."""
    if exact_energy is None or exact_energy == 0:
        return None
    return (energy - exact_energy) / abs(exact_energy)


def history_from_lines(text: str) -> tuple[HistoryRecord, ...]:
    """Return the records of a ``history.jsonl``; an energy of null was not finite."""
    entries = [json.loads(line) for line in text.splitlines() if line]
    for entry in entries:
        entry["energy"] = math.nan if entry["energy"] is None else entry["energy"]
    return tuple(HistoryRecord(**entry) for entry in entries)


def _plain(value: float | None) -> float | None:
    """Return a number as JSON knows it: one that is not finite becomes null."""
    return value if value is not None and math.isfinite(value) else None
