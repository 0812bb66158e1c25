"""`spinnet cost`: what the circuit of a lattice costs on a quantum computer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hamiltonians import HeisenbergModel, heisenberg
from spinnet.circuits import Circuit
from spinnet.circuits.synthesis import circuit_cost, structured_circuit
from spinnet.cli._optional import fake_device, import_qiskit_backend
from spinnet.cli.circuit_choice import AUTOMATIC, choose_circuit, needed_two_total
from spinnet.cli.circuit_options import Ansatz, Layers, Real, Sharing
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.options import AsJson, Graph, LatticeName, SecondNeighbour, TotalSpin
from spinnet.cli.output import print_json, print_table

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


def command(
    lattice: LatticeName = None,
    graph: Graph = None,
    ansatz: Ansatz = AUTOMATIC,
    layers: Layers = None,
    real: Real = None,
    sharing: Sharing = "none",
    spin: TotalSpin = None,
    j2: SecondNeighbour = None,
    target: Target = None,
    precision: Precision = None,
    as_json: AsJson = False,
) -> None:
    """Count the gates, depth, duration and shots of the circuit that `vqe` would run."""
    cluster = read_lattice(lattice, graph, j2)
    two_total = needed_two_total(cluster, ansatz, read_two_total(spin, cluster.n_sites))
    circuit = choose_circuit(
        cluster, ansatz, layers=layers, real=real, sharing=sharing, two_total=two_total
    )
    counts = _counts(circuit, heisenberg(cluster), target, precision)
    summary = {
        "lattice": cluster.name,
        "n_sites": cluster.n_sites,
        "n_params": circuit.n_params,
        "n_gates": circuit.n_gates,
        "target": target,
        **counts,
    }
    if as_json:
        print_json(summary)
    else:
        _print_cost(circuit, summary)


def _counts(
    circuit: Circuit, model: HeisenbergModel, target: str | None, precision: float | None
) -> dict[str, Any]:
    """Return gates, depth, duration and shots, None where they are not known."""
    if precision is not None and not precision > 0:
        raise ValueError(f"--precision must be above 0; got {precision}.")
    if target is None and precision is None:
        plain = circuit_cost(structured_circuit(circuit).operations)
        return {
            "two_qubit_gates": plain.two_qubit_gates,
            "two_qubit_depth": plain.two_qubit_depth,
            "one_qubit_gates": plain.one_qubit_gates,
            "duration": None,
            "shots": None,
        }
    device = None if target is None else fake_device(target)
    cost = import_qiskit_backend().circuit_cost(
        circuit, device, model=None if precision is None else model, precision=precision
    )
    names = ("two_qubit_gates", "two_qubit_depth", "one_qubit_gates", "duration", "shots")
    return {name: getattr(cost, name) for name in names}


def _print_cost(circuit: Circuit, facts: dict[str, Any]) -> None:
    duration = facts["duration"]
    per_parameter = facts["two_qubit_gates"] / max(facts["n_params"], 1)
    print(circuit)
    print_table(
        f"on {facts['target'] or 'any device, all-to-all'}",
        [
            ("two-qubit gates", facts["two_qubit_gates"]),
            ("two-qubit gates per parameter", f"{per_parameter:.2f}"),
            ("two-qubit depth", facts["two_qubit_depth"]),
            ("one-qubit gates", facts["one_qubit_gates"]),
            ("duration", None if duration is None else f"{duration * 1e6:.2f} microseconds"),
            ("shots", facts["shots"]),
        ],
    )
