"""What a circuit costs on a device: gates, depth, duration and shots.

The counts are those of the compiled circuit, routing included. Costs of structures before any
device is chosen are in ``spinnet.circuits.synthesis``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction
from qiskit.exceptions import QiskitError
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from hamiltonians import HeisenbergModel
from spinnet.backends.qiskit.compiled import CompiledCircuit
from spinnet.backends.qiskit.compiling import compile_circuit, two_qubit_cost
from spinnet.backends.qiskit.connectivity import target_of
from spinnet.circuits import Circuit
from spinnet.circuits.synthesis import gates_per_digit, shots_for_precision


@dataclass(frozen=True)
class DeviceCost:
    """The cost of one circuit on one device.

    Args:
        two_qubit_gates: Number of two-qubit gates.
        two_qubit_depth: Longest chain of two-qubit gates.
        one_qubit_gates: Number of one-qubit gates other than RZ, which is a change of frame and
            takes no time.
        n_params: Number of parameters of the circuit.
        duration: Seconds from the first gate to the last, None if the device does not say.
        shots: Shots that are enough for the wished standard error of the energy, on a device
            without noise: in any state, or in any state of the energy that was given. None if no
            model and precision are given.
    """

    two_qubit_gates: int
    two_qubit_depth: int
    one_qubit_gates: int
    n_params: int
    duration: float | None
    shots: int | None

    @property
    def two_qubit_gates_per_parameter(self) -> float:
        """Two-qubit gates per parameter; infinite without parameters."""
        return self.two_qubit_gates / self.n_params if self.n_params else float("inf")

    def two_qubit_gates_per_digit(self, relative_error: float) -> float | None:
        """Return two-qubit gates per decimal digit of an energy, None where no digit is right.

        Args:
            relative_error: Relative error of the energy that the circuit reached.
        """
        return gates_per_digit(self.two_qubit_gates, relative_error)

    def __str__(self) -> str:
        parts = [
            f"{self.two_qubit_gates} two-qubit gates (depth {self.two_qubit_depth})",
            f"{self.one_qubit_gates} one-qubit gates",
            f"{self.n_params} parameters",
        ]
        if self.duration is not None:
            parts.append(f"{self.duration * 1e6:.2f} µs")
        if self.shots is not None:
            parts.append(f"{self.shots} shots")
        return ", ".join(parts)


def circuit_cost(
    circuit: Circuit | CompiledCircuit,
    device: Target | BackendV2 | None = None,
    *,
    model: HeisenbergModel | None = None,
    precision: float | None = None,
    energy: float | None = None,
    **options: Any,
) -> DeviceCost:
    """Return what a circuit costs on a device.

    The shots are a bound for any state: XX, YY and ZZ of all bonds are measured in three groups,
    and one shot of a group lies within D = sum of |J|/4 on either side of 0. A group of mean m thus
    has a variance of at most D^2 - m^2; the means add up to the energy E, so that three groups of
    equally many shots need no more than (9 D^2 - E^2) / precision^2 of them, with E = 0 the worst.

    Args:
        circuit: The circuit, or one that is compiled already.
        device: A target or backend; None is a simulator with RZ, SX, X and CX everywhere.
        model: The model whose energy is measured, for the shots.
        precision: Wished standard error of the energy, in its units, for the shots.
        energy: Energy of the state in this model, if known; fewer shots are then enough.
        **options: Passed on to `compile_circuit`, such as ``seeds``.

    Raises:
        ValueError: If only one of ``model`` and ``precision`` is given, or the device is too small.

    Example:
        >>> from hamiltonians import named_lattice
        >>> from spinnet.circuits import triangle_ansatz
        >>> circuit = triangle_ansatz(named_lattice("kagome-12"), layers=1)
        >>> circuit_cost(circuit).n_params
        8
    """
    if (model is None) != (precision is None):
        raise ValueError("model and precision must be given together, for the shots; got only one.")
    target = target_of(device)
    compiled = (
        circuit
        if isinstance(circuit, CompiledCircuit)
        else compile_circuit(circuit, target, **options)
    )
    lowered = compiled.isa_circuit
    gates, depth = two_qubit_cost(lowered)
    return DeviceCost(
        two_qubit_gates=gates,
        two_qubit_depth=depth,
        one_qubit_gates=sum(_is_pulse(item) for item in lowered.data),
        n_params=compiled.circuit.n_params,
        duration=_duration(lowered, target),
        shots=None if model is None or precision is None else _shots(model, precision, energy),
    )


def _is_pulse(instruction: CircuitInstruction) -> bool:
    return len(instruction.qubits) == 1 and instruction.operation.name not in ("rz", "barrier")


def _duration(circuit: QuantumCircuit, target: Target | None) -> float | None:
    if target is None:
        return None
    try:
        return float(circuit.estimate_duration(target))
    except QiskitError:  # the target lacks the duration of a gate
        return None


def _shots(model: HeisenbergModel, precision: float, energy: float | None) -> int:
    deviation = sum(abs(coupling) for _, _, coupling in model.terms) / 4
    return shots_for_precision(max(0.0, (3 * deviation) ** 2 - (energy or 0.0) ** 2), precision)
