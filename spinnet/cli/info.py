"""`spinnet info`: what a report of a problem should quote, and how a circuit is compiled."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict
from importlib import metadata
from typing import Annotated, Any

import jax
import typer

from hamiltonians import heisenberg
from spinnet import __version__
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson
from spinnet.cli.output import print_json, print_table
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.vqe import Precision
from spinnet.sector import compile_report
from spinnet.sector.cost_model import SPEEDS

CORE = ("jax", "jaxlib", "numba", "numpy", "scipy", "optax", "networkx", "sympy", "matplotlib")
OPTIONAL = ("pennylane", "pennylane-lightning", "qiskit", "qiskit-aer", "qiskit-ibm-runtime")


OfCircuit = Annotated[
    bool,
    typer.Option(
        "--circuit",
        help="Show how the engine compiles the circuit of a lattice: operations, bytes, time.",
    ),
]
ExpectedOn = Annotated[
    str | None,
    typer.Option("--on", metavar="NAME", help="Expect times on a cpu or a gpu; by default here."),
]


@with_option_groups
def command(
    problem: ProblemOptions,
    circuit: OfCircuit = False,
    precision: Precision = "double",
    expected_on: ExpectedOn = None,
    as_json: AsJson = False,
) -> None:
    """Show versions, devices and optional packages; or how a circuit is compiled."""
    if circuit:
        _show_compilation(problem, precision, expected_on, as_json=as_json)
    elif problem != ProblemOptions() or expected_on is not None or precision != "double":
        raise ValueError(
            "a lattice, its options, --precision and --on need --circuit, which says what to show."
        )
    else:
        _show_versions(as_json=as_json)


def _show_compilation(
    problem: ProblemOptions, precision: str, platform: str | None, *, as_json: bool
) -> None:
    if platform not in (None, *SPEEDS):
        raise ValueError(f"--on must be one of {', '.join(SPEEDS)}; got {platform!r}.")
    lattice = problem.read_lattice()
    circuit = problem.circuit(lattice, problem.two_total(lattice))
    report = compile_report(
        circuit,
        heisenberg(lattice),
        precision=precision,  # type: ignore[arg-type]  # it refuses other words
        platform=platform,
    )
    if as_json:
        print_json({"lattice": lattice.name, **asdict(report), "n_after": report.n_after})
    else:
        print(lattice, circuit, report, sep="\n")


def _show_versions(*, as_json: bool) -> None:
    summary = info_summary()
    if as_json:
        print_json(summary)
        return
    print_table(
        "spinnet",
        [
            ("spinnet", summary["spinnet"]),
            ("Python", f"{summary['python']} on {summary['platform']}"),
            ("CPU cores", summary["cpu_cores"]),
            ("JAX devices", ", ".join(summary["devices"])),
            *summary["packages"].items(),
        ],
    )
    absent = [name for name, version in summary["packages"].items() if version is None]
    if absent:
        print(f"not installed (optional): {', '.join(absent)}")


def info_summary() -> dict[str, Any]:
    """Return versions and devices as plain data; an absent package is None."""
    return {
        "spinnet": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "cpu_cores": os.cpu_count(),
        "devices": [str(device) for device in jax.devices()],
        "packages": {name: _version(name) for name in CORE + OPTIONAL},
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
