"""A placed circuit and its measurement on disk, so that a run compiles once and sends the same.

    placed.qpy, placed.json    the compiled circuit with its slots, and where its sites are
    tasks.qpy, tasks.json      the circuits to be sampled, and their labels and shots

Devices are calibrated again and again; what was planned on one day is what is sent and read on the
next.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from qiskit import QuantumCircuit, qpy

from spinnet.backends.ibm.measurement import SamplingTask
from spinnet.backends.ibm.placement import PlacedCircuit
from spinnet.backends.qiskit import CompiledCircuit
from spinnet.backends.qiskit.structure_choice import structures_of_circuit
from spinnet.circuits import Circuit
from spinnet.circuits.synthesis import ALL_TO_ALL, LINE
from spinnet.storage.errors import RunFolderError
from spinnet.storage.files import read_json, write_atomically


def save_placed(folder: Path, placed: PlacedCircuit) -> None:
    """Write a placed circuit, its description last.

    Args:
        folder: The run folder.
        placed: The circuit.
    """
    compiled = placed.compiled
    _write_qpy(folder / "placed.qpy", [compiled.isa_circuit])
    facts = {
        "structures": _kind_of(compiled),
        "qubits": list(placed.qubits),
        "seed": placed.seed,
        "expected_fidelity": placed.expected_fidelity,
        "tried": [list(pair) for pair in placed.tried],
    }
    write_atomically(folder / "placed.json", json.dumps(facts, indent=1).encode())


def load_placed(folder: Path, circuit: Circuit) -> PlacedCircuit | None:
    """Return the placed circuit of a run, None if there is none yet.

    Args:
        folder: The run folder.
        circuit: The circuit that was placed.

    Raises:
        RunFolderError: If the files are damaged.
    """
    if not (folder / "placed.json").exists():
        return None
    facts = read_json(folder / "placed.json")
    try:
        structured = structures_of_circuit(circuit, facts["structures"])
        (isa_circuit,) = _read_qpy(folder / "placed.qpy")
        numbers = tuple(parameter.index for parameter in isa_circuit.parameters)
        compiled = CompiledCircuit(
            circuit, isa_circuit, structured.angles, numbers, structured.wire_of_site
        )
        tried = tuple((int(seed), float(fidelity)) for seed, fidelity in facts["tried"])
        return PlacedCircuit(
            compiled, tuple(facts["qubits"]), facts["seed"], facts["expected_fidelity"], tried
        )
    except Exception as error:  # QPY knows many ways to say it
        raise _damaged(folder / "placed.qpy", error) from error


def save_tasks(folder: Path, tasks: Sequence[SamplingTask]) -> None:
    """Write the circuits of a measurement, their labels last.

    Args:
        folder: The run folder.
        tasks: What is to be sampled.
    """
    _write_qpy(folder / "tasks.qpy", [task.circuit for task in tasks])
    facts = {"tasks": [[task.label, task.shots] for task in tasks]}
    write_atomically(folder / "tasks.json", json.dumps(facts, indent=1).encode())


def load_tasks(folder: Path) -> tuple[SamplingTask, ...] | None:
    """Return the circuits of a run's measurement, None if there are none yet.

    Args:
        folder: The run folder.

    Raises:
        RunFolderError: If the files are damaged.
    """
    if not (folder / "tasks.json").exists():
        return None
    facts = read_json(folder / "tasks.json")
    try:
        circuits = _read_qpy(folder / "tasks.qpy")
        return tuple(
            SamplingTask(label, circuit, shots)
            for (label, shots), circuit in zip(facts["tasks"], circuits, strict=True)
        )
    except Exception as error:
        raise _damaged(folder / "tasks.qpy", error) from error


def _kind_of(compiled: CompiledCircuit) -> str:
    """Return which kind of structures a circuit was compiled from."""
    angles = np.linspace(0.1, 0.9, len(compiled.parameter_of_angle))
    for kind in (ALL_TO_ALL, LINE):
        structured = structures_of_circuit(compiled.circuit, kind)
        same_wires = structured.wire_of_site == compiled.wire_of_site
        slots, wanted = structured.angles(angles), compiled.angle_map(angles)
        if same_wires and slots.shape == wanted.shape and np.array_equal(slots, wanted):
            return kind
    raise ValueError("the circuit must be one that compile_circuit returned; got another one.")


def _write_qpy(path: Path, circuits: Sequence[QuantumCircuit]) -> None:
    plain = []
    for circuit in circuits:
        copy = circuit.copy()
        copy.metadata = {}
        plain.append(copy)
    buffer = io.BytesIO()
    qpy.dump(plain, buffer)
    write_atomically(path, buffer.getvalue())


def _read_qpy(path: Path) -> list[QuantumCircuit]:
    return list(qpy.load(io.BytesIO(path.read_bytes())))


def _damaged(path: Path, error: Exception) -> RunFolderError:
    return RunFolderError(
        f"{path} is missing or damaged ({type(error).__name__}); as long as no job was sent, "
        f"delete {path.with_suffix('.json').name} and {path.name} to make them again."
    )
