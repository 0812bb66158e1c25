"""The one error about run folders, to be caught by name."""

from __future__ import annotations


class RunFolderError(ValueError):
    """A run folder cannot be used: of other settings, damaged, in use or not writable."""
