"""The checkpoint: the best parameters so far, one npz file replaced in a single move.

It is for people: to look at a run that is still going, or to start another one from where it got.
A run is continued from its journal, not from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import read_npz, write_npz

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The best of each start.

    Args:
        parameters: Array ``(n_starts, n_params)``, radians.
        energies: Array ``(n_starts,)``, infinite for a start without an evaluation.
        rounds: Number of batches evaluated.
    """

    parameters: np.ndarray
    energies: np.ndarray
    rounds: int

    @property
    def best(self) -> np.ndarray:
        """The parameters of the lowest energy, ``(n_params,)``."""
        return self.parameters[int(np.argmin(self.energies))]


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint so that a kill at any moment leaves the old one or the new one."""
    manifest = {"format": FORMAT, "rounds": checkpoint.rounds}
    write_npz(
        path,
        parameters=checkpoint.parameters,
        energies=checkpoint.energies,
        manifest=np.array(json.dumps(manifest)),
    )


def load_checkpoint(path: str | Path) -> Checkpoint:
    """Return the checkpoint of a run, also while it is still going.

    Args:
        path: The run folder, or its ``checkpoint.npz``.

    Raises:
        RunFolderError: If it is missing or damaged.

    Example:
        ``minimise(circuit, model, initial=[load_checkpoint("runs/kagome-36").best])``
    """
    file = Path(path)
    if file.is_dir():
        file = file / "checkpoint.npz"
    try:
        data = read_npz(file)
        manifest = json.loads(str(data["manifest"]))
        return Checkpoint(data["parameters"], data["energies"], int(manifest["rounds"]))
    except FileNotFoundError:
        raise RunFolderError(f"{file} does not exist; no checkpoint was written yet.") from None
    except Exception as error:  # zipfile and NumPy know many ways to say it
        raise RunFolderError(
            f"{file} is damaged ({type(error).__name__}). Every evaluation is in journal.bin "
            "beside it: delete checkpoint.npz and resume again."
        ) from error
