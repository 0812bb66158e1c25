"""`spinnet bench`: one step of a search on this machine, the engine beside other backends."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from hamiltonians import HeisenbergModel, heisenberg
from spinnet.backends.registry import DEFAULT_BACKEND, backend_by_name, backend_names
from spinnet.circuits import Circuit
from spinnet.cli.child_process import Limits, Outcome, available_memory, run_in_child
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson
from spinnet.cli.output import note, print_json, spin_number
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.step_times import StepTimes, Values, backend_step, time_step
from spinnet.vqe.starting_points import starting_points

INTERRUPTED = 130
SHARE_OF_MEMORY = 0.8  # of what is free when the bench begins

Backends = Annotated[
    list[str] | None,
    typer.Option(
        "--backend",
        metavar="NAME",
        help="A backend to time beside the sector engine; may be repeated. By default all.",
    ),
]
Starts = Annotated[int, typer.Option("--starts", metavar="N", help="Sets of angles in one batch.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the angles.")]
Limit = Annotated[
    float,
    typer.Option("--limit", metavar="X", help="Seconds after which a backend is stopped."),
]


@dataclass(frozen=True)
class Timing:
    """How one backend did.

    Args:
        backend: Its name.
        outcome: What came of its process.
        reference_seconds: Energy and gradient by the sector engine; None if it has no time.
    """

    backend: str
    outcome: Outcome
    reference_seconds: float | None = None

    @property
    def times(self) -> StepTimes | None:
        """The times, if it came so far."""
        return self.outcome.answer

    @property
    def ratio(self) -> float | None:
        """Time of energy and gradient over that of the sector engine."""
        if self.times is None or not self.times.gradient_seconds or not self.reference_seconds:
            return None
        return self.times.gradient_seconds / self.reference_seconds

    def to_json(self) -> dict[str, Any]:
        """Return the timing as plain data; what is not known is null."""
        names = ("prepare_seconds", "energy_seconds", "gradient_seconds")
        return {
            "backend": self.backend,
            "energy": None if self.times is None else float(self.times.values.energies[0]),
            **{name: getattr(self.times, name, None) for name in names},
            "ratio": self.ratio,
            "peak_memory": self.outcome.peak_memory,
            "trouble": self.outcome.trouble,
        }


@with_option_groups
def command(
    problem: ProblemOptions,
    backend: Backends = None,
    starts: Starts = 1,
    seed: Seed = 0,
    limit: Limit = 60.0,
    as_json: AsJson = False,
) -> int:
    """Time an energy and its gradient on this machine, on every backend that can do it."""
    names = _chosen_backends(backend)
    _check_numbers(starts, seed, limit)
    cluster = problem.read_lattice()
    circuit = problem.circuit(cluster, problem.two_total(cluster))
    if not as_json:
        print(cluster, circuit, sep="\n", flush=True)
    rows = starting_points(circuit.n_params, starts=starts, seed=seed)
    timings: list[Timing] = []
    try:
        _time_all(names, circuit, heisenberg(cluster), rows, limit, timings, quiet=as_json)
    except KeyboardInterrupt:
        note("interrupted: what was timed until then is shown.")
        code = INTERRUPTED
    else:
        code = 0
    if as_json:
        print_json(_summary(cluster.name, circuit, starts, seed, timings))
    elif timings:
        _print_timings(timings)
    return code


def _chosen_backends(asked: list[str] | None) -> tuple[str, ...]:
    """Return the backends to time, the sector engine first: the others are measured against it."""
    known = backend_names()
    for name in asked or ():
        if name not in known:
            backend_by_name(name)  # refuses it, with the nearest name
    return tuple(dict.fromkeys((DEFAULT_BACKEND, *(asked or known))))


def _check_numbers(starts: int, seed: int, limit: float) -> None:
    for name, value, least in (("--starts", starts, 1), ("--seed", seed, 0)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}; got {value}.")
    if not 0 < limit < float("inf"):
        raise ValueError(f"--limit must be a number of seconds above 0; got {limit:g}.")


def _time_all(
    names: tuple[str, ...],
    circuit: Circuit,
    model: HeisenbergModel,
    rows: np.ndarray,
    limit: float,
    timings: list[Timing],
    *,
    quiet: bool,
) -> None:
    """Time one backend after the other, each in a process of its own, into ``timings``."""
    memory = available_memory()
    limits = Limits(limit, None if memory is None else int(SHARE_OF_MEMORY * memory))
    reference: Values | None = None
    seconds: float | None = None
    for name in names:
        prepare = partial(backend_step, name)
        hear = _silence if quiet else partial(_say, name)
        outcome = run_in_child(
            time_step, prepare, circuit, model, rows, reference, limits=limits, hear=hear
        )
        if outcome.answer is not None and reference is None:
            reference = outcome.answer.values
        if outcome.answer is not None and name == DEFAULT_BACKEND:
            seconds = outcome.answer.gradient_seconds
        timings.append(Timing(name, outcome, seconds))


def _say(backend: str, _: str, doing: str) -> None:
    note(f"{backend}: {doing}")


def _silence(_: str, __: Any) -> None:
    """Hear and say nothing."""


def _summary(
    name: str, circuit: Circuit, starts: int, seed: int, timings: list[Timing]
) -> dict[str, Any]:
    """Return what was measured, in the order of the reference."""
    return {
        "lattice": name,
        "n_sites": circuit.n_sites,
        "total_spin": spin_number(circuit.two_total),
        "n_params": circuit.n_params,
        "n_gates": circuit.n_gates,
        "starts": starts,
        "seed": seed,
        "cpu_cores": os.cpu_count(),
        "backends": [timing.to_json() for timing in timings],
    }


def _print_timings(timings: list[Timing]) -> None:
    table = Table()
    for title in ("backend", "first call", "energy", "with gradient", "ratio", "memory"):
        table.add_column(title, justify="left" if title == "backend" else "right", no_wrap=True)
    for timing in timings:
        row = timing.to_json()
        table.add_row(
            timing.backend,
            _seconds(row["prepare_seconds"]),
            _seconds(row["energy_seconds"]),
            _seconds(row["gradient_seconds"]),
            "" if row["ratio"] is None else f"{row['ratio']:.3g}",
            "" if row["peak_memory"] is None else f"{row['peak_memory'] / 1e9:.2f} GB",
        )
    Console(highlight=False, markup=False).print(table)
    for timing in timings:
        if timing.outcome.trouble is not None:
            print(f"{timing.backend}: {timing.outcome.trouble}")


def _seconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"
