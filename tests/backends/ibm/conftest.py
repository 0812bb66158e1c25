"""Fixtures of the tests of measuring: small devices with a known noise, and small circuits."""

from __future__ import annotations

import pytest
from qiskit.circuit import Delay, Measure, Parameter
from qiskit.circuit.library import CZGate, RZGate, SXGate, XGate
from qiskit.transpiler import InstructionProperties, QubitProperties, Target


@pytest.fixture(scope="session")
def line_target() -> Target:
    """Seven qubits on a line, each worse than the one before."""
    n_qubits = 7
    qubits = [QubitProperties(t1=2e-4, t2=1.5e-4, frequency=5e9) for _ in range(n_qubits)]
    target = Target(num_qubits=n_qubits, dt=1e-9, qubit_properties=qubits)
    angle = Parameter("angle")
    one = {(q,): InstructionProperties(duration=3.2e-8, error=2e-4) for q in range(n_qubits)}
    frame = {(q,): InstructionProperties(duration=0.0, error=0.0) for q in range(n_qubits)}
    pairs = [(q, q + 1) for q in range(n_qubits - 1)]
    two = {p: InstructionProperties(duration=8e-8, error=3e-3 * (1 + p[0])) for p in pairs}
    two |= {(b, a): value for (a, b), value in two.items()}
    read = {
        (q,): InstructionProperties(duration=1e-6, error=5e-3 * (1 + q)) for q in range(n_qubits)
    }
    target.add_instruction(SXGate(), dict(one))
    target.add_instruction(XGate(), dict(one))
    target.add_instruction(RZGate(angle), frame)
    target.add_instruction(CZGate(), two)
    target.add_instruction(Measure(), read)
    target.add_instruction(Delay(Parameter("t")), {(q,): None for q in range(n_qubits)})
    return target
