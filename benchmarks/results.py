"""What was measured, as files: one JSON file for each part and machine, in ``results/``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def save(name: str, content: dict[str, Any]) -> Path:
    """Write one part.

    Args:
        name: Such as "step" or "scaling-cpu".
        content: Plain data.
    """
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content) + "\n")
    return path


def load(name: str) -> dict[str, Any] | None:
    """Return one part, or None if it was never measured.

    Args:
        name: As for `save`.
    """
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def names(prefix: str) -> tuple[str, ...]:
    """Return the parts whose name begins so, in alphabetical order.

    Args:
        prefix: Such as "scaling".
    """
    return tuple(sorted(path.stem for path in RESULTS.glob(f"{prefix}*.json")))
