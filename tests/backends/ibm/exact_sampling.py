"""Exact distributions of measured circuits, with and without a device's noise, and draws."""

from __future__ import annotations

import itertools

import numpy as np
from qiskit import QuantumCircuit
from qiskit.quantum_info import Statevector
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator

from spinnet.backends.ibm import MeasurementPlan, device_noise, reduced_circuit


def all_bits(n_sites: int) -> np.ndarray:
    """Every row of bits, in the order of the product basis: site 0 leftmost."""
    return np.array(list(itertools.product((0, 1), repeat=n_sites)), dtype=np.uint8)


def exact_probabilities(circuit: QuantumCircuit) -> np.ndarray:
    """The chance of each row of `all_bits` that a measured circuit reads without noise."""
    reduced, _ = reduced_circuit(circuit)
    probabilities = Statevector(_unmeasured(reduced)).probabilities(_qubits_of_sites(reduced))
    return _site_zero_first(probabilities, len(reduced.clbits))


def noisy_probabilities(circuit: QuantumCircuit, target: Target) -> np.ndarray:
    """The chance of each row with gate noise and misread bits, from a density matrix."""
    reduced, qubits = reduced_circuit(circuit)
    places = _qubits_of_sites(reduced)
    evolved = _unmeasured(reduced)
    evolved.save_probabilities(places)
    simulator = AerSimulator(method="density_matrix", noise_model=device_noise(target, qubits))
    saved = simulator.run(evolved).result().data()["probabilities"]
    n_sites = len(reduced.clbits)
    tensor = _site_zero_first(saved, n_sites).reshape((2,) * n_sites)
    for site, place in enumerate(places):
        wrong = target["measure"][(qubits[place],)].error
        tensor = (1 - wrong) * tensor + wrong * np.flip(tensor, axis=site)
    return tensor.reshape(-1)


def drawn(probabilities: np.ndarray, shots: int, rng: np.random.Generator) -> np.ndarray:
    """Bits ``(shots, n_sites)`` drawn from a distribution over `all_bits`."""
    bits = all_bits(int(np.log2(len(probabilities))))
    weights = np.maximum(probabilities, 0)
    return bits[rng.choice(len(bits), size=shots, p=weights / weights.sum())]


def drawn_samples(
    plan: MeasurementPlan, rng: np.random.Generator, target: Target | None = None
) -> dict[str, np.ndarray]:
    """Samples of a plan, with the noise of a target if one is given."""
    samples = {}
    for task in plan.tasks:
        if target is None:
            probabilities = exact_probabilities(task.circuit)
        else:
            probabilities = noisy_probabilities(task.circuit, target)
        samples[task.label] = drawn(probabilities, task.shots, rng)
    return samples


def _unmeasured(circuit: QuantumCircuit) -> QuantumCircuit:
    return circuit.remove_final_measurements(inplace=False)


def _qubits_of_sites(circuit: QuantumCircuit) -> list[int]:
    found = {}
    for instruction in circuit.data:
        if instruction.operation.name == "measure":
            bit = circuit.find_bit(instruction.clbits[0]).index
            found[bit] = circuit.find_bit(instruction.qubits[0]).index
    return [found[bit] for bit in range(len(found))]


def _site_zero_first(probabilities: np.ndarray, n_sites: int) -> np.ndarray:
    tensor = np.asarray(probabilities).reshape((2,) * n_sites)
    return tensor.transpose(range(n_sites)[::-1]).reshape(-1)
