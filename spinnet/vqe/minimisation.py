"""Minimise the energy of a circuit under a model, from the beginning or from a run folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend
from spinnet.backends.registry import default_backend
from spinnet.circuits import Circuit
from spinnet.storage.files import read_config
from spinnet.vqe.result import VQEResult
from spinnet.vqe.search import Callback
from spinnet.vqe.settings import SearchSettings
from spinnet.vqe.task import Task


def minimise(
    circuit: Circuit,
    model: HeisenbergModel,
    *,
    backend: AbstractBackend | None = None,
    optimizer: str = "lbfgs",
    learning_rate: float | None = None,
    damping: float | None = None,
    starts: int = 1,
    seed: int = 0,
    initial: str | Sequence[Sequence[float]] | np.ndarray = "near-identity",
    initial_scale: float = 0.1,
    max_evaluations: int = 1000,
    tolerance: float = 1e-10,
    target_error: float | None = None,
    exact_energy: float | None = None,
    run_folder: str | Path | None = None,
    progress: bool = False,
    callback: Callback | None = None,
) -> VQEResult:
    """Search for the parameters of lowest energy.

    All starts are searched at once, their evaluations in one batch. With a run folder every
    evaluation is on disk before the next begins; the same call on the same folder, or `resume`,
    continues after a kill and ends exactly where the uninterrupted run would have. Ctrl-C ends
    the search and returns what it has.

    Args:
        circuit: The circuit.
        model: The model, on the same sites.
        backend: Where to run; None is the sector engine.
        optimizer: "lbfgs", "metric-lbfgs" (which begins with the metric of each gate), "adam",
            "natural" (natural gradient) or "gauss-newton"; those that know a metric need the
            sector backend.
        learning_rate: Size of a step of Adam in radians; None is 0.02. Of "natural" and
            "gauss-newton" the length of the first step in imaginary time; None is 0.1.
            L-BFGS takes none.
        damping: What "metric-lbfgs", "natural" and "gauss-newton" add to the diagonal of the
            metric; None is 1e-3.
        starts: Number of starts.
        seed: Seed of the starts. Start n is the same whatever the number of starts.
        initial: "near-identity" (normal around 0), "uniform" (the paper's [0, pi / n_params)),
            or one row of parameters for each start.
        initial_scale: Standard deviation near the identity, radians.
        max_evaluations: Budget of each start; one evaluation is one energy with its gradient.
        tolerance: A start ends when a step changes its energy by less than this, relative to
            the larger of the energy and 1 (Adam: ten steps in a row), or when no component of
            the gradient is larger.
        target_error: End when the best start's relative error is this small; needs
            ``exact_energy``.
        exact_energy: What errors are measured against, if it is known.
        run_folder: Folder to keep the run in.
        progress: Whether to show a bar on standard error.
        callback: Called with a `Step` after each batch; returning True ends the search.

    Returns:
        The best of all starts, with its observables and the history.

    Raises:
        ValueError: If an argument is out of range, or circuit and model do not fit.
        RunFolderError: If the run folder is of other settings, damaged, in use or not writable.
    """
    settings = SearchSettings(
        optimizer=optimizer,
        learning_rate=learning_rate,
        damping=damping,
        starts=starts,
        seed=seed,
        initial=_plain_initial(initial),
        initial_scale=initial_scale,
        max_evaluations=max_evaluations,
        tolerance=tolerance,
        target_error=target_error,
    )
    task = Task(circuit, model, backend or default_backend(), settings, exact_energy)
    folder = None if run_folder is None else Path(run_folder)
    return task.run(folder, progress=progress, callback=callback)


def resume(
    run_folder: str | Path,
    *,
    backend: AbstractBackend | None = None,
    max_evaluations: int | None = None,
    progress: bool = False,
    callback: Callback | None = None,
) -> VQEResult:
    """Continue a search from its run folder, to the same end as if it had never stopped.

    Args:
        run_folder: The folder that `minimise` was given.
        backend: Where to run; None is the one the folder names, with default options.
        max_evaluations: A larger budget for each start; None keeps the old one.
        progress: Whether to show a bar on standard error.
        callback: Called with a `Step` after each new batch; returning True ends the search.

    Returns:
        The result, as from `minimise`. A finished run is measured again but not searched again.

    Raises:
        RunFolderError: If there is no run in the folder, or it is damaged, in use, or of another
            backend.
        ValueError: If ``max_evaluations`` is below the old budget.
    """
    path = Path(run_folder)
    task = Task.from_config(read_config(path), path, backend)
    if max_evaluations is not None:
        task = _with_larger_budget(task, max_evaluations)
    return task.run(path, is_resumed=True, progress=progress, callback=callback)


def _plain_initial(initial: Any) -> str | tuple[tuple[float, ...], ...]:
    if isinstance(initial, str):
        return initial
    rows = np.array(initial, dtype=float)
    if rows.ndim != 2:
        raise ValueError(
            f"initial must hold one row of parameters for each start; got an array of "
            f"{rows.ndim} dimension(s)."
        )
    return tuple(tuple(row) for row in rows.tolist())


def _with_larger_budget(task: Task, max_evaluations: int) -> Task:
    old = task.settings.max_evaluations
    if max_evaluations < old:
        raise ValueError(
            f"max_evaluations must be at least the old budget of the run, {old}; got "
            f"{max_evaluations}."
        )
    settings = dataclasses.replace(task.settings, max_evaluations=max_evaluations)
    return dataclasses.replace(task, settings=settings)
