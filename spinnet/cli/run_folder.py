"""Where a run of the command line keeps its files."""

from __future__ import annotations

import itertools
import re
import tempfile
from pathlib import Path

RUNS = Path("runs")


def open_folder(out: Path | None, lattice_name: str) -> Path:
    """Return the folder of a run, made if it does not exist.

    Args:
        out: The folder that was asked for; None takes ``runs/NAME``, or the first of
            ``runs/NAME-2``, ``runs/NAME-3``, ... that does not exist.
        lattice_name: Name of the lattice.

    Raises:
        ValueError: If files cannot be written there.
    """
    folder = _unused(RUNS / _as_file_name(lattice_name)) if out is None else out
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ValueError(
            f"the run's files cannot be written to {str(folder)!r} ({error.strerror}); give "
            "another folder with --out."
        ) from None


def _unused(folder: Path) -> Path:
    numbered = (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain([folder], numbered) if not path.exists())


def _as_file_name(name: str) -> str:
    return re.sub(r"[^\w.=-]+", "-", name).strip("-.") or "graph"
