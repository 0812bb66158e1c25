from __future__ import annotations

import io

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit import QuantumCircuit, qasm3, qpy
from qiskit.quantum_info import Operator, Statevector

from hamiltonians import chain
from spinnet.backends.qiskit import (
    VertexGate,
    from_qiskit,
    from_statevector,
    load_qpy,
    save_qpy,
    to_qasm3,
)
from spinnet.circuits import ansatz, paper_gate, real_gate
from tests.backends.qiskit.dense_route import CIRCUITS, dense_state


def assert_same_ray(state: np.ndarray, expected: np.ndarray) -> None:
    """OpenQASM 3 definitions of gates do not keep global phases."""
    assert abs(abs(np.vdot(state, expected)) - 1) < 1e-10


def test_trained_circuit_survives_qpy(circuit, rng, tmp_path):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    save_qpy(tmp_path / "trained.qpy", circuit, parameters)
    loaded = load_qpy(tmp_path / "trained.qpy")
    expected = dense_state(circuit, parameters)
    np.testing.assert_allclose(from_statevector(Statevector(loaded)), expected, atol=1e-10)
    read, values = from_qiskit(loaded)
    np.testing.assert_allclose(dense_state(read, values), expected, atol=1e-10)


def test_symbolic_circuit_survives_qpy(circuit, rng, tmp_path):
    save_qpy(tmp_path / "symbolic.qpy", circuit)
    loaded = load_qpy(tmp_path / "symbolic.qpy")
    parameters = rng.uniform(-3, 3, circuit.n_params)
    state = from_statevector(Statevector(loaded.assign_parameters(parameters)))
    np.testing.assert_allclose(state, dense_state(circuit, parameters), atol=1e-10)
    read, values = from_qiskit(loaded)
    assert values is None
    assert read.gates == circuit.gates
    np.testing.assert_allclose(
        dense_state(read, parameters), dense_state(circuit, parameters), atol=1e-12
    )


def test_trained_circuit_survives_qasm3(circuit, rng):
    pytest.importorskip("qiskit_qasm3_import")
    parameters = rng.uniform(-3, 3, circuit.n_params)
    loaded = qasm3.loads(to_qasm3(circuit, parameters))
    expected = dense_state(circuit, parameters)
    assert_same_ray(from_statevector(Statevector(loaded)), expected)
    read, values = from_qiskit(loaded)
    assert_same_ray(dense_state(read, values), expected)


@pytest.mark.parametrize("name", ["real paths", "complex paths, odd", "shared", "paper"])
def test_symbolic_circuit_survives_qasm3(name, rng):
    pytest.importorskip("qiskit_qasm3_import")
    circuit = CIRCUITS[name]()
    loaded = qasm3.loads(to_qasm3(circuit))
    parameters = rng.uniform(-3, 3, circuit.n_params)
    values = {
        symbol: parameters[int("".join(filter(str.isdigit, symbol.name)))]
        for symbol in loaded.parameters
    }
    state = from_statevector(Statevector(loaded.assign_parameters(values)))
    assert_same_ray(state, dense_state(circuit, parameters))


def test_gates_of_one_kind_share_one_qasm3_definition():
    circuit = ansatz(chain(6), "paths", layers=2)
    assert to_qasm3(circuit).count("gate vertex_real3") == 1


def test_inverse_gates_survive_files(rng):
    gate = VertexGate(paper_gate(3), rng.uniform(-3, 3, 4)).inverse()
    made = QuantumCircuit(3)
    made.append(gate, [2, 0, 1])
    made.append(VertexGate(real_gate(3), [0.3]), [0, 1, 2])
    buffer = io.BytesIO()
    qpy.dump(made, buffer)
    buffer.seek(0)
    for loaded in (qpy.load(buffer)[0], qasm3.loads(qasm3.dumps(made))):
        assert Operator(loaded).equiv(Operator(made), rtol=0, atol=1e-9)


def test_parameters_that_do_not_fit_are_refused(circuit, tmp_path):
    with pytest.raises(ValueError, match="parameters must have shape"):
        save_qpy(tmp_path / "wrong.qpy", circuit, np.zeros(circuit.n_params + 1))
    with pytest.raises(ValueError, match="parameters must be finite"):
        to_qasm3(circuit, np.full(circuit.n_params, np.inf))
    assert not (tmp_path / "wrong.qpy").exists()


def test_files_with_several_circuits_are_refused(tmp_path):
    with (tmp_path / "two.qpy").open("wb") as file:
        qpy.dump([QuantumCircuit(1), QuantumCircuit(1)], file)
    with pytest.raises(ValueError, match="one circuit; it holds 2"):
        load_qpy(tmp_path / "two.qpy")
