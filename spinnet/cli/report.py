"""What is printed and drawn at the end of a search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hamiltonians import Lattice
from spinnet.circuits import Circuit
from spinnet.cli.output import note, print_json, print_table, spin_number
from spinnet.cli.pictures import save_run
from spinnet.su2 import Spin
from spinnet.vqe import VQEResult

INTERRUPTED = 130


def report(
    result: VQEResult, lattice: Lattice, circuit: Circuit, folder: Path, *, as_json: bool
) -> int:
    """Print a result, then draw its pictures, and return the exit code.

    Args:
        result: What the search found; its files are in the folder already.
        lattice: Where the spins are.
        circuit: What was run.
        folder: The run folder.
        as_json: Whether to print one JSON object in the place of a table.
    """
    if as_json:
        print_json(result_summary(result))
    else:
        _print_result(result)
    pictures = save_run(result, lattice, circuit, folder)
    if not as_json:
        print(f"{folder}: result.json {' '.join(path.name for path in pictures)}")
    if result.message.startswith("interrupted"):
        note(f"interrupted: go on with 'spinnet resume {folder}'.")
        return INTERRUPTED
    return 0


def result_summary(result: VQEResult) -> dict[str, Any]:
    """Return the JSON form of a result, its total spin as a number.

    Args:
        result: What the search found.
    """
    return {**result.to_json(), "total_spin": spin_number(Spin(result.total_spin).two_j)}


def _print_result(result: VQEResult) -> None:
    print_table(
        f"{result.lattice}: {result.message}",
        [
            ("energy", f"{result.energy:.10f}"),
            ("energy per site", f"{result.energy_per_site:.10f}"),
            ("exact energy", _number(result.exact_energy, ".10f")),
            ("relative error", _number(result.relative_error, ".2e")),
            ("total spin", result.total_spin),
            ("S^2", f"{abs(result.total_spin_squared):.10f}"),
            ("energy variance", _number(result.variance, ".2e")),
            ("parameters, gates", f"{result.n_params}, {result.n_gates}"),
            ("evaluations", result.n_evaluations),
            ("time", f"{result.wall_time:.1f} s"),
            ("seed", result.seed),
        ],
    )


def _number(value: float | None, form: str) -> str | None:
    return None if value is None else format(value, form)
