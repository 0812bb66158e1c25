"""`spinnet gate`: what a vertex gate on a few spins is made of and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np
import typer

from hamiltonians.numbers import counted
from spinnet.circuits import VertexGate, exchange_gate, general_gate, paper_gate, real_gate
from spinnet.circuits.synthesis import ALL_TO_ALL, LINE, circuit_cost, structure_of
from spinnet.cli.options import AsJson
from spinnet.cli.output import print_json, print_table
from spinnet.networks import permutation_expansion
from spinnet.su2 import spin_text

FAMILIES: MappingProxyType[str, Callable[[int], VertexGate]] = MappingProxyType(
    {"complex": general_gate, "real": real_gate, "paper": paper_gate, "exchange": exchange_gate}
)
LARGEST = 6  # spins; the plain matrix behind the permutation form grows as 4^k
_SHOWN = 8  # permutations in the table


def command(
    n_spins: Annotated[int, typer.Argument(metavar="K", help="Number of spins of the gate.")],
    family: Annotated[
        str, typer.Option("--family", metavar="NAME", help="complex, real, paper or exchange.")
    ] = "complex",
    angles: Annotated[
        str | None,
        typer.Option(
            "--angles", metavar="A,B,...", help="Angles in radians; 0.5 each if not given."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a vertex gate: its angles, blocks, permutation form and two-qubit cost."""
    gate = _read_gate(n_spins, family)
    values = _read_angles(angles, gate)
    if as_json:
        print_json(gate_summary(gate, values))
    else:
        _print_gate(gate, values)


def gate_summary(gate: VertexGate, angles: np.ndarray) -> dict[str, Any]:
    """Return the JSON form of a gate at given angles; complex numbers are pairs [re, im].

    Args:
        gate: The gate.
        angles: Array ``(n_angles,)``, radians.
    """
    return {
        "gate": gate.name,
        "n_spins": gate.n_spins,
        "n_angles": gate.n_angles,
        "is_real": gate.is_real,
        "angles": angles.tolist(),
        "blocks": {
            spin_text(two_total): [[[z.real, z.imag] for z in row] for row in block.tolist()]
            for two_total, block in gate.blocks(angles).items()
        },
        "permutations": [
            {"permutation": list(permutation), "coefficient": [c.real, c.imag]}
            for permutation, c in permutation_expansion(gate.matrix(angles)).items()
        ],
        "two_qubit_gates": {kind: _two_qubit_gates(gate, kind) for kind in (ALL_TO_ALL, LINE)},
    }


def _print_gate(gate: VertexGate, angles: np.ndarray) -> None:
    cost = {kind: _two_qubit_gates(gate, kind) for kind in (ALL_TO_ALL, LINE)}
    print_table(
        str(gate),
        [
            ("angles", ", ".join(f"{angle:g}" for angle in angles)),
            *(
                (f"block J = {spin_text(two)}", _matrix(b))
                for two, b in gate.blocks(angles).items()
            ),
            ("permutations", _permutations(gate.matrix(angles))),
            *((f"two-qubit gates, {kind}", count) for kind, count in cost.items()),
        ],
    )


def _read_gate(n_spins: int, family: str) -> VertexGate:
    if family not in FAMILIES:
        raise ValueError(f"--family must be one of {', '.join(FAMILIES)}; got {family!r}.")
    if n_spins > LARGEST:
        raise ValueError(f"K must be at most {LARGEST} to be shown; got {n_spins}.")
    return FAMILIES[family](n_spins)


def _read_angles(text: str | None, gate: VertexGate) -> np.ndarray:
    if text is None:
        return np.full(gate.n_angles, 0.5)
    try:
        values = np.array([float(word) for word in text.split(",")])
    except ValueError:
        raise ValueError(f"--angles must be numbers joined by commas; got {text!r}.") from None
    if len(values) != gate.n_angles:
        wanted = counted(gate.n_angles, "number")
        raise ValueError(f"--angles must be {wanted}; got {len(values)}.")
    return values


def _two_qubit_gates(gate: VertexGate, connectivity: str) -> int | None:
    """Return the smallest count known here; None if there is no structure."""
    try:
        return circuit_cost(structure_of(gate, connectivity).operations).two_qubit_gates
    except ValueError:
        return None


def _matrix(block: np.ndarray) -> str:
    return "\n".join("  ".join(_number(value) for value in row) for row in block)


def _permutations(matrix: np.ndarray) -> str:
    terms = sorted(permutation_expansion(matrix).items(), key=lambda term: -abs(term[1]))
    lines = [f"{_number(c)}  ({' '.join(map(str, p))})" for p, c in terms if abs(c) > 1e-12]
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n".join(lines[:_SHOWN] + more)


def _number(value: complex) -> str:
    return f"{value.real:+.6f}{value.imag:+.6f}i"
