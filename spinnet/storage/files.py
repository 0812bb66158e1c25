"""Writing files so that a kill never leaves half of one, and reading JSON with clear refusals."""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from spinnet.storage.errors import RunFolderError


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in a single move, its content safe on disk before.

    Args:
        path: The file.
        content: All of it.
    """
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def make_folder(path: Path) -> Path:
    """Make a folder, and refuse one that cannot be written.

    Args:
        path: The folder; it may exist.

    Raises:
        RunFolderError: If it cannot be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise RunFolderError(
            f"folder {path} must be writable; got {error.strerror or error}. Choose another folder."
        ) from error


def read_json(path: Path) -> dict[str, Any]:
    """Return the mapping in a JSON file.

    Raises:
        RunFolderError: If the file is missing, or holds no JSON mapping.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunFolderError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise RunFolderError(f"{path} is damaged: it is no JSON ({error}).") from error
    if not isinstance(content, dict):
        raise RunFolderError(f"{path} is damaged: it must hold a JSON object.")
    return content


def read_config(path: Path) -> dict[str, Any]:
    """Return the ``config.json`` of a run folder.

    Raises:
        RunFolderError: If there is none, or it is damaged.
    """
    if not (path / "config.json").exists():
        raise RunFolderError(f"{path} is no run folder: it has no config.json.")
    return read_json(path / "config.json")


def write_npz(path: Path, **arrays: np.ndarray) -> None:
    """Replace an npz file in a single move.

    Args:
        path: The file.
        **arrays: Its members, none of them of Python objects.
    """
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    write_atomically(path, buffer.getvalue())


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of an npz file, all of them read and checked.

    Raises:
        OSError: If the file cannot be read.
        Exception: Of several kinds, if it is damaged; `zipfile` checks every member.
    """
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as data:
        return {name: data[name] for name in data.files}
