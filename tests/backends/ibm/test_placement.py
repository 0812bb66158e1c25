"""Placing circuits: the estimate of success, the best of several seeds, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit_ibm_runtime.fake_provider import FakeFez

from hamiltonians import chain
from spinnet.backends.ibm import expected_fidelity, place_circuit
from spinnet.backends.qiskit import CompiledCircuit, compile_circuit
from spinnet.circuits import Circuit, SingletCovering, ansatz

CIRCUIT = ansatz(chain(4), "paths", layers=1)


def test_fidelity_is_the_product_of_what_can_go_wrong(line_target):
    circuit = QuantumCircuit(7)
    circuit.sx(2)
    circuit.cz(2, 3)
    circuit.cz(4, 3)
    pair = Circuit(2, SingletCovering(2, ((0, 1),)), (), 0)
    compiled = CompiledCircuit(pair, circuit, lambda angles: angles, (), (4, 2))
    wrong = [2e-4, 3e-3 * 3, 3e-3 * 4, 5e-3 * 5, 5e-3 * 3]
    # no qubit waits between its gates: the first CZ follows the SX, the second the first
    assert expected_fidelity(compiled, line_target) == pytest.approx(
        math.prod(1 - value for value in wrong)
    )
    circuit.cz(2, 3)  # qubit 2 has waited for one CZ
    idle = 8e-8 * (1 / 2e-4 + 1 / 1.5e-4) / 2
    expected = math.prod(1 - value for value in [*wrong, 3e-3 * 3]) * math.exp(-idle)
    assert expected_fidelity(compiled, line_target) == pytest.approx(expected)
    assert expected_fidelity(compiled, None) == 1.0


def test_the_best_seed_is_kept(line_target):
    placed = place_circuit(CIRCUIT, line_target, seeds=(5, 1, 3))
    assert [seed for seed, _ in placed.tried] == [5, 1, 3]
    assert placed.expected_fidelity == max(value for _, value in placed.tried)
    assert (placed.seed, placed.expected_fidelity) in placed.tried
    again = compile_circuit(CIRCUIT, line_target, seeds=(placed.seed,))
    parameters = np.linspace(-1, 1, CIRCUIT.n_params)
    assert again.bound(parameters) == placed.compiled.bound(parameters)
    assert placed.qubits == placed.compiled.qubit_of_site
    assert "best of 3 seeds" in str(placed)


def test_sites_go_to_the_less_noisy_end(line_target):
    placed = place_circuit(CIRCUIT, line_target, seeds=(0, 1))
    assert sorted(placed.qubits) == [0, 1, 2, 3]


def test_a_processor_has_room_for_better_qubits_than_the_first():
    target = FakeFez().target
    placed = place_circuit(CIRCUIT, target, seeds=(0,))
    fixed = compile_circuit(CIRCUIT, target, optimization_level=1, initial_layout=[0, 1, 2, 3])
    assert placed.expected_fidelity > expected_fidelity(fixed, target)


def test_simulators_and_refusals(line_target):
    placed = place_circuit(CIRCUIT)
    assert placed.expected_fidelity == 1.0 and sorted(placed.qubits) == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="at least one seed"):
        place_circuit(CIRCUIT, line_target, seeds=())
    with pytest.raises(ValueError, match="8 sites; the target has 7 qubits"):
        place_circuit(ansatz(chain(8), "paths", layers=1), line_target)
