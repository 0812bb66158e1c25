"""Circuits that measure all sites along one axis, and those that calibrate the readout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qiskit import ClassicalRegister, QuantumCircuit
from qiskit.transpiler import PassManager, Target
from qiskit.transpiler.passes import Optimize1qGatesDecomposition

from spinnet.backends.qiskit.compiling import SIMULATOR_BASIS

REGISTER = "sites"


def basis_circuit(
    circuit: QuantumCircuit, qubits: Sequence[int], axis: str, target: Target | None
) -> QuantumCircuit:
    """Return a circuit turned so that measuring Z at its end measures an axis on every site.

    Args:
        circuit: A circuit for the device without free parameters and measurements.
        qubits: The qubit that holds each site at the end.
        axis: "X", "Y" or "Z".
        target: The device's target; None is a simulator with RZ, SX, X and CX.

    Returns:
        The turned circuit, one-qubit gates merged, not yet measured.
    """
    turned = without_layout(circuit)
    if axis == "Y":
        turned.sdg(qubits)
    if axis in "XY":
        turned.h(qubits)
    return merged_one_qubit_gates(turned, target)


def merged_one_qubit_gates(circuit: QuantumCircuit, target: Target | None) -> QuantumCircuit:
    """Return a circuit with runs of one-qubit gates rewritten in the device's gates.

    Two-qubit gates stay as they are, folded ones too.

    Args:
        circuit: The circuit.
        target: The device's target; None is a simulator with RZ, SX, X and CX.
    """
    basis = list(SIMULATOR_BASIS) if target is None else None
    merged = PassManager([Optimize1qGatesDecomposition(basis=basis, target=target)]).run(circuit)
    return without_layout(merged)


def measured(circuit: QuantumCircuit, qubits: Sequence[int]) -> QuantumCircuit:
    """Return a circuit with the measurement of all sites at its end.

    Args:
        circuit: The circuit.
        qubits: The qubit that holds each site; it is read into bit s of the register "sites".
    """
    complete = circuit.copy()
    register = ClassicalRegister(len(qubits), REGISTER)
    complete.add_register(register)
    complete.barrier(qubits)  # all sites are read at the same time
    complete.measure(qubits, register)
    return complete


def readout_patterns(n_sites: int) -> np.ndarray:
    """Return the bits that the readout circuits prepare.

    All zeros, all ones, and both alternating patterns: each site is in each state in two of four
    circuits, once with even and once with odd neighbours in the same state.

    Args:
        n_sites: Number of sites.

    Returns:
        Array ``(4, n_sites)`` of 0 and 1.
    """
    zeros, alternating = np.zeros(n_sites, dtype=np.uint8), np.arange(n_sites, dtype=np.uint8) % 2
    return np.stack([zeros, 1 - zeros, alternating, 1 - alternating])


def readout_circuits(n_qubits: int, qubits: Sequence[int]) -> tuple[QuantumCircuit, ...]:
    """Return the circuits that prepare and read each of `readout_patterns`.

    Args:
        n_qubits: Number of qubits of the device.
        qubits: The qubit that holds each site.
    """
    circuits = []
    for bits in readout_patterns(len(qubits)):
        circuit = QuantumCircuit(n_qubits)
        flipped = [qubit for qubit, bit in zip(qubits, bits, strict=True) if bit]
        if flipped:
            circuit.x(flipped)
        circuits.append(measured(circuit, qubits))
    return tuple(circuits)


def without_layout(circuit: QuantumCircuit) -> QuantumCircuit:
    """Return a copy that does not remember where its qubits came from.

    Args:
        circuit: A transpiled circuit, its qubits those of the device.
    """
    plain = QuantumCircuit(circuit.num_qubits, name=circuit.name, global_phase=circuit.global_phase)
    for register in circuit.cregs:
        plain.add_register(register)
    for instruction in circuit.data:
        places = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
        plain.append(instruction.operation, places, instruction.clbits)
    return plain
