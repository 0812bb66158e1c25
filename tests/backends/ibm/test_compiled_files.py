from __future__ import annotations

import dataclasses

import numpy as np
import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit.quantum_info import Operator

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.ibm.compiled_files import load_placed, load_tasks, save_placed, save_tasks
from spinnet.backends.ibm.devices import open_device
from spinnet.backends.ibm.measurement import MeasurementSettings, plan_measurement
from spinnet.backends.ibm.placement import place_circuit
from spinnet.backends.ibm.work import digest_of
from spinnet.circuits import ansatz
from spinnet.vqe import RunFolderError

RING = named_lattice("ring-4")


@pytest.mark.parametrize("supports, gates", [("bonds", "complex"), ("paths", "real")])
@pytest.mark.parametrize("name", ["FakeManila", "aer"])
def test_placed_circuits_come_back_the_same(tmp_path, rng, supports, gates, name):
    circuit = ansatz(RING, supports, layers=1, gates=gates)
    placed = place_circuit(circuit, open_device(name).compiled_for, seeds=(0, 1))
    assert load_placed(tmp_path, circuit) is None
    save_placed(tmp_path, placed)
    loaded = load_placed(tmp_path, circuit)
    assert dataclasses.replace(loaded, compiled=placed.compiled) == placed
    parameters = rng.uniform(-1, 1, circuit.n_params)
    assert loaded.compiled.qubit_of_site == placed.compiled.qubit_of_site
    one, other = (one.compiled.bound(parameters) for one in (placed, loaded))
    assert digest_of("", [one]) == digest_of("", [other])
    np.testing.assert_allclose(Operator(one).data, Operator(other).data, atol=1e-12)


def test_tasks_come_back_the_same(tmp_path):
    circuit = ansatz(RING, "bonds", layers=1, gates="complex")
    device = open_device("FakeManila").backend
    placed = place_circuit(circuit, device, seeds=(0,))
    settings = MeasurementSettings(shots=10, readout=True, noise_factors=(1, 3))
    parameters = np.full(circuit.n_params, 0.2)
    plan = plan_measurement(placed.compiled, heisenberg(RING), parameters, settings, device=device)
    assert load_tasks(tmp_path) is None
    save_tasks(tmp_path, plan.tasks)
    loaded = load_tasks(tmp_path)
    assert [(t.label, t.shots) for t in loaded] == [(t.label, t.shots) for t in plan.tasks]
    for one, other in zip(loaded, plan.tasks, strict=True):
        assert digest_of("", [one.circuit]) == digest_of("", [other.circuit])


@pytest.mark.parametrize("name", ["placed.qpy", "tasks.qpy"])
def test_damaged_files_say_what_to_do(tmp_path, name):
    circuit = ansatz(RING, "bonds", layers=1, gates="complex")
    placed = place_circuit(circuit, None, seeds=(0,))
    save_placed(tmp_path, placed)
    save_tasks(tmp_path, ())
    (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(RunFolderError, match=rf"{name} is missing or damaged.*as long as no job"):
        load_placed(tmp_path, circuit)
        load_tasks(tmp_path)
