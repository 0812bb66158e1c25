"""A search whose circuit grows: a few layers first, then more on top of what was found.

Evaluations of few layers cost little, and a layer of small angles changes little, so that the
search goes on from where it was. Each stage has a run folder of its own; the same call on the same
folder goes on where it stopped, or was killed, and at most the evaluation under way is lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hamiltonians import Lattice, heisenberg, reference
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import Circuit, ansatz
from spinnet.vqe import Step, VQEResult, minimise

NEW_SCALE = 0.02
"""Standard deviation of the angles of new layers, radians."""

Stage = tuple[int, int]
"""Number of layers, and evaluations at most."""


def grow(
    lattice: Lattice,
    supports: str,
    stages: Sequence[Stage],
    folder: Path,
    seconds: float,
    *,
    shown: int,
) -> None:
    """Search the ground state with real gates in single precision, and print how it goes.

    The last energy is computed in double precision. The exact energy is looked up.

    Args:
        lattice: The lattice, with a reference energy.
        supports: Where the gates of a layer act, see `spinnet.ansatz`.
        stages: Layers and evaluations of each stage.
        folder: Where the run folders of the stages are.
        seconds: When to stop; an evaluation that has begun is ended.
        shown: Evaluations from line to line.

    Raises:
        ValueError: If no reference energy is known.
    """
    deadline, found = time.perf_counter() + seconds, np.zeros(0)
    exact = _exact_energy(lattice)
    for layers, evaluations in stages:
        circuit = ansatz(lattice, supports, layers=layers)
        print(f"{layers} layers, {circuit.n_params} angles", flush=True)
        own = folder / f"{layers:02d}-layers"
        result = _ended(own, evaluations)
        if result is None:
            begin = _extended(found, circuit.n_params, layers)
            result = _stage(lattice, exact, circuit, begin, evaluations, own, deadline, shown)
        found = result.parameters
        print(
            f"  {result.n_evaluations} evaluations, error {result.relative_error:.3e}", flush=True
        )
        if time.perf_counter() > deadline:
            break
    energy = SectorBackend().evaluator(circuit, heisenberg(lattice)).energy(found)
    print(f"in double precision {energy:.8f}, relative error {1 - energy / exact:.3e}", flush=True)


def _exact_energy(lattice: Lattice) -> float:
    known = reference(lattice.name)
    if known is None:
        raise ValueError(f"lattice {lattice.name!r} has no reference energy to measure errors by.")
    return known.energy


def _ended(folder: Path, evaluations: int) -> VQEResult | None:
    """Return the result of a stage that was ended before."""
    if not (folder / "result.json").exists():
        return None
    result = VQEResult.load(folder)
    return result if result.converged or result.n_evaluations >= evaluations else None


def _extended(found: np.ndarray, n_params: int, seed: int) -> np.ndarray:
    new = np.random.default_rng(seed).normal(scale=NEW_SCALE, size=n_params - len(found))
    return np.concatenate([found, new])


def _stage(
    lattice: Lattice,
    exact: float,
    circuit: Circuit,
    begin: np.ndarray,
    evaluations: int,
    folder: Path,
    deadline: float,
    shown: int,
) -> VQEResult:
    began = time.perf_counter()

    def report(step: Step) -> bool:
        now = time.perf_counter()
        if step.number % shown == 0:
            error = step.best.relative_error
            print(f"  {step.number:5d}  error {error:.3e}  {now - began:.0f} s", flush=True)
        return now > deadline

    return minimise(
        circuit,
        heisenberg(lattice),
        backend=SectorBackend(precision="single"),
        optimizer="metric-lbfgs",
        initial=[begin],
        max_evaluations=evaluations,
        exact_energy=exact,
        run_folder=folder,
        callback=report,
    )
