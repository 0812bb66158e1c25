"""Circuits with their angles as QPY files and OpenQASM 3 programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qiskit import QuantumCircuit, qasm3, qpy

from spinnet.backends.qiskit.conversion import to_qiskit
from spinnet.circuits import Circuit, checked_parameters


def save_qpy(path: str | Path, circuit: Circuit, parameters: np.ndarray | None = None) -> None:
    """Save a circuit as QPY, with its angles or with symbolic parameters.

    Any program with Qiskit can load the file: it sees gates named ``vertex_gate`` with their
    definitions. `load_qpy` brings the spinnet circuit back.

    Args:
        path: File to write.
        circuit: The circuit.
        parameters: Array ``(n_params,)``; None keeps the parameters symbolic.

    Raises:
        ValueError: If the parameters do not fit the circuit.
    """
    quantum_circuit = _with_angles(circuit, parameters)
    with Path(path).open("wb") as file:
        qpy.dump(quantum_circuit, file)


def load_qpy(path: str | Path) -> QuantumCircuit:
    """Return the one circuit of a QPY file; `from_qiskit` turns it back into a spinnet circuit.

    Args:
        path: File to read.

    Raises:
        ValueError: If the file holds several circuits.
    """
    with Path(path).open("rb") as file:
        loaded = qpy.load(file)
    if len(loaded) != 1:
        raise ValueError(f"the QPY file {path} must hold one circuit; it holds {len(loaded)}.")
    return loaded[0]


def to_qasm3(circuit: Circuit, parameters: np.ndarray | None = None) -> str:
    """Return a circuit as an OpenQASM 3 program.

    Each kind of vertex gate becomes a ``gate`` definition; symbolic parameters become inputs.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``; None keeps the parameters symbolic.

    Raises:
        ValueError: If the parameters do not fit the circuit.
    """
    return qasm3.dumps(_with_angles(circuit, parameters))


def _with_angles(circuit: Circuit, parameters: np.ndarray | None) -> QuantumCircuit:
    quantum_circuit = to_qiskit(circuit)
    if parameters is None:
        return quantum_circuit
    return quantum_circuit.assign_parameters(checked_parameters(circuit, parameters))
