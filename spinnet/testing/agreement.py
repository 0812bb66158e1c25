"""Backends must agree: run one circuit on several and compare everything they report.

For anybody who writes a backend of their own; the repository's own table of circuits is in
tests/agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends import AbstractBackend, AbstractEvaluator, NoStateError, Observables
from spinnet.circuits import Circuit


@dataclass(frozen=True, eq=False)
class BackendRun:
    """What one backend reports about one circuit and model.

    Args:
        name: The backend's name.
        energies: Array ``(n_starts,)``.
        gradients: Array ``(n_starts, n_params)``, None if not asked for.
        observables: In the final state of the first row of parameters.
        state: Amplitudes ``(2**n_sites,)`` of the first row, None where a backend has none.
    """

    name: str
    energies: np.ndarray
    gradients: np.ndarray | None
    observables: Observables
    state: np.ndarray | None


def run_backend(
    backend: AbstractBackend,
    circuit: Circuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    *,
    gradients: bool = True,
) -> BackendRun:
    """Run a circuit on a backend and keep everything it reports.

    Args:
        backend: The backend. If its evaluator has a method ``state(parameters)``, that is kept too.
        circuit: The circuit.
        model: The model.
        parameters: Array ``(n_starts, n_params)`` with at least one row, radians.
        gradients: Whether to ask for gradients, which cost most on devices.
    """
    rows = np.asarray(parameters, dtype=float)
    evaluator = backend.evaluator(circuit, model)
    if gradients:
        energies, slopes = evaluator.energies_and_gradients(rows)
    else:
        energies, slopes = evaluator.energies(rows), None
    return BackendRun(
        backend.name,
        np.asarray(energies),
        None if slopes is None else np.asarray(slopes),
        evaluator.observables(rows[0]),
        _state(evaluator, rows[0]),
    )


def _state(evaluator: AbstractEvaluator, row: np.ndarray) -> np.ndarray | None:
    """Return the amplitudes at one row, None where there are none."""
    state = getattr(evaluator, "state", None)
    try:
        return None if state is None else np.asarray(state(row))
    except NoStateError:
        return None


def assert_runs_agree(first: BackendRun, second: BackendRun, *, tolerance: float = 1e-10) -> None:
    """Raise unless two backends report the same; what one of them lacks is not compared.

    Every evaluator gives its state in the order of the sites. States are compared up to a global
    phase, which circuits compiled for a device drop.

    Args:
        first: One run.
        second: Another run of the same circuit, model and parameters.
        tolerance: Largest allowed absolute difference of any number.

    Raises:
        AssertionError: Naming the quantity, the two backends and the largest difference.
    """
    ours, theirs = first.observables, second.observables
    compared = {
        "energies": (first.energies, second.energies),
        "gradients": (first.gradients, second.gradients),
        "states": _aligned(first.state, second.state),
        "observed energy": (ours.energy, theirs.energy),
        "variance": (ours.variance, theirs.variance),
        "total spin squared": (ours.total_spin_squared, theirs.total_spin_squared),
        "bond correlations": (ours.bond_correlations, theirs.bond_correlations),
    }
    for quantity, (left, right) in compared.items():
        if left is None or right is None:
            continue
        difference = _largest_difference(left, right)
        if not difference <= tolerance:
            raise AssertionError(
                f"{quantity} of {first.name!r} and {second.name!r} must agree to {tolerance:.0e}; "
                f"they differ by {difference:.2e}."
            )


def assert_backends_agree(
    backends: Sequence[AbstractBackend],
    circuit: Circuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    *,
    gradients: bool = True,
    tolerance: float = 1e-10,
) -> None:
    """Raise unless all backends report the same energies, gradients, observables and states.

    Args:
        backends: At least two; the first is the reference.
        circuit: The circuit.
        model: The model.
        parameters: Array ``(n_starts, n_params)`` with at least one row, radians.
        gradients: Whether to compare gradients too.
        tolerance: Largest allowed absolute difference of any number.

    Raises:
        AssertionError: If two backends differ.
        ValueError: If there are fewer than two backends.

    Example:
        >>> import numpy as np
        >>> from hamiltonians import chain, heisenberg
        >>> from spinnet.backends.statevector import StatevectorBackend
        >>> from spinnet.circuits import path_ansatz
        >>> circuit = path_ansatz(chain(4), layers=1)
        >>> mine = StatevectorBackend()
        >>> rows = np.zeros((1, circuit.n_params))
        >>> assert_backends_agree([StatevectorBackend(), mine], circuit, heisenberg(chain(4)), rows)
    """
    if len(backends) < 2:
        raise ValueError(f"backends must hold at least two to compare; got {len(backends)}.")
    runs = [
        run_backend(backend, circuit, model, parameters, gradients=gradients)
        for backend in backends
    ]
    for run in runs[1:]:
        assert_runs_agree(runs[0], run, tolerance=tolerance)


def _aligned(
    first: np.ndarray | None, second: np.ndarray | None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return both states, the second one turned to the global phase of the first."""
    if first is None or second is None or first.shape != second.shape:
        return first, second
    overlap = np.vdot(second, first)
    return first, second * (overlap / abs(overlap)) if overlap else second


def _largest_difference(left: object, right: object) -> float:
    ours, theirs = np.asarray(left), np.asarray(right)
    if ours.shape != theirs.shape:
        return np.inf
    return float(np.max(np.abs(ours - theirs), initial=0.0))
