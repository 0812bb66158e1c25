from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.transpiler import CouplingMap

from hamiltonians import chain, heisenberg
from spinnet.backends.qiskit import circuit_cost, compile_circuit
from spinnet.circuits import Circuit, SingletCovering, ansatz, bond_ansatz


def test_bond_gates_cost_three_each_and_singlets_one():
    circuit = bond_ansatz(chain(4), layers=1)
    cost = circuit_cost(circuit)
    assert cost.two_qubit_gates <= 2 + 3 * circuit.n_gates
    assert cost.n_params == circuit.n_params
    assert cost.duration is None
    assert cost.shots is None


def test_a_device_with_durations_gives_the_time():
    device = GenericBackendV2(5, coupling_map=CouplingMap.from_line(5), seed=1)
    cost = circuit_cost(ansatz(chain(4), "paths", layers=1), device)
    slowest = max(properties.duration for properties in device.target["cx"].values() if properties)
    assert 0 < cost.duration <= cost.two_qubit_depth * slowest + cost.one_qubit_gates * 1e-6


def test_a_compiled_circuit_is_not_compiled_again():
    compiled = compile_circuit(ansatz(chain(4), "paths", layers=1))
    assert circuit_cost(compiled) == circuit_cost(compiled.circuit)


def test_shots_follow_the_precision():
    circuit, model = ansatz(chain(4), "paths", layers=1), heisenberg(chain(4))
    coarse = circuit_cost(circuit, model=model, precision=0.1).shots
    fine = circuit_cost(circuit, model=model, precision=0.01).shots
    assert coarse == np.ceil((3 * 3 / 4 / 0.1) ** 2)
    assert fine == pytest.approx(100 * coarse, rel=1e-2)


def test_text_says_all_numbers():
    cost = circuit_cost(Circuit(2, SingletCovering(2, ((0, 1),)), (), 0))
    assert str(cost).startswith("1 two-qubit gates (depth 1), ")
    assert cost.two_qubit_gates_per_parameter == float("inf")


def test_precision_without_a_model_is_refused():
    with pytest.raises(ValueError, match="model and precision must be given together"):
        circuit_cost(ansatz(chain(4), "paths", layers=1), precision=0.1)
