r"""Folding two-qubit gates: the same unitary with more of the noise, for zero-noise extrapolation.

Every two-qubit gate G becomes :math:`G (G^\dagger G)^k`, so that a factor of 2k + 1 holds for each
gate by itself, on any part of the circuit.
"""

from __future__ import annotations

from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction

from spinnet.backends.qiskit.compiling import is_two_qubit_gate

SELF_INVERSE = ("cx", "cy", "cz", "ecr", "swap")


def folded(circuit: QuantumCircuit, factor: int) -> QuantumCircuit:
    """Return a circuit with every two-qubit gate done an odd number of times, to the same end.

    Args:
        circuit: A circuit of CX, CY, CZ, ECR, swap and RZZ gates besides one-qubit gates.
        factor: How many times, odd; 1 changes nothing.

    Raises:
        ValueError: If the factor is not odd and positive, or there is another two-qubit gate.
    """
    if factor < 1 or factor % 2 == 0:
        raise ValueError(f"factor must be odd and positive, for G (G^-1 G)^k; got {factor}.")
    result = circuit.copy_empty_like()
    for instruction in circuit.data:
        result.append(instruction)
        if is_two_qubit_gate(instruction):
            for _ in range(factor // 2):
                _append_inverse(result, instruction)
                result.append(instruction)
    return result


def _append_inverse(circuit: QuantumCircuit, instruction: CircuitInstruction) -> None:
    name = instruction.operation.name
    if name in SELF_INVERSE:
        circuit.append(instruction)
    elif name == "rzz":  # X on one side turns the angle around, and keeps it in its native range
        circuit.x(instruction.qubits[0])
        circuit.append(instruction)
        circuit.x(instruction.qubits[0])
    else:
        known = ", ".join((*SELF_INVERSE, "rzz"))
        raise ValueError(
            f"two-qubit gates to be folded must be among {known}; got {name!r}. Use "
            "noise_factors=(1,) on this device."
        )
