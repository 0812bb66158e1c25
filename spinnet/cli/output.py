"""What commands print: one JSON object, tables for people, one sentence of complaint.

Standard output holds the answer; everything else goes to standard error.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table


def print_json(content: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of standard output.

    Args:
        content: Plain data; None becomes null.

    Raises:
        ValueError: If a number is not finite, which JSON cannot hold.
    """
    print(json.dumps(content, allow_nan=False))


def print_table(title: str, rows: Iterable[tuple[str, object]]) -> None:
    """Print names and values in two columns.

    Args:
        title: The heading.
        rows: Pairs of a name and a value; None is left out.
    """
    table = Table(show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        if value is not None:
            table.add_row(name, str(value))
    print(title)
    Console(highlight=False, markup=False).print(table)


def note(message: str) -> None:
    """Print a remark on standard error."""
    print(message, file=sys.stderr)


@contextmanager
def remarks_to(hear: Callable[[str], None]) -> Iterator[None]:
    """Pass on what the library logs meanwhile, from level INFO.

    Args:
        hear: Called with each message.
    """
    logger, handler = logging.getLogger("spinnet"), _Messages(hear)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)


class _Messages(logging.Handler):
    """Passes on messages as plain text."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        super().__init__()
        self.hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on one message."""
        self.hear(record.getMessage())


def complain(message: str) -> None:
    """Print one sentence on one line of standard error.

    Args:
        message: What is wrong and what to do; line breaks become spaces.
    """
    print(f"spinnet: {' '.join(message.split())}", file=sys.stderr)


def spin_number(two_total: int) -> int | float:
    """Return a total spin as a JSON number: 0, 0.5, 1, ..."""
    return two_total / 2 if two_total % 2 else two_total // 2
