"""Qiskit Aer's state vector: energies only, since Aer has no gradients of its own.

Its threads cost more than they gain where the state is small or the machine busy, so both one
thread and all are tried, and the faster is kept.
"""

from __future__ import annotations

import time

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit.library import UnitaryGate
from qiskit_aer import AerSimulator

from benchmarks.machine import n_cores
from hamiltonians import HeisenbergModel
from spinnet.backends.qiskit.operators import to_sparse_pauli_op
from spinnet.circuits import Circuit, gate_angles
from spinnet.cli.step_times import Step


def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step, without a gradient."""
    observable = to_sparse_pauli_op(model)

    def measured(row: np.ndarray) -> QuantumCircuit:
        bound = _covering(circuit)
        for placed, angles in zip(circuit.placements, gate_angles(circuit, row), strict=True):
            matrix = UnitaryGate(placed.gate.matrix(angles), check_input=False)
            bound.append(matrix, placed.sites[::-1])  # Qiskit's first qubit is the last factor
        bound.save_expectation_value(observable, range(circuit.n_sites))
        return bound

    simulator = _fastest(measured(np.zeros(circuit.n_params)))

    def energy(row: np.ndarray) -> float:
        return float(simulator.run(measured(row)).result().data()["expectation_value"])

    return Step(lambda rows: np.array([energy(row) for row in rows]), None)


def _fastest(circuit: QuantumCircuit) -> AerSimulator:
    """Return the simulator with the number of threads that runs a circuit soonest."""
    simulators = [
        AerSimulator(method="statevector", precision="double", max_parallel_threads=threads)
        for threads in sorted({1, n_cores()})
    ]
    return min(simulators, key=lambda simulator: _seconds(simulator, circuit))


def _seconds(simulator: AerSimulator, circuit: QuantumCircuit) -> float:
    began = time.perf_counter()
    simulator.run(circuit).result()
    return time.perf_counter() - began


def _covering(circuit: Circuit) -> QuantumCircuit:
    """Return the start state in gates that the simulator runs as they are."""
    start = QuantumCircuit(circuit.n_sites)
    for first, second in circuit.initial.pairs:
        start.x([first, second])
        start.h(first)
        start.cx(first, second)
    return start
