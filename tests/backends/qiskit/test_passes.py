from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit import QuantumCircuit
from qiskit.circuit.library import CXGate
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.quantum_info import Operator, Statevector
from qiskit.transpiler import CouplingMap

from hamiltonians import chain
from spinnet.backends.qiskit import (
    VertexGate,
    VertexGateSynthesis,
    from_statevector,
    to_qiskit,
    vertex_gate_pass_manager,
)
from spinnet.circuits import ansatz, general_gate, paper_gate, real_gate
from tests.backends.qiskit.dense_route import dense_state

BASIS = ["rz", "sx", "x", "cx"]


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_bound_circuits_keep_their_state(level, circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    manager = vertex_gate_pass_manager(optimization_level=level, basis_gates=BASIS)
    lowered = manager.run(to_qiskit(circuit).assign_parameters(parameters))
    assert set(lowered.count_ops()) <= set(BASIS)
    state = from_statevector(Statevector(lowered))
    np.testing.assert_allclose(state, dense_state(circuit, parameters), atol=1e-9)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_symbolic_circuits_keep_symbols_and_state(level, circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    manager = vertex_gate_pass_manager(optimization_level=level, basis_gates=BASIS)
    lowered = manager.run(to_qiskit(circuit))
    assert lowered.num_parameters == circuit.n_params
    state = from_statevector(Statevector(lowered.assign_parameters(parameters)))
    np.testing.assert_allclose(state, dense_state(circuit, parameters), atol=1e-9)


@pytest.mark.parametrize(
    ("vertex", "connectivity", "most"),
    [
        (paper_gate(2), "all-to-all", 3),
        (paper_gate(3), "all-to-all", 9),
        (real_gate(3), "all-to-all", 8),
        (paper_gate(3), "line", 11),
        (real_gate(3), "line", 10),
        (general_gate(4), "all-to-all", 33),
        (general_gate(4), "line", 45),
        (real_gate(5), "line", 156),
    ],
    ids=str,
)
def test_a_gate_costs_no_more_than_its_structure(vertex, connectivity, most, rng):
    circuit = QuantumCircuit(vertex.n_spins)
    circuit.append(VertexGate(vertex, rng.uniform(-3, 3, vertex.n_angles)), circuit.qubits)
    coupling = CouplingMap.from_line(vertex.n_spins) if connectivity == "line" else None
    manager = vertex_gate_pass_manager(
        optimization_level=3,
        basis_gates=BASIS,
        coupling_map=coupling,
        initial_layout=list(range(vertex.n_spins)) if coupling else None,
        seed_transpiler=1,
    )
    assert manager.run(circuit).count_ops()["cx"] <= most


def test_devices_are_served_by_their_own_connectivity():
    circuit = QuantumCircuit(3)
    circuit.append(VertexGate(paper_gate(3), [0.1, 0.2, 0.3, 0.4]), [0, 1, 2])
    line = GenericBackendV2(3, coupling_map=CouplingMap.from_line(3), seed=1)
    lowered = vertex_gate_pass_manager(line, seed_transpiler=1).run(circuit)
    assert lowered.count_ops()["cx"] <= 11
    full = vertex_gate_pass_manager(GenericBackendV2(3, seed=1), seed_transpiler=1).run(circuit)
    assert full.count_ops()["cx"] <= 9


def test_the_plugin_lowers_vertex_gates_only():
    plugin = VertexGateSynthesis()
    gate = VertexGate(real_gate(3), [0.3])
    lowered = plugin.run(gate, coupling_map=CouplingMap.from_line(3))
    np.testing.assert_allclose(Operator(lowered).data, gate.to_matrix(), atol=1e-10)
    assert plugin.run(CXGate()) is None


def test_the_entry_point_names_the_plugin():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    entry = project["project"]["entry-points"]["qiskit.synthesis"]["vertex_gate.default"]
    module, name = entry.split(":")
    assert getattr(importlib.import_module(module), name) is VertexGateSynthesis


def test_a_name_instead_of_a_device_is_refused():
    with pytest.raises(TypeError, match="Target or BackendV2; got str"):
        vertex_gate_pass_manager("FakeMarrakesh")


def test_circuits_of_an_ansatz_fit_a_device(rng):
    device = GenericBackendV2(9, coupling_map=CouplingMap.from_grid(3, 3), seed=1)
    circuit = to_qiskit(ansatz(chain(6), "paths", layers=1))
    lowered = vertex_gate_pass_manager(device, seed_transpiler=1).run(circuit)
    edges = set(map(tuple, device.coupling_map.get_edges()))
    for item in lowered.data:
        places = tuple(lowered.find_bit(qubit).index for qubit in item.qubits)
        assert len(places) == 1 or places in edges
