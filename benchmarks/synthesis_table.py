"""Two-qubit gates of every vertex gate: spinnet's structures beside Qiskit and pytket.

Run from the repository root; prints a markdown table::

    python benchmarks/synthesis_table.py > docs/reference/synthesis_table.md

Peers get the exact unitary at one seeded random setting of the angles and their strongest stock
optimisation. They solve a harder problem (any unitary) but must do so again for every setting of
the angles; a structure is transpiled once. Nothing here is asserted.
"""

from __future__ import annotations

import time
import warnings
from importlib.metadata import version

import numpy as np

from hamiltonians import chain, named_lattice
from spinnet.circuits import Circuit
from spinnet.circuits.ansatz import ansatz, path_ansatz, triangle_ansatz
from spinnet.circuits.gate_families import general_gate, paper_gate
from spinnet.circuits.paper import chain_circuit, kagome_circuit
from spinnet.circuits.synthesis import (
    GateStructure,
    affine_three_spin_structure,
    circuit_cost,
    exchange_structure,
    real_three_spin_structure,
    schur_structure,
    singlet_structure,
    structure_of,
    structured_circuit,
    three_spin_structure,
    two_spin_structure,
)

SEED = 7
ROWS = (
    ("singlet pair", singlet_structure(), singlet_structure()),
    ("2-spin gate", two_spin_structure(), two_spin_structure()),
    ("3-spin gate", three_spin_structure(), three_spin_structure("line")),
    (
        "3-spin gate, affine angles",
        affine_three_spin_structure(paper_gate(3)),
        affine_three_spin_structure(paper_gate(3), "line"),
    ),
    ("real 3-spin gate", real_three_spin_structure(), real_three_spin_structure("line")),
    ("exchange (triangle) gate", exchange_structure(), exchange_structure("line")),
    ("Schur transform, 2 spins", schur_structure(2), schur_structure(2, "line")),
    ("Schur transform, 3 spins", schur_structure(3), schur_structure(3, "line")),
    ("4-spin gate", structure_of(general_gate(4)), structure_of(general_gate(4), "line")),
    ("5-spin gate", structure_of(general_gate(5)), structure_of(general_gate(5), "line")),
)
FOUR_SPINS = ((0, 1, 2, 3), (2, 3, 4, 5), (4, 5, 6, 7))
FIVE_SPINS = ((0, 1, 2, 3, 4), (3, 4, 5, 6, 7))


def qiskit_count(unitary: np.ndarray, *, line: bool) -> tuple[int, float]:
    """Return Qiskit's CX count and infidelity for a unitary at optimisation level 3."""
    from qiskit import QuantumCircuit, transpile
    from qiskit.circuit.library import UnitaryGate
    from qiskit.quantum_info import Operator
    from qiskit.transpiler import CouplingMap

    n_wires = len(unitary).bit_length() - 1
    circuit = QuantumCircuit(n_wires)
    circuit.append(UnitaryGate(unitary), list(reversed(range(n_wires))))
    coupling = CouplingMap.from_line(n_wires) if line else None
    result = transpile(
        circuit,
        basis_gates=["cx", "u"],
        coupling_map=coupling,
        optimization_level=3,
        seed_transpiler=SEED,
    )
    wanted = Operator(circuit).data
    reached = Operator.from_circuit(result).data
    overlap = abs(np.trace(wanted.conj().T @ reached)) / len(unitary)
    return result.count_ops().get("cx", 0), abs(1 - overlap)


def pytket_count(unitary: np.ndarray) -> tuple[int, float] | None:
    """Return pytket's CX count and infidelity after full peephole optimisation."""
    from pytket.circuit import Circuit as TketCircuit
    from pytket.circuit import OpType, Unitary2qBox, Unitary3qBox
    from pytket.passes import DecomposeBoxes, FullPeepholeOptimise

    n_wires = len(unitary).bit_length() - 1
    if n_wires not in (2, 3):
        return None
    circuit = TketCircuit(n_wires)
    if n_wires == 2:
        circuit.add_unitary2qbox(Unitary2qBox(unitary), 0, 1)
    else:
        circuit.add_unitary3qbox(Unitary3qBox(unitary), 0, 1, 2)
    DecomposeBoxes().apply(circuit)
    FullPeepholeOptimise(allow_swaps=False).apply(circuit)
    overlap = abs(np.trace(unitary.conj().T @ circuit.get_unitary())) / len(unitary)
    return circuit.n_gates_of_type(OpType.CX), abs(1 - overlap)


def gate_row(name: str, structure: GateStructure, line: GateStructure) -> str:
    """Return one row of the gate table."""
    rng = np.random.default_rng(SEED)
    unitary = structure.unitary(rng.uniform(-np.pi, np.pi, structure.n_params))
    qiskit, qiskit_error = qiskit_count(unitary, line=False)
    qiskit_line, _ = qiskit_count(unitary, line=True)
    pytket = pytket_count(unitary)
    pytket_text = "-" if pytket is None else f"{pytket[0]} ({pytket[1]:.0e})"
    return (
        f"| {name} | {structure.n_params} | **{structure.two_qubit_count}** | "
        f"{line.two_qubit_count} | "
        f"{qiskit} ({qiskit_error:.0e}) | {qiskit_line} | {pytket_text} |"
    )


