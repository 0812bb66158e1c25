"""`spinnet cost`: what the circuit of a lattice costs on a quantum computer."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import HeisenbergModel, heisenberg
from spinnet.circuits import Circuit
from spinnet.circuits.synthesis import gates_per_digit
from spinnet.cli.finished_run import read_finished_run
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson
from spinnet.cli.output import print_json, print_table
from spinnet.cli.problem_options import ProblemOptions
from spinnet.vqe import VQEResult

Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="NAME",
        help="A device such as FakeMarrakesh (needs the extra ibm); without it gates on any sites "
        "are counted as they stand.",
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(
        "--precision", metavar="X", help="Wished standard error of the energy, for shots."
    ),
]

Run = Annotated[
    Path | None,
    typer.Option(
        "--run",
        metavar="DIR",
        help="A finished run of `vqe`, whose circuit and model are costed instead of LATTICE's.",
    ),
]


@with_option_groups
def command(
    problem: ProblemOptions,
    target: Target = None,
    precision: Precision = None,
    run: Run = None,
    as_json: AsJson = False,
) -> None:
    """Count the gates, depth, duration and shots of the circuit that `vqe` would run."""
    result = None
    if run is not None:
        if problem != ProblemOptions():
            raise ValueError(
                "--run takes lattice and circuit from its folder; leave out LATTICE, --graph and "
                "the options of lattice and circuit."
            )
        circuit, model, result = _read_run(run)
    else:
        cluster = problem.read_lattice()
        circuit = problem.circuit(cluster, problem.two_total(cluster))
        model = heisenberg(cluster)
    summary = _summary(circuit, model, target, precision, result)
    if as_json:
        print_json(summary)
    else:
        _print_cost(circuit, summary)


def _read_run(folder: Path) -> tuple[Circuit, HeisenbergModel, VQEResult]:
    """Return circuit, model and result of a finished run."""
    task, result = read_finished_run(folder)
    for name in ("energy", "relative_error"):
        value = getattr(result, name)
        may_miss = value is None and name == "relative_error"
        if not may_miss and not (isinstance(value, int | float) and math.isfinite(value)):
            raise ValueError(f"{name} in {folder / 'result.json'} must be finite; got {value!r}.")
    return task.circuit, task.model, result


def _summary(
    circuit: Circuit,
    model: HeisenbergModel,
    target: str | None,
    precision: float | None,
    result: VQEResult | None,
) -> dict[str, Any]:
    """Return what is reported, in the order of the reference."""
    counts = _counts(
        circuit, model, target, precision, energy=None if result is None else result.energy
    )
    gates = counts["two_qubit_gates"]
    summary = {
        "lattice": model.lattice.name,
        "n_sites": circuit.n_sites,
        "n_params": circuit.n_params,
        "n_gates": circuit.n_gates,
        "target": target,
        **counts,
        "two_qubit_gates_per_parameter": gates / circuit.n_params if circuit.n_params else None,
    }
    if result is not None:
        error = result.relative_error
        summary["relative_error"] = error
        summary["two_qubit_gates_per_digit"] = (
            None if error is None else gates_per_digit(gates, error)
        )
    return summary


def _counts(
    circuit: Circuit,
    model: HeisenbergModel,
    target: str | None,
    precision: float | None,
    *,
    energy: float | None,
) -> dict[str, Any]:
    """Return gates, depth, duration and shots, None where they are not known."""
    if precision is not None and not precision > 0:
        raise ValueError(f"--precision must be above 0; got {precision}.")
    options: dict[str, Any] = {}
    if precision is not None:
        options = {"model": model, "precision": precision, "energy": energy}
    cost = circuit.cost(target, **options)
    names = ("two_qubit_gates", "two_qubit_depth", "one_qubit_gates", "duration", "shots")
    return {name: getattr(cost, name, None) for name in names}


def _print_cost(circuit: Circuit, facts: dict[str, Any]) -> None:
    duration = facts["duration"]
    rows = [
        ("two-qubit gates", facts["two_qubit_gates"]),
        ("two-qubit gates per parameter", _text(facts["two_qubit_gates_per_parameter"], ".2f")),
        ("two-qubit depth", facts["two_qubit_depth"]),
        ("one-qubit gates", facts["one_qubit_gates"]),
        ("duration", None if duration is None else f"{duration * 1e6:.2f} microseconds"),
        ("shots", facts["shots"]),
    ]
    if "relative_error" in facts:
        per_digit = _text(facts["two_qubit_gates_per_digit"], ".2f")
        rows += [
            ("relative error", _text(facts["relative_error"], ".2e")),
            ("two-qubit gates per digit", per_digit),
        ]
    print(circuit)
    print_table(f"on {facts['target'] or 'any device, all-to-all'}", rows)


def _text(value: float | None, form: str) -> str | None:
    return None if value is None else format(value, form)
