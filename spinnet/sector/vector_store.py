"""A checkpoint of long vectors: a folder with one file a vector and a manifest.

A vector's file is written once, since what a serial number stands for never changes; the manifest
is replaced in a single move afterwards, and files that it does not name are removed. So a kill at
any moment leaves the old checkpoint or the new one. Vectors pass through the host a piece at a
time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

FORMAT = 1
_PIECE = 1 << 24  # amplitudes copied to the host at a time


class CheckpointError(ValueError):
    """A checkpoint cannot be used: of another calculation, damaged or not writable."""


class VectorStore:
    """A checkpoint folder.

    Args:
        path: The folder, made if it does not exist.
        problem: What is calculated; data that ``json`` can write. Another problem's folder is
            refused.

    Raises:
        CheckpointError: If the folder holds another calculation, is damaged or not writable.
    """

    def __init__(self, path: Path, problem: Mapping[str, Any]) -> None:
        """Make or open the folder."""
        self.path = path
        self._problem = json.loads(json.dumps(problem))
        self._written: dict[str, int] = {}  # checksum of each vector on disk
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CheckpointError(
                f"folder {path} must be writable; got {error.strerror or error}."
            ) from error
        self._manifest = self._read_manifest()

    def load(self) -> tuple[dict[str, Any], dict[int, jax.Array]] | None:
        """Return the numbers and vectors saved last, or None if nothing was saved yet.

        Raises:
            CheckpointError: If a file is damaged or missing.
        """
        if self._manifest is None:
            return None
        self._written = dict(self._manifest["vectors"])
        kept = {int(name): self._read(name) for name in self._written}
        return self._manifest["numbers"], kept

    def save(self, numbers: Mapping[str, Any], kept: Mapping[int, jax.Array]) -> None:
        """Write a snapshot.

        Args:
            numbers: Plain data.
            kept: Vectors by serial number; those on disk already are not written again.
        """
        fresh = {str(n): self._written.get(str(n)) for n in kept}
        sums = {
            name: self._write(name, kept[int(name)]) if known is None else known
            for name, known in fresh.items()
        }
        self._replace_manifest({"numbers": dict(numbers), "vectors": sums})

    def _replace_manifest(self, content: dict[str, Any]) -> None:
        manifest = {"format": FORMAT, "problem": self._problem, **content}
        temporary = self.path / ".manifest.json.new"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(manifest, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.path / "manifest.json")
        self._manifest, self._written = manifest, dict(content["vectors"])
        for file_path in self.path.glob("vector-*.npy"):
            if file_path.stem.removeprefix("vector-") not in self._written:
                file_path.unlink()

    def _read_manifest(self) -> dict[str, Any] | None:
        path = self.path / "manifest.json"
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise CheckpointError(
                    f"{path} must be of format {FORMAT}; got {manifest['format']}."
                )
            problem = manifest["problem"]
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise CheckpointError(f"{path} is damaged ({type(error).__name__}).") from error
        for name, value in self._problem.items():
            if problem.get(name) != value:
                raise CheckpointError(
                    f"folder {self.path} holds another calculation: its {name} differs. Choose "
                    "another folder."
                )
        return manifest

    def _write(self, name: str, vector: jax.Array) -> int:
        """Write one vector piece by piece; return its checksum."""
        checksum = 0
        with (self.path / f"vector-{name}.npy").open("wb") as file:
            header = {"descr": "<f8", "fortran_order": False, "shape": vector.shape}
            np.lib.format.write_array_header_1_0(file, header)
            for start in range(0, len(vector), _PIECE):
                size = min(_PIECE, len(vector) - start)
                piece = np.asarray(_piece(vector, start, size), dtype="<f8").tobytes()
                checksum = zlib.crc32(piece, checksum)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return checksum

    def _read(self, name: str) -> jax.Array:
        path = self.path / f"vector-{name}.npy"
        try:
            pieces = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise CheckpointError(f"{path} is damaged or missing ({error}).") from error
        if zlib.crc32(np.ascontiguousarray(pieces).data) != self._written[name]:
            raise CheckpointError(
                f"{path} is damaged: its checksum differs. Delete the folder to begin anew."
            )
        return jnp.asarray(np.asarray(pieces))


@partial(jax.jit, static_argnames="size")
def _piece(vector: jax.Array, start: jax.Array, size: int) -> jax.Array:
    """Return ``size`` amplitudes from ``start`` on; compiled once for all pieces."""
    return jax.lax.dynamic_slice_in_dim(vector, start, size)
