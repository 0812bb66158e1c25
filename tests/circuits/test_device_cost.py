"""What a circuit costs: without Qiskit as far as that goes, else the line that installs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hamiltonians import chain, heisenberg, named_lattice
from spinnet.circuits import bond_ansatz, triangle_ansatz
from spinnet.circuits.synthesis import circuit_cost, structured_circuit


def test_without_a_target_the_structures_are_counted():
    circuit = triangle_ansatz(named_lattice("kagome-12"), layers=1)
    assert circuit.cost() == circuit_cost(structured_circuit(circuit).operations)
    assert bond_ansatz(chain(4), layers=1).cost().two_qubit_gates == 2 + 3 * 3


def test_a_target_and_options_reach_the_qiskit_backend():
    pytest.importorskip("qiskit")
    from qiskit.providers.fake_provider import GenericBackendV2

    from spinnet.backends import qiskit as backend

    circuit = bond_ansatz(chain(4), layers=1)
    device = GenericBackendV2(5, coupling_map=[[i, i + 1] for i in range(4)], seed=1)
    assert circuit.cost(device) == backend.circuit_cost(circuit, device)
    shots = circuit.cost(model=heisenberg(chain(4)), precision=0.1).shots
    assert shots == backend.circuit_cost(circuit, model=heisenberg(chain(4)), precision=0.1).shots


def test_devices_have_names():
    pytest.importorskip("qiskit_ibm_runtime")
    pytest.importorskip("mthree")
    from qiskit_ibm_runtime.fake_provider import FakeFractionalBackend

    circuit = bond_ansatz(chain(3), layers=1)
    assert circuit.cost("FakeFractionalBackend") == circuit.cost(FakeFractionalBackend())


def test_without_qiskit_the_line_that_installs_it_is_named():
    code = """
import sys
sys.modules["qiskit"] = None
from hamiltonians import chain
from spinnet.circuits import bond_ansatz
circuit = bond_ansatz(chain(4), layers=1)
print(circuit.cost())
try:
    circuit.cost(seeds=(0,))
except ImportError as error:
    print(error)
"""
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    counts, reason = outcome.stdout.splitlines()
    assert counts.startswith("11 two-qubit gates")
    assert 'pip install "spinnet[qiskit]"' in reason
