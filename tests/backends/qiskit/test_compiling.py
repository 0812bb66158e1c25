from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.circuit import ParameterExpression
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.quantum_info import Statevector
from qiskit.transpiler import CouplingMap

from hamiltonians import chain, heisenberg, named_lattice
from spinnet.backends.qiskit import compile_circuit, to_sparse_pauli_op
from spinnet.backends.qiskit.compiling import two_qubit_cost, uncompiled
from spinnet.circuits import Circuit, SingletCovering, ansatz
from tests.backends.qiskit.dense_route import dense_state

DEVICES = {
    "simulator": lambda: None,
    "all-to-all": lambda: GenericBackendV2(6, seed=1),
    "square": lambda: GenericBackendV2(9, coupling_map=CouplingMap.from_grid(3, 3), seed=1),
    "line": lambda: GenericBackendV2(7, coupling_map=CouplingMap.from_line(7), seed=1),
}


def sites_state(compiled, parameters) -> np.ndarray:
    """Return the device's state on the sites, in spinnet's order; other qubits must be zero."""
    state = Statevector(compiled.bound(parameters))
    n_sites, n_qubits = compiled.circuit.n_sites, compiled.isa_circuit.num_qubits
    places = compiled.qubit_of_site
    tensor = state.data.reshape((2,) * n_qubits)  # qubit q on axis n_qubits - 1 - q
    axes = [n_qubits - 1 - place for place in places]
    rest = [axis for axis in range(n_qubits) if axis not in axes]
    return tensor.transpose(axes + rest).reshape(2**n_sites, -1)[:, 0]


@pytest.mark.parametrize("device", DEVICES)
def test_compiled_circuit_prepares_the_state(device, circuit, rng):
    compiled = compile_circuit(circuit, DEVICES[device](), optimization_level=2)
    for _ in range(2):
        parameters = rng.uniform(-6, 6, circuit.n_params)
        overlap = np.vdot(sites_state(compiled, parameters), dense_state(circuit, parameters))
        assert abs(abs(overlap) - 1) < 1e-10


def test_every_parameter_belongs_to_a_gate(circuit):
    isa_circuit = compile_circuit(circuit).isa_circuit
    in_gates = {
        symbol
        for item in isa_circuit.data
        for value in item.operation.params
        if isinstance(value, ParameterExpression)
        for symbol in value.parameters
    }
    assert in_gates == set(isa_circuit.parameters)


def test_uncompiled_circuit_prepares_the_state(circuit, rng):
    compiled = uncompiled(circuit)
    parameters = rng.uniform(-6, 6, circuit.n_params)
    np.testing.assert_allclose(
        sites_state(compiled, parameters), dense_state(circuit, parameters), atol=1e-10
    )


def test_values_fit_the_circuit_for_any_batch(circuit, rng):
    compiled = compile_circuit(circuit)
    parameters = rng.uniform(-3, 3, (2, 3, circuit.n_params))
    values = compiled.bind_values(parameters)
    assert values.shape == (2, 3, compiled.isa_circuit.num_parameters)
    np.testing.assert_array_equal(values[1, 2], compiled.bind_values(parameters[1, 2]))
    shared = parameters[..., list(compiled.parameter_of_angle)]
    np.testing.assert_array_equal(values, compiled.bind_angles(shared))


def test_pub_holds_circuit_observable_and_values(rng):
    lattice = chain(6)
    circuit = ansatz(lattice, "paths", layers=1)
    compiled = compile_circuit(circuit, DEVICES["line"]())
    parameters = rng.uniform(-3, 3, (4, circuit.n_params))
    isa_circuit, observable, values = compiled.pub(heisenberg(lattice), parameters)
    assert observable.num_qubits == isa_circuit.num_qubits == 7
    assert values.shape[0] == 4
    state = dense_state(circuit, parameters[2])
    energy = np.vdot(state, heisenberg(lattice).matrix() @ state).real
    measured = Statevector(isa_circuit.assign_parameters(values[2])).expectation_value(observable)
    np.testing.assert_allclose(measured, energy, atol=1e-10)


def test_more_seeds_never_cost_more():
    circuit = ansatz(named_lattice("kagome-12"), "triangles", layers=1)
    device = GenericBackendV2(16, coupling_map=CouplingMap.from_grid(4, 4), seed=1)
    costs = [
        two_qubit_cost(compile_circuit(circuit, device, seeds=range(n)).isa_circuit) for n in (1, 4)
    ]
    assert costs[1] <= costs[0]


def test_same_seed_same_circuit():
    circuit = ansatz(chain(6), "paths", layers=1)
    device = DEVICES["square"]()
    first, second = (compile_circuit(circuit, device, seeds=(5,)) for _ in range(2))
    values = np.full(circuit.n_params, 0.3)
    assert first.bound(values) == second.bound(values)


