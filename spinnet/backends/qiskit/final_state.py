"""Amplitudes of a compiled circuit, from the simulator behind an estimator if there is one.

Sites may end on any of the simulator's qubits; here they come back into spinnet's order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qiskit import QuantumCircuit
from qiskit.primitives import BaseEstimatorV2, StatevectorEstimator
from qiskit.providers import BackendV2
from qiskit.quantum_info import Statevector

from spinnet.backends.qiskit.bit_order import reverse_vector


def final_amplitudes(estimator: BaseEstimatorV2, circuit: QuantumCircuit) -> np.ndarray | None:
    """Return the final amplitudes of a circuit without parameters, in Qiskit's order.

    Args:
        estimator: `StatevectorEstimator`, or an estimator on a simulator of Aer's without noise.
        circuit: The circuit, as the estimator would run it.

    Returns:
        Array ``(2**n_qubits,)``, or None where the estimator has no amplitudes to give.
    """
    if isinstance(estimator, StatevectorEstimator):
        return np.asarray(Statevector(circuit).data)
    simulator = _simulator_of(estimator)
    if simulator is None:
        return None
    saved = circuit.copy()
    saved.save_statevector()  # an instruction of Aer's, which is there if its simulator is
    return np.asarray(simulator.run(saved).result().data(0)["statevector"])


def on_used_qubits(
    circuit: QuantumCircuit, qubit_of_site: Sequence[int]
) -> tuple[QuantumCircuit, tuple[int, ...]]:
    """Return a circuit without the qubits of its device that it never touches.

    Args:
        circuit: A compiled circuit, on all qubits of a device.
        qubit_of_site: The qubit that holds each site at the end.

    Returns:
        The circuit on the qubits that are left, and where each site is among them.
    """
    places = [[circuit.find_bit(qubit).index for qubit in item.qubits] for item in circuit.data]
    used = sorted({*qubit_of_site, *(index for indices in places for index in indices)})
    number = {qubit: place for place, qubit in enumerate(used)}
    small = QuantumCircuit(len(used), global_phase=circuit.global_phase)
    for item, indices in zip(circuit.data, places, strict=True):
        small.append(item.operation, [number[index] for index in indices])
    return small, tuple(number[qubit] for qubit in qubit_of_site)


def amplitudes_of_sites(amplitudes: np.ndarray, qubit_of_site: Sequence[int]) -> np.ndarray:
    """Return amplitudes in the order of the sites, idle qubits in zero left out.

    Args:
        amplitudes: Array ``(2**n_qubits,)`` in Qiskit's order.
        qubit_of_site: The qubit that holds each site.

    Returns:
        Array ``(2**n_sites,)``, site 0 leftmost and up before down.
    """
    n_qubits = len(amplitudes).bit_length() - 1
    idle = [qubit for qubit in range(n_qubits) if qubit not in qubit_of_site]
    tensor = reverse_vector(amplitudes).reshape((2,) * n_qubits)  # qubit q on axis q
    sites_first = tensor.transpose([*qubit_of_site, *idle])
    return sites_first.reshape(2 ** len(qubit_of_site), 2 ** len(idle))[:, 0].copy()


def _simulator_of(estimator: BaseEstimatorV2) -> BackendV2 | None:
    """Return Aer's simulator behind an estimator, None for other backends and with noise."""
    # Aer's own estimator does not show its backend otherwise
    backend = getattr(estimator, "backend", None) or getattr(estimator, "_backend", None)
    if not isinstance(backend, BackendV2) or "save_statevector" not in backend.operation_names:
        return None
    return backend if getattr(backend.options, "noise_model", None) is None else None
