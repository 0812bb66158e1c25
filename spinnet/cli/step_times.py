"""The time of one step of a search: an energy, and an energy with its gradient, on one backend.

Written to be run in a child process, where time and memory are its own. A backend is timed only
after its numbers agree with those of another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.registry import backend_by_name
from spinnet.circuits import Circuit
from spinnet.cli.child_process import Tell
from spinnet.cli.output import remarks_to

TOLERANCES = MappingProxyType({"double": (1e-8, 1e-6), "single": (1e-4, 1e-3)})
"""How far energies and gradients may differ from the reference, by precision."""

CALLS, BUDGET = 5, 3.0  # each call is repeated so often, or until so many seconds are over

Rows = np.ndarray
"""Parameters ``(n_starts, n_params)``, radians."""


class Step(NamedTuple):
    """What is timed: two functions of rows of parameters.

    Args:
        energies: Gives energies ``(n_starts,)``.
        energies_and_gradients: Gives energies and gradients ``(n_starts, n_params)``; None where
            there are no gradients.
        precision: "double" or "single", of the amplitudes.
    """

    energies: Callable[[Rows], np.ndarray]
    energies_and_gradients: Callable[[Rows], tuple[np.ndarray, np.ndarray]] | None
    precision: str = "double"


Prepare = Callable[[Circuit, HeisenbergModel], Step]


@dataclass(frozen=True, eq=False)
class Values:
    """The numbers at some rows of parameters.

    Args:
        energies: Array ``(n_starts,)``.
        gradients: Array ``(n_starts, n_params)``, or None where there are none.
    """

    energies: np.ndarray
    gradients: np.ndarray | None


@dataclass(frozen=True, eq=False)
class StepTimes:
    """One step on one backend.

    Args:
        values: What it computed.
        prepare_seconds: Import, construction and the first call, compiling included.
        energy_seconds: An energy of all rows, the best of a few calls.
        gradient_seconds: Energy and gradient of all rows, likewise; None without gradients.
    """

    values: Values
    prepare_seconds: float
    energy_seconds: float
    gradient_seconds: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain data."""
        return {name: value for name, value in asdict(self).items() if name != "values"}


def backend_step(name: str, circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step of a backend of the registry.

    Args:
        name: Its name.
        circuit: The circuit.
        model: The model.
    """
    backend = backend_by_name(name)
    evaluator = backend.evaluator(circuit, model)
    precision = "single" if getattr(backend, "precision", None) == "single" else "double"
    return Step(evaluator.energies, evaluator.energies_and_gradients, precision)


def time_step(
    prepare: Prepare,
    circuit: Circuit,
    model: HeisenbergModel,
    rows: Rows,
    reference: Values | None,
    tell: Tell,
) -> StepTimes:
    """Time the step that ``prepare`` makes ready, after its values agree with the reference.

    Args:
        prepare: Makes a circuit and a model ready.
        circuit: The circuit.
        model: The model.
        rows: Parameters ``(n_starts, n_params)``.
        reference: What the values must be; None checks nothing.
        tell: Told "step" with what is being done, and with what the library says of it.

    Raises:
        ValueError: If the values do not agree.
    """
    tell("step", "preparing")
    began = time.perf_counter()
    with remarks_to(partial(tell, "step")):
        step = prepare(circuit, model)
        values = _values(step, rows)
    prepare_seconds = time.perf_counter() - began
    if reference is not None:
        check_values(values, reference, step.precision)
    gradient_seconds = None
    if step.energies_and_gradients is not None:
        tell("step", "timing the gradient")
        gradient_seconds = best_time(step.energies_and_gradients, rows)
        step.energies(rows)  # to compile; with a gradient this is a second program
    tell("step", "timing the energy")
    return StepTimes(values, prepare_seconds, best_time(step.energies, rows), gradient_seconds)


def check_values(values: Values, reference: Values, precision: str = "double") -> None:
    """Refuse values that differ from a reference by more than `TOLERANCES` allows.

    Args:
        values: What was computed.
        reference: What it must be.
        precision: "double" or "single".

    Raises:
        ValueError: If they differ by more, or are not finite.
    """
    of_energies, of_gradients = TOLERANCES[precision]
    pairs = [("energies", values.energies, reference.energies, of_energies)]
    if values.gradients is not None and reference.gradients is not None:
        pairs.append(("gradients", values.gradients, reference.gradients, of_gradients))
    for name, found, wanted, tolerance in pairs:
        difference = float(np.max(np.abs(found - wanted), initial=0.0))
        if not difference <= tolerance:
            raise ValueError(
                f"its {name} differ by {difference:.1e}, more than {tolerance:g}; not timed"
            )


def best_time(call: Callable[[Rows], Any], rows: Rows) -> float:
    """Return the shortest wall time of a few calls, in seconds.

    Args:
        call: What is timed.
        rows: Its argument.
    """
    found: list[float] = []
    while len(found) < CALLS and sum(found) < BUDGET:
        began = time.perf_counter()
        call(rows)
        found.append(time.perf_counter() - began)
    return min(found)


def _values(step: Step, rows: Rows) -> Values:
    if step.energies_and_gradients is None:
        return Values(np.asarray(step.energies(rows)), None)
    energies, gradients = step.energies_and_gradients(rows)
    return Values(np.asarray(energies), np.asarray(gradients))
