"""The one error of this package that a caller would want to catch by name."""

from __future__ import annotations


class RunFolderError(ValueError):
    """A run folder cannot be used: of other settings, damaged, in use or not writable."""
