"""Run folders on disk: files written in a single move, read with clear refusals.

Whoever keeps a run in a folder rests on this: searches, and runs on devices.
"""

from spinnet.storage.errors import RunFolderError, damaged
from spinnet.storage.files import (
    make_folder,
    read_config,
    read_json,
    read_npz,
    write_atomically,
    write_npz,
)
from spinnet.storage.versions import versions

__all__ = [
    "RunFolderError",
    "damaged",
    "make_folder",
    "read_config",
    "read_json",
    "read_npz",
    "versions",
    "write_atomically",
    "write_npz",
]
