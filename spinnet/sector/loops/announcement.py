"""Says that the loops are being compiled, which takes half a minute; then they are kept.

The library only logs it; the command line shows what is logged.
"""

from __future__ import annotations

import logging
from typing import Any

from numba.core import event

LOGGER = logging.getLogger("spinnet.sector.loops")


def announce(function: Any) -> None:
    """Log at level INFO, once, when a function is compiled; not when it was kept and is loaded.

    Args:
        function: A function compiled by Numba, not called yet.
    """
    event.register("numba:compile", _Announcement(function))


class _Announcement(event.Listener):
    """Hears Numba compile, and logs it the first time that it is the one function."""

    def __init__(self, function: Any) -> None:
        self.function, self.is_due = function, True

    def on_start(self, event: Any) -> None:
        """Log that compiling begins."""
        if self.is_due and event.data["dispatcher"] is self.function:
            self.is_due = False
            LOGGER.info(_message(self.function.stats.cache_path))

    def on_end(self, event: Any) -> None:
        """Say nothing at the end."""


def _message(folder: str | None) -> str:
    """Return what is logged.

    Args:
        folder: Where compiled code is kept; None if it is not.
    """
    later = "kept for later runs" if folder else "on each run, for no folder can keep them"
    return f"compiling the engine's loops for this machine: about half a minute, {later}"
