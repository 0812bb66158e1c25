"""The one error of this package that a caller would want to catch by name."""

from __future__ import annotations

KINDS = (
    "account",
    "backend",
    "budget",
    "busy",
    "cancelled",
    "connection",
    "failed",
    "lost",
    "malformed",
    "pending",
    "refused",
    "session",
    "timed-out",
)


class HardwareError(ValueError):
    """Something outside the program went wrong, and one sentence says what to do about it.

    Nothing that was measured is lost when it is raised: jobs and samples are on disk.

    Args:
        kind: One of `KINDS`, for programs.
        message: One sentence, for people.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
