"""Which folder a run of the command line keeps its files in."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

RUNS = Path("runs")


def choose_folder(out: Path | None, lattice_name: str) -> Path:
    """Return the folder of a run; whether it can be written is seen when the run begins.

    Args:
        out: The folder that was asked for; None takes ``runs/NAME``, or the first of
            ``runs/NAME-2``, ``runs/NAME-3``, ... that does not exist.
        lattice_name: Name of the lattice.
    """
    if out is not None:
        return out
    first = RUNS / (re.sub(r"[^\w.=-]+", "-", lattice_name).strip("-.") or "graph")
    numbered = (first.with_name(f"{first.name}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain([first], numbered) if not path.exists())
