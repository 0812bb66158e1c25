"""A device's circuit on the qubits it uses, with the noise of these qubits, for simulators.

A processor has more qubits than a simulator can hold; a circuit uses few of them. Here both the
circuit and the device's target are cut down to these and numbered anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Delay
from qiskit.transpiler import Target
from qiskit_aer.noise import NoiseModel, RelaxationNoisePass
from qiskit_aer.noise.device import basic_device_gate_errors, basic_device_readout_errors


def active_qubits(circuit: QuantumCircuit) -> tuple[int, ...]:
    """Return the qubits that a circuit acts on or measures, ascending.

    Args:
        circuit: A circuit; delays and barriers do not count.
    """
    used = {
        circuit.find_bit(qubit).index
        for instruction in circuit.data
        if instruction.operation.name not in ("delay", "barrier")
        for qubit in instruction.qubits
    }
    return tuple(sorted(used))


def reduced_circuit(
    circuit: QuantumCircuit, qubits: Sequence[int] | None = None
) -> tuple[QuantumCircuit, tuple[int, ...]]:
    """Return a circuit without its idle qubits, and the device's qubits that are left.

    Args:
        circuit: A circuit for a device, with or without measurements.
        qubits: The qubits to keep, which must hold all active ones; None keeps just these.

    Returns:
        The circuit, whose qubit k is the device's qubit ``qubits[k]``; and these.

    Raises:
        ValueError: If an active qubit is not among those to keep.
    """
    active = active_qubits(circuit)
    kept = active if qubits is None else tuple(qubits)
    if missing := sorted(set(active) - set(kept)):
        raise ValueError(
            f"qubits must hold every active qubit of the circuit; qubit {missing[0]} is missing."
        )
    place = {qubit: index for index, qubit in enumerate(kept)}
    reduced = QuantumCircuit(len(kept), name=circuit.name, global_phase=circuit.global_phase)
    for register in circuit.cregs:
        reduced.add_register(register)
    for instruction in circuit.data:
        wires = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
        places = [place[wire] for wire in wires if wire in place]
        if len(places) == len(wires) or (instruction.operation.name == "barrier" and places):
            operation = instruction.operation
            if operation.name == "barrier":
                reduced.barrier(places)
            else:
                reduced.append(operation, places, instruction.clbits)
    return reduced, kept


def reduced_target(target: Target, qubits: Sequence[int]) -> Target:
    """Return a target on some of a device's qubits.

    Args:
        target: The device's target.
        qubits: The qubits to keep; ``qubits[k]`` becomes qubit k.
    """
    place = {qubit: index for index, qubit in enumerate(qubits)}
    properties = target.qubit_properties
    reduced = Target(
        num_qubits=len(place),
        dt=target.dt,
        qubit_properties=None if properties is None else [properties[q] for q in place],
    )
    for name in target.operation_names:
        entries = target[name]
        if None in entries:
            continue  # control flow, which has no noise of its own
        kept = {
            tuple(place[q] for q in qargs): value
            for qargs, value in entries.items()
            if qargs is not None and all(q in place for q in qargs)
        }
        reduced.add_instruction(target.operation_from_name(name), kept, name=name)
    return reduced


def device_noise(target: Target, qubits: Sequence[int]) -> NoiseModel:
    """Return Aer's noise model of some of a device's qubits, numbered anew.

    Gate errors, thermal relaxation in gates and delays, and readout errors, as the device reports
    them: what `NoiseModel.from_backend` gives for the whole device.

    Args:
        target: The device's target.
        qubits: The qubits, as `reduced_circuit` returns them.
    """
    reduced = reduced_target(target, qubits)
    noise = NoiseModel(basis_gates=list(reduced.operation_names))
    for places, error in basic_device_readout_errors(target=reduced):
        noise.add_readout_error(error, places)
    for name, places, error in basic_device_gate_errors(target=reduced):
        noise.add_quantum_error(error, name, places)
    if relaxation := _idle_relaxation(reduced):
        noise._custom_noise_passes.append(relaxation)  # the only door Aer has for delays
    return noise


def _idle_relaxation(target: Target) -> RelaxationNoisePass | None:
    """Return the relaxation in delays; None if the device reports no times."""
    properties = target.qubit_properties
    if properties is None or any(value.t1 is None for value in properties):
        return None
    t1s = [value.t1 for value in properties]
    t2s = [min(value.t2 or np.inf, 2 * value.t1) for value in properties]
    return RelaxationNoisePass(t1s=t1s, t2s=t2s, dt=target.dt, op_types=Delay, target=target)
