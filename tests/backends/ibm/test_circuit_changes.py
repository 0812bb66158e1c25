"""Folding, twirling and decoupling: the same state at the end, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import Operator, Statevector
from qiskit_ibm_runtime.fake_provider import FakeFez

from spinnet.backends.ibm.basis_circuits import basis_circuit, measured
from spinnet.backends.ibm.decoupling import decoupled
from spinnet.backends.ibm.folding import folded
from spinnet.backends.ibm.twirling import twirled
from tests.backends.ibm.exact_sampling import exact_probabilities


@pytest.fixture
def native(rng):
    """A circuit in the gates of a Heron processor on three neighbouring qubits of seven."""
    circuit = QuantumCircuit(7)
    for first in (2, 3, 2, 3):
        for qubit in (2, 3, 4):
            circuit.rz(rng.uniform(-3, 3), qubit)
            circuit.sx(qubit)
        circuit.cz(first, first + 1)
    return circuit


@pytest.mark.parametrize("factor", [1, 3, 5])
def test_folding_repeats_two_qubit_gates_and_keeps_the_unitary(native, factor):
    result = folded(native, factor)
    assert result.count_ops()["cz"] == factor * native.count_ops()["cz"]
    assert result.count_ops()["sx"] == native.count_ops()["sx"]
    assert Operator(result).equiv(Operator(native))


def test_rzz_is_folded_within_its_range():
    circuit = QuantumCircuit(2)
    circuit.rzz(0.6, 0, 1)
    result = folded(circuit, 3)
    assert Operator(result).equiv(Operator(circuit))
    angles = [float(i.operation.params[0]) for i in result.data if i.operation.name == "rzz"]
    assert angles == [0.6] * 3


def test_folding_refuses_even_factors_and_unknown_gates():
    circuit = QuantumCircuit(2)
    circuit.iswap(0, 1)
    with pytest.raises(ValueError, match=r"must be odd and positive.*got 2"):
        folded(circuit, 2)
    with pytest.raises(ValueError, match=r"got 'iswap'. Use noise_factors=\(1,\)"):
        folded(circuit, 3)


def test_twirled_copies_differ_and_agree_without_noise(native, line_target):
    copies = twirled(folded(native, 3), 4, 7, line_target)
    assert len({str(copy.data) for copy in copies}) == 4
    for copy in copies:
        assert Operator(copy).equiv(Operator(native))
        assert copy.count_ops()["cz"] == 12
        assert set(copy.count_ops()) <= {"rz", "sx", "x", "cz"}
    assert twirled(native, 0, 7, line_target) == (native,)
    assert [c.data for c in twirled(native, 2, 5, None)] == [
        c.data for c in twirled(native, 2, 5, None)
    ]


@pytest.mark.parametrize("axis", "XYZ")
def test_basis_circuits_turn_the_axis_to_z(native, line_target, axis):
    turned = basis_circuit(native, (3, 2, 4), axis, line_target)
    state, plain = Statevector(turned), Statevector(native)
    letters = ["I"] * 7
    letters[6 - 3] = letters[6 - 4] = "Z"
    measured_value = state.expectation_value(Operator.from_label("".join(letters)))
    expected = plain.expectation_value(Operator.from_label("".join(letters).replace("Z", axis)))
    assert np.isclose(measured_value, expected)


@pytest.mark.parametrize("sequence", ["XX", "XY4"])
def test_decoupling_fills_idle_times_with_native_pulses(native, line_target, sequence):
    circuit = measured(folded(native, 5), (2, 3, 4))  # 400 ns of idling for one or the other
    result = decoupled(circuit, sequence, line_target)
    assert result.count_ops()["x"] >= 2 * len(sequence)
    assert set(result.count_ops()) <= {"rz", "sx", "x", "cz", "delay", "barrier", "measure"}
    np.testing.assert_allclose(exact_probabilities(result), exact_probabilities(circuit), atol=1e-9)


def test_decoupling_works_on_a_processor():
    target = FakeFez().target
    circuit = QuantumCircuit(target.num_qubits)
    circuit.sx([0, 1, 2])
    circuit.cz(1, 2)
    for _ in range(6):
        circuit.cz(0, 1)
    circuit.cz(1, 2)
    result = decoupled(measured(circuit, (0, 1, 2)), "XY4", target)
    assert result.count_ops()["x"] >= 4


def test_decoupling_needs_durations(native):
    with pytest.raises(ValueError, match="needs a device that reports durations"):
        decoupled(native, "XX", None)
