r"""Placing a circuit's sites on a device by its couplings and reported errors.

Every try is one seed of the transpiler, which starts from the graph of sites that share gates,
embeds it into the device's couplings or routes it, and moves the result to less noisy qubits. Of
all tries the one with the largest estimated success probability is kept,

.. math:: F = \prod_\text{gates} (1 - e_g) \prod_\text{sites} (1 - r_q)
    \prod_q e^{-t_q (1/T_1 + 1/T_2) / 2}

with reported gate errors, readout errors, and the time each qubit idles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qiskit import QuantumCircuit
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from spinnet.backends.qiskit import CompiledCircuit, compile_circuit
from spinnet.backends.qiskit.compiling import two_qubit_cost
from spinnet.backends.qiskit.connectivity import target_of
from spinnet.circuits import Circuit


@dataclass(frozen=True)
class PlacedCircuit:
    """A circuit compiled for the best qubits that were found.

    Args:
        compiled: The compiled circuit.
        qubits: The device's qubit of each site when it is measured.
        seed: The transpiler's seed that found them.
        expected_fidelity: Estimated probability that nothing goes wrong, from reported errors.
        tried: For each seed that was tried, the seed and its expected fidelity.
    """

    compiled: CompiledCircuit
    qubits: tuple[int, ...]
    seed: int
    expected_fidelity: float
    tried: tuple[tuple[int, float], ...]

    def __str__(self) -> str:
        gates, depth = two_qubit_cost(self.compiled.isa_circuit)
        return (
            f"sites on qubits {' '.join(map(str, self.qubits))}: {gates} two-qubit gates (depth "
            f"{depth}), success probability {self.expected_fidelity:.1%} by reported errors, best "
            f"of {len(self.tried)} seeds ({self.seed})"
        )


def place_circuit(
    circuit: Circuit,
    device: Target | BackendV2 | None = None,
    *,
    seeds: Sequence[int] = (0, 1, 2, 3),
    optimization_level: int = 3,
) -> PlacedCircuit:
    """Return a circuit on the qubits of a device where it is likeliest to succeed.

    Args:
        circuit: The circuit.
        device: The device; None is a simulator without errors.
        seeds: Seeds of the transpiler, each one try.
        optimization_level: Qiskit's, 0 to 3; only 3 and 2 look for less noisy qubits.

    Raises:
        ValueError: If there is no seed, or the device is too small.
    """
    if not seeds:
        raise ValueError("seeds must hold at least one seed of the transpiler; got none.")
    target = target_of(device)
    best: tuple[float, int, CompiledCircuit] | None = None
    tried = []
    for seed in seeds:
        compiled = compile_circuit(
            circuit, target, seeds=(seed,), optimization_level=optimization_level
        )
        fidelity = expected_fidelity(compiled, target)
        tried.append((int(seed), fidelity))
        if best is None or fidelity > best[0]:
            best = fidelity, int(seed), compiled
    assert best is not None
    fidelity, seed, compiled = best
    return PlacedCircuit(compiled, compiled.qubit_of_site, seed, fidelity, tuple(tried))


def expected_fidelity(compiled: CompiledCircuit, target: Target | None) -> float:
    """Return the estimated probability that a circuit and its readout meet no error.

    Args:
        compiled: The compiled circuit; its angles need not be bound.
        target: The device's target, None for one without errors. Errors it does not report count
            as none, errors of 1 (a broken gate) make the fidelity 0.
    """
    if target is None:
        return 1.0
    circuit = compiled.isa_circuit
    chances = [1 - _error(target, "measure", (qubit,)) for qubit in compiled.qubit_of_site]
    for instruction in circuit.data:
        qubits = tuple(circuit.find_bit(qubit).index for qubit in instruction.qubits)
        chances.append(1 - _error(target, instruction.operation.name, qubits))
    return math.prod(max(chance, 0.0) for chance in chances) * _idle_fidelity(circuit, target)


def _error(target: Target, name: str, qubits: tuple[int, ...]) -> float:
    properties = _properties(target, name, qubits)
    return 0.0 if properties is None or properties.error is None else properties.error


def _properties(target: Target, name: str, qubits: tuple[int, ...]):
    entries = target[name] if name in target.operation_names else {}
    return entries.get(qubits) or entries.get(qubits[::-1])


def _idle_fidelity(circuit: QuantumCircuit, target: Target) -> float:
    """Return the chance that no qubit relaxes while it waits, gates done as soon as possible."""
    clock: dict[int, float] = {}
    exponent = 0.0
    for instruction in circuit.data:
        qubits = tuple(circuit.find_bit(qubit).index for qubit in instruction.qubits)
        properties = _properties(target, instruction.operation.name, qubits)
        start = max((clock.get(qubit, 0.0) for qubit in qubits), default=0.0)
        for qubit in qubits:
            if qubit in clock:  # before its first gate a qubit rests in its ground state
                exponent += (start - clock[qubit]) * _relaxation_rate(target, qubit)
            clock[qubit] = start + ((properties and properties.duration) or 0.0)
    return math.exp(-exponent)


def _relaxation_rate(target: Target, qubit: int) -> float:
    """Return (1/T1 + 1/T2)/2 of a qubit, 0 for what is not reported."""
    if target.qubit_properties is None:
        return 0.0
    values = target.qubit_properties[qubit]
    return sum(1 / time for time in (values.t1, values.t2) if time) / 2
