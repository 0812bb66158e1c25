"""Lowering a circuit of vertex gates to a target, with slots for its angles."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction, ParameterVector
from qiskit.circuit.parametervector import ParameterVectorElement
from qiskit.providers import BackendV2
from qiskit.transpiler import Target
from qiskit.transpiler.preset_passmanagers import generate_preset_pass_manager

from spinnet.backends.qiskit.compiled import CompiledCircuit
from spinnet.backends.qiskit.connectivity import connectivity_of, target_of
from spinnet.backends.qiskit.conversion import circuit_of_angles
from spinnet.backends.qiskit.structure_choice import structures_of_circuit
from spinnet.backends.qiskit.structure_circuits import append_operations
from spinnet.circuits import Circuit
from spinnet.circuits.synthesis import ALL_TO_ALL, StructuredCircuit

SIMULATOR_BASIS = ("rz", "sx", "x", "cx")


def compile_circuit(
    circuit: Circuit,
    device: Target | BackendV2 | None = None,
    *,
    optimization_level: int = 3,
    seeds: Sequence[int] = (0,),
    connectivity: str | None = None,
    native_rzz: bool = False,
    **options: Any,
) -> CompiledCircuit:
    """Return a circuit lowered to a target with the cheapest structures, to be bound many times.

    Where the device has no triangles of coupled qubits, structures along lines and all-to-all ones
    are both tried: the former need less routing, in the latter neighbouring gates cancel more.
    Unless ``native_rzz`` is set no angle that depends on a slot is put into a two-qubit gate. In
    either case every RZZ stays within [0, pi/2] for every bound value.

    Args:
        circuit: The circuit.
        device: A target or backend; None is a simulator with RZ, SX, X and CX everywhere.
        optimization_level: Qiskit's, 0 to 3.
        seeds: Seeds of the transpiler's layout and routing. Of all results the one with the
            fewest two-qubit gates is kept, then the smallest two-qubit depth, then the fewest
            gates.
        connectivity: "all-to-all" or "line", to use only structures of this kind.
        native_rzz: Whether gates of 2 spins take the target's own RZZ gates: as many as CX, but
            by small angles where the gate's angle is small, which devices do better.
        **options: Passed on to Qiskit's `generate_preset_pass_manager`, such as
            ``initial_layout``.

    Raises:
        ValueError: If there are more sites than qubits, no seed, or no RZZ where it is asked for.
    """
    target = target_of(device)
    _check_room(circuit, target)
    if native_rzz and (target is None or "rzz" not in target.operation_names):
        raise ValueError("native_rzz needs a device with RZZ gates; leave it out.")
    if not seeds:
        raise ValueError("seeds must hold at least one seed of the transpiler; got none.")
    options = ({} if target else {"basis_gates": list(SIMULATOR_BASIS)}) | options
    best: tuple[tuple[int, int, int], CompiledCircuit] | None = None
    for structured in _candidates(circuit, target, connectivity, native_rzz):
        lowered = slotted_circuit(structured)
        for seed in seeds:
            manager = generate_preset_pass_manager(
                optimization_level, target=target, seed_transpiler=seed, **options
            )
            isa_circuit = manager.run(lowered)
            cost = (*two_qubit_cost(isa_circuit), isa_circuit.size())
            if best is None or cost < best[0]:
                best = cost, _compiled(circuit, structured, isa_circuit)
    assert best is not None
    return best[1]


def _candidates(
    circuit: Circuit, target: Target | None, connectivity: str | None, native_rzz: bool
) -> list[StructuredCircuit]:
    """Return the circuit in every kind of structure worth trying on a target."""
    kinds = [connectivity] if connectivity else sorted({ALL_TO_ALL, connectivity_of(target)})
    return [structures_of_circuit(circuit, kind, native_rzz=native_rzz) for kind in kinds]


def _compiled(
    circuit: Circuit, structured: StructuredCircuit, isa_circuit: QuantumCircuit
) -> CompiledCircuit:
    numbers = tuple(parameter.index for parameter in isa_circuit.parameters)
    return CompiledCircuit(
        circuit, isa_circuit, structured.angles, numbers, structured.wire_of_site
    )


def uncompiled(circuit: Circuit) -> CompiledCircuit:
    """Return a circuit whose vertex gates stay whole, for simulators that take their matrices.

    Args:
        circuit: The circuit; its slots are the angles of all gates in time order.
    """
    n_angles = [gate.gate.n_angles for gate in circuit.placements]
    slots = ParameterVector("slot", sum(n_angles))
    quantum_circuit = circuit_of_angles(circuit, split(list(slots), n_angles))
    sites = tuple(range(circuit.n_sites))
    return CompiledCircuit(circuit, quantum_circuit, _identity, tuple(range(len(slots))), sites)


def slotted_circuit(structured: StructuredCircuit) -> QuantumCircuit:
    """Return a structured circuit in Qiskit, with a parameter vector named "slot".

    The global phase is left out: some runtimes refuse parameters that occur in it alone.

    Args:
        structured: The circuit as operations with slots.
    """
    slots = ParameterVector("slot", structured.n_slots)
    quantum_circuit = QuantumCircuit(structured.n_wires, name="spinnet")
    append_operations(quantum_circuit, structured.operations, slots)
    return quantum_circuit


def two_qubit_cost(quantum_circuit: QuantumCircuit) -> tuple[int, int]:
    """Return the number of two-qubit gates and the depth in two-qubit gates.

    Args:
        quantum_circuit: A circuit of one- and two-qubit gates.
    """
    pairs = [item for item in quantum_circuit.data if is_two_qubit_gate(item)]
    return len(pairs), quantum_circuit.depth(is_two_qubit_gate)


def is_two_qubit_gate(instruction: CircuitInstruction) -> bool:
    """Return whether an instruction is a gate on two qubits.

    Args:
        instruction: One entry of a circuit.
    """
    return len(instruction.qubits) == 2 and not getattr(instruction.operation, "_directive", False)


def split(slots: list[ParameterVectorElement], lengths: Sequence[int]) -> list[list]:
    """Return consecutive parts of a list, of given lengths.

    Args:
        slots: The list.
        lengths: The length of each part.
    """
    ends = list(itertools.accumulate(lengths, initial=0))
    return [slots[start:stop] for start, stop in itertools.pairwise(ends)]


def _check_room(circuit: Circuit, target: Target | None) -> None:
    if target is not None and target.num_qubits is not None and target.num_qubits < circuit.n_sites:
        raise ValueError(
            f"the circuit has {circuit.n_sites} sites; the target has {target.num_qubits} qubits."
        )


def _identity(angles: np.ndarray) -> np.ndarray:
    return angles
