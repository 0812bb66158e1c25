"""Cutting a device down to the qubits a circuit uses."""

from __future__ import annotations

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel
from qiskit_ibm_runtime.fake_provider import FakeFez, FakeManilaV2

from spinnet.backends.ibm import active_qubits, device_noise, reduced_circuit
from spinnet.backends.ibm.active_qubits import reduced_target
from spinnet.backends.ibm.basis_circuits import measured


def bell(n_qubits, first, second):
    circuit = QuantumCircuit(n_qubits)
    circuit.sx(first)
    circuit.cx(first, second)
    circuit.delay(100, 0, unit="dt")
    return measured(circuit, (second, first))


def test_only_active_qubits_are_left():
    circuit = bell(6, 4, 2)
    assert active_qubits(circuit) == (2, 4)
    reduced, qubits = reduced_circuit(circuit)
    assert qubits == (2, 4) and reduced.num_qubits == 2
    assert reduced.count_ops() == {"sx": 1, "cx": 1, "barrier": 1, "measure": 2}
    wider, qubits = reduced_circuit(circuit, (0, 2, 3, 4))
    assert wider.num_qubits == 4 and wider.count_ops()["delay"] == 1
    with pytest.raises(ValueError, match="qubit 4 is missing"):
        reduced_circuit(circuit, (0, 2))


def test_noise_of_all_qubits_is_that_of_the_backend():
    backend = FakeManilaV2()
    models = (device_noise(backend.target, range(5)), NoiseModel.from_backend(backend))
    ours, theirs = ([error | {"id": None} for error in m.to_dict()["errors"]] for m in models)
    assert ours == theirs


def test_noise_of_some_qubits_gives_the_same_distribution():
    backend = FakeManilaV2()
    circuit = bell(5, 3, 2)
    whole = AerSimulator(method="density_matrix", noise_model=NoiseModel.from_backend(backend))
    reduced, qubits = reduced_circuit(circuit)
    noise = device_noise(backend.target, qubits)
    part = AerSimulator(method="density_matrix", noise_model=noise)
    counts = [
        simulator.run(one, shots=20000, seed_simulator=3).result().get_counts()
        for simulator, one in ((whole, circuit), (part, reduced))
    ]
    for key in ("00", "01", "10", "11"):
        assert counts[0].get(key, 0) == pytest.approx(counts[1].get(key, 0), abs=400)


def test_targets_keep_errors_and_couplings():
    target = FakeFez().target
    reduced = reduced_target(target, (4, 3, 5))
    assert isinstance(reduced, Target) and reduced.num_qubits == 3
    assert reduced["measure"][(0,)].error == target["measure"][(4,)].error
    pairs = {tuple(sorted(pair)) for pair in reduced.build_coupling_map().get_edges()}
    assert pairs == {(0, 1), (0, 2)}
    np.testing.assert_allclose(reduced.qubit_properties[1].t1, target.qubit_properties[3].t1)