def test_a_circuit_without_gates_compiles():
    circuit = Circuit(2, SingletCovering(2, ((0, 1),)), (), 0)
    compiled = compile_circuit(circuit)
    assert compiled.bind_values(np.zeros((3, 0))).shape == (3, 0)
    assert two_qubit_cost(compiled.isa_circuit) == (1, 1)


def test_what_does_not_fit_is_refused():
    circuit = ansatz(chain(6), "paths", layers=1)
    with pytest.raises(ValueError, match="6 sites; the target has 4 qubits"):
        compile_circuit(circuit, GenericBackendV2(4, seed=1))
    with pytest.raises(ValueError, match="at least one seed"):
        compile_circuit(circuit, seeds=())
    with pytest.raises(ValueError, match=r"length 4; got an array of shape \(3,\)"):
        compile_circuit(circuit).bind_values(np.zeros(3))
    with pytest.raises(ValueError, match="must be finite"):
        compile_circuit(circuit).bind_values(np.full(4, np.nan))


def test_operators_follow_the_sites(rng):
    lattice = chain(5)
    circuit = ansatz(lattice, "paths", layers=1, two_total=3)
    compiled = compile_circuit(circuit, DEVICES["square"]())
    parameters = rng.uniform(-3, 3, circuit.n_params)
    model = heisenberg(lattice, [1.0, 0.2, -0.4, 0.7])
    state = dense_state(circuit, parameters)
    moved = compiled.observable(to_sparse_pauli_op(model))
    energy = Statevector(compiled.bound(parameters)).expectation_value(moved)
    np.testing.assert_allclose(energy, np.vdot(state, model.matrix() @ state), atol=1e-10)


def test_neighbouring_triangles_cost_less_than_their_parts():
    circuit = ansatz(named_lattice("kagome-12"), "triangles", layers=1)
    assert two_qubit_cost(compile_circuit(circuit).isa_circuit)[0] <= 50  # 6 + 8 * 8 in parts


def test_fractional_gates_stay_in_their_range(rng):
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    circuit = ansatz(chain(5), "bonds+paths", layers=1, gates="complex")
    compiled = compile_circuit(circuit, provider.FakeFractionalBackend())
    bound = compiled.bound(rng.uniform(-20, 20, circuit.n_params))
    angles = [float(item.operation.params[0]) for item in bound.data if item.name == "rzz"]
    assert all(0 <= angle <= np.pi / 2 for angle in angles)


def test_native_rzz_carries_the_angles_within_its_range(rng):
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    circuit = ansatz(chain(4), "bonds", layers=2, gates="complex")
    device = provider.FakeFractionalBackend()
    compiled = compile_circuit(circuit, device, native_rzz=True)
    gates = [item.operation for item in compiled.isa_circuit.data if item.name == "rzz"]
    assert sum(gate.is_parameterized() for gate in gates) == 3 * circuit.n_gates
    for parameters in rng.uniform(-20, 20, (3, circuit.n_params)):
        bound = compiled.bound(parameters)
        angles = [float(item.operation.params[0]) for item in bound.data if item.name == "rzz"]
        assert all(0 <= angle <= np.pi / 2 for angle in angles)
        state = _active_state(compiled, parameters)
        assert abs(abs(np.vdot(state, dense_state(circuit, parameters))) - 1) < 1e-9
    with pytest.raises(ValueError, match="needs a device with RZZ"):
        compile_circuit(circuit, native_rzz=True)


def test_heavy_hex_device_prepares_the_state(rng):
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    circuit = ansatz(named_lattice("kagome-12"), "triangles", layers=1, gates="complex")
    compiled = compile_circuit(circuit, provider.FakeMarrakesh())
    parameters = rng.uniform(-6, 6, circuit.n_params)
    state = _active_state(compiled, parameters)
    assert abs(abs(np.vdot(state, dense_state(circuit, parameters))) - 1) < 1e-9


def _active_state(compiled, parameters) -> np.ndarray:
    """Return the state on the sites of a device too large to simulate whole."""
    from qiskit import QuantumCircuit

    bound = compiled.bound(parameters)
    used = sorted({bound.find_bit(q).index for item in bound.data for q in item.qubits})
    small = QuantumCircuit(len(used))
    for item in bound.data:
        small.append(item.operation, [used.index(bound.find_bit(q).index) for q in item.qubits])
    places = [used.index(place) for place in compiled.qubit_of_site]
    tensor = Statevector(small).data.reshape((2,) * len(used))
    axes = [len(used) - 1 - place for place in places]
    rest = [axis for axis in range(len(used)) if axis not in axes]
    return tensor.transpose(axes + rest).reshape(2 ** len(places), -1)[:, 0]