def circuit_rows() -> list[str]:
    """Return the rows of the table of whole circuits."""
    ring = chain(12, periodic=True)
    kagome = named_lattice("kagome-12")
    circuits: tuple[tuple[str, Circuit], ...] = (
        ("paper, ring of 12, 1 block", chain_circuit(ring, blocks=1)),
        ("paper, ring of 12, 4 blocks", chain_circuit(ring, blocks=4)),
        ("real paths, ring of 12, 4 layers", path_ansatz(ring, layers=4)),
        ("paper, kagome-12, 1 block", kagome_circuit(kagome, blocks=1)),
        ("real triangles, kagome-12, 4 layers", triangle_ansatz(kagome, layers=4)),
        (
            "complex triangles, kagome-12, 4 layers",
            triangle_ansatz(kagome, layers=4, gates="complex"),
        ),
    )
    rows = []
    for name, circuit in circuits:
        costs = [
            circuit_cost(structured_circuit(circuit, **options).operations)
            for options in (
                {"frames": False},
                {"relabel": False},
                {},
                {"connectivity": "line", "frames": False},
                {"connectivity": "line"},
            )
        ]
        counts = " | ".join(f"{cost.two_qubit_gates} ({cost.two_qubit_depth})" for cost in costs)
        rows.append(f"| {name} | {circuit.n_gates} | {counts} |")
    return rows


def device_rows() -> list[str]:
    """Return the rows of the table of circuits compiled for devices."""
    from qiskit.providers.fake_provider import GenericBackendV2
    from qiskit.transpiler import CouplingMap
    from qiskit_ibm_runtime.fake_provider import FakeMarrakesh

    from spinnet.backends.qiskit import circuit_cost, compile_circuit

    lattice = chain(8)
    devices = (
        ("line of 8", GenericBackendV2(8, coupling_map=CouplingMap.from_line(8), seed=SEED)),
        ("grid of 9", GenericBackendV2(9, coupling_map=CouplingMap.from_grid(3, 3), seed=SEED)),
        ("FakeMarrakesh (heavy-hex)", FakeMarrakesh()),
    )
    rows = []
    for k, supports in ((3, "triples"), (4, FOUR_SPINS), (5, FIVE_SPINS)):
        circuit = ansatz(lattice, supports, layers=1, gates="complex")
        for name, device in devices:
            counts = []
            for connectivity in ("all-to-all", "line"):
                compiled = compile_circuit(
                    circuit, device, connectivity=connectivity, seeds=range(3)
                )
                cost = circuit_cost(compiled, device)
                counts.append(f"{cost.two_qubit_gates} ({cost.two_qubit_depth})")
            rows.append(f"| {circuit.n_gates} gates on {k} spins | {name} | {' | '.join(counts)} |")
    return rows


def main() -> None:
    """Print both tables."""
    warnings.simplefilter("ignore")
    started = time.time()
    print("# Two-qubit gates of vertex gates\n")
    print(
        f"Generated by `benchmarks/synthesis_table.py` (seed {SEED}) with numpy "
        f"{version('numpy')}, qiskit {version('qiskit')} (`transpile`, level 3, basis cx and u) "
        f"and pytket {version('pytket')} (`Unitary2qBox`/`Unitary3qBox`, "
        "`FullPeepholeOptimise` without swaps). CX counts; in brackets 1 - |tr(U†V)|/d of the "
        "peers, below 1e-14 for spinnet. The peers synthesise one setting of random angles.\n"
    )
    print("| gate | angles | spinnet | line | qiskit | qiskit, line | pytket |")
    print("|---|---|---|---|---|---|---|")
    for row in ROWS:
        print(gate_row(*row))
    print("\n## Whole circuits: frames that cancel\n")
    print(
        "CX count (and two-qubit depth) from all wires in state 0, singlet pairs included, "
        "all-to-all: structures one after the other, frames chosen without and with sites "
        "ending on other wires; then with line structures, which need every triple to be "
        "neighbours in its own order (as on a ring) and are not routed here.\n"
    )
    print(
        "| circuit | gates | plain | frames, wires fixed | frames, relabelled "
        "| line, plain | line, frames |"
    )
    print("|---|---|---|---|---|---|---|")
    print("\n".join(circuit_rows()))
    print("\n## Compiled for devices\n")
    print(
        "General gates on neighbours of an open chain of 8, one layer, singlet pairs included: "
        "two-qubit gates (and depth) after `compile_circuit` with 3 seeds, from all-to-all "
        "structures that Qiskit routes, and from line structures. `circuit_cost` takes the better "
        "one.\n"
    )
    print("| circuit | device | all-to-all, routed | line |")
    print("|---|---|---|---|")
    print("\n".join(device_rows()))
    print(f"\nMade in {time.time() - started:.0f} s.")


if __name__ == "__main__":
    main()
