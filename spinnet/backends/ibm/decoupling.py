"""Dynamical decoupling: pulses in idle times, put into the circuit before it is sent.

It is done here, and not by an option of a runtime, so that the circuit that is counted, stored and
simulated is the one that runs. Pulses refocus slow phase drifts; the noise models of simulators
have no memory, so that there they gain nothing and cost a little.
"""

from __future__ import annotations

import copy
import math

from qiskit import QuantumCircuit
from qiskit.circuit.library import XGate, YGate
from qiskit.transpiler import PassManager, Target
from qiskit.transpiler.passes import ALAPScheduleAnalysis, PadDynamicalDecoupling

SEQUENCES = {"XX": (XGate, XGate), "XY4": (XGate, YGate, XGate, YGate)}


def decoupled(circuit: QuantumCircuit, sequence: str, target: Target | None) -> QuantumCircuit:
    """Return a circuit scheduled as late as possible with pulses in its idle times.

    Args:
        circuit: A measured circuit in the device's gates.
        sequence: "XX" or "XY4"; Y is done as X after a half turn of the frame.
        target: The device's target, whose durations are needed.

    Raises:
        ValueError: If the device is not given or reports no durations.
    """
    if target is None or target.dt is None or "x" not in target.operation_names:
        raise ValueError(
            "dynamical decoupling needs a device that reports durations and has X gates; got none. "
            "Leave dynamical_decoupling out."
        )
    extended = _with_y(target)
    pulses = [gate() for gate in SEQUENCES[sequence]]
    manager = PassManager(
        [ALAPScheduleAnalysis(target=extended), PadDynamicalDecoupling(dd_sequence=pulses,
                                                                       target=extended)]
    )  # fmt: skip
    return _native_y(manager.run(circuit))


def _with_y(target: Target) -> Target:
    """Return a target that also has Y, as long as X."""
    extended = copy.deepcopy(target)
    if "y" not in extended.operation_names:
        extended.add_instruction(YGate(), dict(target["x"].items()))
    return extended


def _native_y(circuit: QuantumCircuit) -> QuantumCircuit:
    """Return a circuit with Y as RZ(pi) and X, which is Y up to a phase."""
    native = circuit.copy_empty_like()
    for instruction in circuit.data:
        if instruction.operation.name == "y":
            native.rz(math.pi, instruction.qubits)
            native.x(instruction.qubits)
        else:
            native.append(instruction)
    return native
