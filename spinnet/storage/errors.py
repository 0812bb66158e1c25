"""The one error about run folders, to be caught by name."""

from __future__ import annotations

from pathlib import Path


class RunFolderError(ValueError):
    """A run folder cannot be used: of other settings, damaged, in use or not writable."""


def damaged(path: Path, error: Exception) -> RunFolderError:
    """Return the refusal of a file whose content is not what was once written there.

    Args:
        path: The file.
        error: What reading it raised.
    """
    reason = f"it has no key {error}." if isinstance(error, KeyError) else error
    return RunFolderError(f"{path} is damaged: {reason}")
