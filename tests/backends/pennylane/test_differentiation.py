"""Gradients by every method PennyLane has, against finite differences and each other."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

qml = pytest.importorskip("pennylane")

from hamiltonians import chain, heisenberg, random_couplings  # noqa: E402
from spinnet.backends.pennylane import VertexGate, to_pennylane  # noqa: E402
from spinnet.circuits import (  # noqa: E402
    SingletCovering,
    ansatz,
    exchange_gate,
    general_gate,
    paper_gate,
    real_gate,
)

GATES = [
    paper_gate(2),
    paper_gate(3),
    real_gate(3),
    general_gate(3),
    exchange_gate(4),
    real_gate(4),
]
METHODS = [
    ("default.qubit", "backprop"),
    ("default.qubit", "adjoint"),
    ("default.qubit", "parameter-shift"),
    ("lightning.qubit", "adjoint"),
    ("lightning.qubit", "parameter-shift"),
]


@pytest.fixture
def problem(rng):
    lattice = chain(5)
    model = heisenberg(lattice, random_couplings(lattice, rng))
    circuit = ansatz(lattice, "triples", layers=1, gates="complex")
    return circuit, model, rng.normal(size=circuit.n_params)


def energy_node(circuit, model, device, method, **options):
    queue, hamiltonian = to_pennylane(circuit, model)

    def energy(parameters):
        queue(parameters)
        return qml.expval(hamiltonian)

    return qml.QNode(
        energy, qml.device(device, wires=circuit.n_sites), diff_method=method, **options
    )


def finite_differences(function, parameters, step=1e-5):
    shifts = step * np.eye(len(parameters))
    return np.array(
        [(function(parameters + s) - function(parameters - s)) / (2 * step) for s in shifts]
    )


@pytest.mark.parametrize("gate", GATES, ids=str)
def test_shift_rule_of_every_angle_agrees_with_finite_differences(gate, rng):
    pytest.importorskip("pennylane_lightning")
    n_spins = gate.n_spins
    start = rng.normal(size=2**n_spins) + 1j * rng.normal(size=2**n_spins)
    observable = rng.normal(size=(2**n_spins,) * 2)
    observable = observable + observable.T

    @qml.qnode(qml.device("default.qubit", wires=n_spins), diff_method="parameter-shift")
    def value(angles):
        qml.StatePrep(start / np.linalg.norm(start), wires=range(n_spins))
        VertexGate(*[angles[n] for n in range(gate.n_angles)], wires=range(n_spins), gate=gate)
        return qml.expval(qml.Hermitian(observable, wires=range(n_spins)))

    angles = rng.normal(size=gate.n_angles)
    exact = qml.grad(value)(qml.numpy.array(angles, requires_grad=True))
    np.testing.assert_allclose(exact, finite_differences(value, angles), atol=2e-8)


def test_frequencies_are_eigenvalue_gaps():
    gate = VertexGate(0.1, 0.2, 0.3, 0.4, wires=range(3), gate=paper_gate(3))
    assert gate.parameter_frequencies == [(1.0,), (0.5, 1.0), (0.5, 1.0), (0.5, 1.0)]


@pytest.mark.parametrize(("device", "method"), METHODS, ids=" ".join)
def test_methods_agree_with_finite_differences(device, method, problem):
    if device == "lightning.qubit":
        pytest.importorskip("pennylane_lightning")
    circuit, model, parameters = problem
    node = energy_node(circuit, model, device, method)
    gradient = qml.grad(node)(qml.numpy.array(parameters, requires_grad=True))
    np.testing.assert_allclose(gradient, finite_differences(node, parameters), atol=1e-8)


def test_jax_compiles_differentiates_and_maps(problem):
    circuit, model, parameters = problem
    with jax.enable_x64(True):
        node = energy_node(circuit, model, "default.qubit", "backprop", interface="jax")
        rows = jnp.stack([jnp.asarray(parameters), jnp.asarray(parameters) / 2])
        energies, gradients = jax.jit(jax.vmap(jax.value_and_grad(node)))(rows)
    plain = energy_node(circuit, model, "default.qubit", "backprop")
    for row, energy, gradient in zip(np.asarray(rows), energies, gradients, strict=True):
        assert energy == pytest.approx(float(plain(row)), abs=1e-12)
        expected = qml.grad(plain)(qml.numpy.array(row, requires_grad=True))
        np.testing.assert_allclose(gradient, expected, atol=1e-12)


def test_jax_compiles_the_adjoint_method_of_lightning(problem):
    pytest.importorskip("pennylane_lightning")
    circuit, model, parameters = problem
    node = energy_node(circuit, model, "lightning.qubit", "adjoint", interface="jax")
    jax.config.update("jax_enable_x64", True)  # lightning runs in a thread of its own: not locally
    try:
        gradient = jax.jit(jax.grad(node))(jnp.asarray(parameters))
    finally:
        jax.config.update("jax_enable_x64", False)
    expected = finite_differences(
        energy_node(circuit, model, "default.qubit", "backprop"), parameters
    )
    np.testing.assert_allclose(gradient, expected, atol=1e-8)


def test_batched_parameters_give_a_row_of_energies(problem, rng):
    circuit, model, _ = problem
    node = energy_node(circuit, model, "default.qubit", "backprop")
    rows = rng.normal(size=(3, circuit.n_params))
    np.testing.assert_allclose(node(rows), [node(row) for row in rows], atol=1e-12)


def test_graph_decomposition_reaches_elementary_gates(rng):
    """PennyLane's newer decomposition system finds the rules registered for the operations."""
    covering = SingletCovering(3, ((0, 1),), (2,))
    lattice = chain(3)
    circuit = ansatz(lattice, [(0, 1, 2)], layers=1, gates="complex", initial=covering)
    node = energy_node(circuit, heisenberg(lattice), "default.qubit", "backprop")
    parameters = rng.normal(size=circuit.n_params)
    qml.decomposition.enable_graph()
    try:
        elementary = qml.transforms.decompose(
            node, gate_set={"RX", "RY", "RZ", "CNOT", "GlobalPhase", "Hadamard", "PauliX"}
        )
        value = elementary(parameters)
    finally:
        qml.decomposition.disable_graph()
    assert value == pytest.approx(node(parameters), abs=1e-10)
