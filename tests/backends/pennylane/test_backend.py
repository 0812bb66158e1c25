"""PennyLaneBackend, programs and the way back."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

qml = pytest.importorskip("pennylane")

from hamiltonians import chain, heisenberg, named_lattice  # noqa: E402
from spinnet.backends.pennylane import (  # noqa: E402
    PennyLaneBackend,
    SingletCovering,
    VertexGate,
    apply_circuit,
    elementary_circuit,
    from_pennylane,
    hamiltonian,
    to_pennylane,
    trained_circuit,
)
from spinnet.backends.statevector import StatevectorBackend, statevector  # noqa: E402
from spinnet.circuits import Circuit, ansatz, bond_ansatz, paper_gate  # noqa: E402
from spinnet.circuits import SingletCovering as Covering  # noqa: E402

LATTICE = named_lattice("ring-6")
MODEL = heisenberg(LATTICE, 0.7)
CIRCUIT = ansatz(LATTICE, "triples", layers=1)


def test_hamiltonian_is_the_models_matrix():
    model = heisenberg(chain(4), [1.0, -0.5, 0.25])
    matrix = qml.matrix(hamiltonian(model), wire_order=range(4))
    np.testing.assert_allclose(matrix, model.matrix().toarray(), atol=1e-14)


def test_hamiltonian_follows_the_wires():
    model = heisenberg(chain(3), [1.0, -0.5])
    matrix = qml.matrix(hamiltonian(model, wires=list("cab")), wire_order=list("cab"))
    np.testing.assert_allclose(matrix, model.matrix().toarray(), atol=1e-14)


@pytest.mark.parametrize("device", ["default.qubit", "lightning.qubit"])
def test_everything_agrees_with_the_plain_state_vector(device, rng):
    if device == "lightning.qubit":
        pytest.importorskip("pennylane_lightning")
    parameters = rng.normal(size=CIRCUIT.n_params)
    here = PennyLaneBackend(device).evaluator(CIRCUIT, MODEL)
    there = StatevectorBackend().evaluator(CIRCUIT, MODEL)
    ours, theirs = here.observables(parameters), there.observables(parameters)
    assert ours.energy == pytest.approx(theirs.energy, abs=1e-12)
    assert ours.variance == pytest.approx(theirs.variance, abs=1e-11)
    assert ours.total_spin_squared == pytest.approx(0, abs=1e-11)
    np.testing.assert_allclose(ours.bond_correlations, theirs.bond_correlations, atol=1e-12)
    np.testing.assert_allclose(here.state(parameters), statevector(CIRCUIT, parameters), atol=1e-12)


def test_compiled_rows_agree_with_plain_rows(rng):
    circuit = ansatz(LATTICE, [(0, 2, 4)], layers=1)
    rows = rng.normal(size=(2, circuit.n_params))
    plain = PennyLaneBackend().evaluator(circuit, MODEL)
    compiled = PennyLaneBackend(compiled=True).evaluator(circuit, MODEL)
    energies, gradients = plain.energies_and_gradients(rows)
    compiled_energies, compiled_gradients = compiled.energies_and_gradients(rows)
    np.testing.assert_allclose(compiled_energies, energies, atol=1e-12)
    np.testing.assert_allclose(compiled_gradients, gradients, atol=1e-12)
    np.testing.assert_allclose(compiled.energies(rows), energies, atol=1e-12)


def test_a_device_of_the_users_with_named_wires(rng):
    device = qml.device("default.qubit", wires=list("fedcba"))
    parameters = rng.normal(size=CIRCUIT.n_params)
    evaluator = PennyLaneBackend(device).evaluator(CIRCUIT, MODEL)
    np.testing.assert_allclose(
        evaluator.state(parameters), statevector(CIRCUIT, parameters), atol=1e-12
    )


@pytest.mark.parametrize("wires", [None, 8])
def test_a_device_without_wires_or_with_spare_ones_gives_no_amplitudes(wires, rng):
    device = qml.device("default.qubit", wires=wires)
    parameters = rng.normal(size=CIRCUIT.n_params)
    evaluator = PennyLaneBackend(device).evaluator(CIRCUIT, MODEL)
    reference = StatevectorBackend().evaluator(CIRCUIT, MODEL)
    assert evaluator.energy(parameters) == pytest.approx(reference.energy(parameters), abs=1e-12)
    assert evaluator.observables(parameters).variance is None
    with pytest.raises(ValueError, match="gives no amplitudes"):
        evaluator.state(parameters)


def test_a_circuit_without_parameters_has_an_empty_gradient():
    circuit = Circuit(2, Covering(2, ((0, 1),)), (), 0)
    evaluator = PennyLaneBackend().evaluator(circuit, heisenberg(chain(2)))
    energies, gradients = evaluator.energies_and_gradients(np.zeros((2, 0)))
    np.testing.assert_allclose(energies, [-0.75, -0.75], atol=1e-14)
    assert gradients.shape == (2, 0)


def test_no_rows_give_no_energies():
    evaluator = PennyLaneBackend().evaluator(CIRCUIT, MODEL)
    assert evaluator.energies(np.zeros((0, CIRCUIT.n_params))).shape == (0,)


def test_shots_scatter_around_the_exact_energy(rng):
    """The groups XX, YY, ZZ have their own shots each; five standard errors are allowed."""
    shots = 20_000
    parameters = rng.normal(size=CIRCUIT.n_params)
    device = qml.device("default.qubit", wires=6, seed=3)
    sampled = PennyLaneBackend(device, shots=shots).evaluator(CIRCUIT, MODEL)
    exact = StatevectorBackend().evaluator(CIRCUIT, MODEL).energy(parameters)
    state = statevector(CIRCUIT, parameters)
    diagonal = hamiltonian_zz_diagonal(MODEL)
    weights = np.abs(state) ** 2
    variance = weights @ diagonal**2 - (weights @ diagonal) ** 2
    standard_error = np.sqrt(3 * variance / shots)  # a singlet looks alike along all three axes
    assert abs(sampled.energy(parameters) - exact) < 5 * standard_error
    assert sampled.observables(parameters).variance is None


def hamiltonian_zz_diagonal(model):
    bits = (np.arange(2**model.n_sites)[:, None] >> np.arange(model.n_sites)[::-1]) & 1
    signs = 1 - 2 * bits
    return sum(coupling / 4 * signs[:, i] * signs[:, j] for i, j, coupling in model.terms)


@pytest.mark.parametrize("gates", ["real", "complex", "exchange"])
def test_elementary_circuit_is_the_same_state_with_fewer_gates(gates, rng):
    lattice = chain(5)
    circuit = ansatz(lattice, "triples", layers=2, gates=gates)
    parameters = rng.normal(size=circuit.n_params)
    queue = elementary_circuit(circuit, parameters)

    @qml.qnode(qml.device("default.qubit", wires=5))
    def state():
        queue()
        return qml.state()

    np.testing.assert_allclose(state(), statevector(circuit, parameters), atol=1e-10)
    tape = qml.tape.make_qscript(queue)()
    assert all(len(operation.wires) <= 2 for operation in tape.operations)
    gate_by_gate = 12 * circuit.n_gates
    assert sum(len(operation.wires) == 2 for operation in tape.operations) < gate_by_gate


def test_there_and_back_again(rng):
    parameters = rng.normal(size=CIRCUIT.n_params)
    back, values = from_pennylane(trained_circuit(CIRCUIT, parameters, wires=list("abcdef")))
    np.testing.assert_array_equal(values, parameters)
    assert back == CIRCUIT


def test_back_from_a_qnode_and_a_tape(rng):
    parameters = rng.normal(size=CIRCUIT.n_params)
    queue, observable = to_pennylane(CIRCUIT, MODEL)

    @qml.qnode(qml.device("default.qubit"))
    def energy(values):
        queue(values)
        return qml.expval(observable)

    tape = qml.workflow.construct_tape(energy)(parameters)
    for circuit, values in (from_pennylane(energy, parameters), from_pennylane(tape)):
        assert circuit == CIRCUIT
        np.testing.assert_array_equal(values, parameters)


def test_shared_angles_come_back_as_parameters_of_their_own():
    circuit = bond_ansatz(chain(4), layers=1, sharing="layer")
    back, values = from_pennylane(trained_circuit(circuit, [0.4]))
    assert back.n_params == 3
    np.testing.assert_allclose(statevector(back, values), statevector(circuit, [0.4]), atol=1e-14)


def test_adjoint_gates_come_back():
    def queue():
        SingletCovering(wires=[0, 1, 2], covering=Covering(3, ((0, 1),), (2,)))
        qml.adjoint(VertexGate(0.1, 0.2, 0.3, 0.4, wires=[2, 0, 1], gate=paper_gate(3)))
        VertexGate(0.1, 0.2, 0.3, 0.4, wires=[2, 0, 1], gate=paper_gate(3))

    circuit, values = from_pennylane(queue)
    start = Circuit(3, circuit.initial, (), 0)
    np.testing.assert_allclose(statevector(circuit, values), statevector(start, []), atol=1e-14)


def test_foreign_operations_are_refused():
    def foreign():
        apply_circuit([0.1], circuit=bond_ansatz(chain(2), layers=1))
        qml.RX(0.1, wires=0)

    with pytest.raises(ValueError, match="must be a VertexGate; got RX"):
        from_pennylane(foreign)
    with pytest.raises(ValueError, match=r"must be a SingletCovering.*got Hadamard"):
        from_pennylane(lambda: qml.Hadamard(0))


def test_gates_beside_the_covering_are_refused():
    def beside():
        SingletCovering(wires=[0, 1], covering=Covering(2, ((0, 1),)))
        VertexGate(0.1, wires=[1, 2], gate=paper_gate(2))

    with pytest.raises(ValueError, match=r"one of the covering's.*got wire 2"):
        from_pennylane(beside)


def test_wrong_parameters_are_refused():
    with pytest.raises(ValueError, match=r"shape \(6,\).*got \(2,\)"):
        apply_circuit([0.1, 0.2], circuit=CIRCUIT)


def test_wrong_wires_are_refused():
    with pytest.raises(ValueError, match="one wire for each of the 6 sites"):
        to_pennylane(CIRCUIT, MODEL, wires=[0, 1])
    with pytest.raises(ValueError, match="has 4 wires; the circuit needs 6"):
        PennyLaneBackend(qml.device("default.qubit", wires=4)).evaluator(CIRCUIT, MODEL)


@pytest.mark.parametrize("options", [{"diff_method": "parameter-shift"}, {"shots": 100}])
def test_compiling_anything_but_backpropagation_is_refused(options):
    backend = PennyLaneBackend(compiled=True, **options)
    with pytest.raises(ValueError, match=r"compiled=True needs"):
        backend.evaluator(CIRCUIT, MODEL)


def test_sizes_that_differ_are_refused():
    with pytest.raises(ValueError, match="same number of sites; got 6 and 12"):
        PennyLaneBackend().evaluator(CIRCUIT, heisenberg(named_lattice("kagome-12")))


def test_a_model_without_couplings_is_refused():
    with pytest.raises(ValueError, match="at least one coupling"):
        hamiltonian(heisenberg(chain(2), 0.0))


def test_a_missing_package_is_named_with_the_line_that_installs_it():
    code = "import sys; sys.modules['pennylane'] = None; import spinnet.backends.pennylane"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'spinnet[pennylane]'" in run.stderr.splitlines()[-1]
