"""The three operations as PennyLane sees them: valid, unitary, inverse, differentiable."""

from __future__ import annotations

import numpy as np
import pytest

qml = pytest.importorskip("pennylane")

from spinnet.backends.pennylane import SchurTransform, SingletCovering, VertexGate  # noqa: E402
from spinnet.backends.pennylane.decomposition import (  # noqa: E402
    eigenbasis_gates,
    elementary_gates,
)
from spinnet.circuits import (  # noqa: E402
    SingletCovering as Covering,
)
from spinnet.circuits import (  # noqa: E402
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.networks import balanced_tree, comb_tree, parse_tree, schur_matrix  # noqa: E402

RIGHT_TREE = parse_tree("(1/2 (1/2 1/2))")
MIXING = fixed_gate(comb_tree(3), RIGHT_TREE, {1: [[0.6, 0.8j], [0.8j, 0.6]]}, name="mixing")
GATES = [
    paper_gate(2),
    paper_gate(3),
    real_gate(3),
    real_gate(3, RIGHT_TREE),
    general_gate(2),
    general_gate(3),
    exchange_gate(2),
    exchange_gate(3),
    exchange_gate(4),
    MIXING,
]
GATES_OF_FOUR = [real_gate(4), real_gate(4, balanced_tree(4)), general_gate(4)]


def with_constant(gate, constant):
    return type(gate)(
        "dressed", gate.in_tree, constant.out_tree, gate.generators, constant.constant
    )


ALL_GATES = [*GATES, *GATES_OF_FOUR, with_constant(general_gate(3), MIXING)]


def operation(gate, rng):
    return VertexGate(*rng.normal(size=gate.n_angles), wires=range(gate.n_spins), gate=gate)


# Program capture is skipped: PennyLane allows it with one old version of JAX only.
@pytest.mark.parametrize("gate", [*GATES, real_gate(4)], ids=str)
def test_pennylane_finds_the_gate_valid(gate, rng):
    qml.ops.functions.assert_valid(operation(gate, rng), skip_capture=True)


def test_pennylane_finds_a_gate_with_a_constant_valid(rng):
    gate = with_constant(paper_gate(3), MIXING)
    qml.ops.functions.assert_valid(operation(gate, rng), skip_capture=True)


@pytest.mark.parametrize(
    "tree", [comb_tree(2), comb_tree(3), RIGHT_TREE, balanced_tree(4)], ids=str
)
def test_pennylane_finds_the_schur_transform_valid(tree):
    qml.ops.functions.assert_valid(
        SchurTransform(wires=range(tree.n_leaves), tree=tree), skip_capture=True
    )


@pytest.mark.parametrize(
    "covering",
    [Covering(1, (), (0,)), Covering(2, ((1, 0),)), Covering(5, ((0, 3), (4, 1)), (2,))],
    ids=str,
)
def test_pennylane_finds_the_covering_valid(covering):
    preparation = SingletCovering(wires=range(covering.n_sites), covering=covering)
    qml.ops.functions.assert_valid(preparation, skip_capture=True)


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_matrix_is_the_gates_own(gate, rng):
    applied = operation(gate, rng)
    np.testing.assert_allclose(applied.matrix(), gate.matrix(applied.data), atol=1e-13)


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_decomposition_gives_the_same_matrix(gate, rng):
    applied = operation(gate, rng)
    tape = qml.tape.QuantumScript(applied.decomposition())
    np.testing.assert_allclose(
        qml.matrix(tape, wire_order=applied.wires), applied.matrix(), atol=1e-12
    )


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_eigenbasis_form_gives_the_same_matrix(gate, rng):
    applied = operation(gate, rng)
    tape = qml.tape.QuantumScript(eigenbasis_gates(applied.data, applied.wires, gate))
    np.testing.assert_allclose(
        qml.matrix(tape, wire_order=applied.wires), applied.matrix(), atol=1e-12
    )


@pytest.mark.parametrize(
    ("gate", "count"),
    [
        (paper_gate(2), 3),
        (exchange_gate(2), 3),
        (paper_gate(3), 12),
        (real_gate(3), 12),
        (exchange_gate(3), 10),
        (general_gate(3), 14),
    ],
    ids=str,
)
def test_number_of_two_qubit_gates(gate, count, rng):
    decomposition = operation(gate, rng).decomposition()
    assert sum(len(each.wires) == 2 for each in decomposition) == count
    assert all(len(each.wires) <= 2 for each in decomposition)


def test_every_gate_has_elementary_gates(rng):
    for gate in (MIXING, exchange_gate(4)):
        applied = operation(gate, rng)
        tape = qml.tape.QuantumScript(elementary_gates(applied.data, applied.wires, gate))
        assert all(len(each.wires) <= 2 for each in tape.operations)
        np.testing.assert_allclose(
            qml.matrix(tape, wire_order=applied.wires), applied.matrix(), atol=1e-12
        )


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_adjoint_undoes_the_gate(gate, rng):
    applied = operation(gate, rng)
    product = applied.adjoint().matrix() @ applied.matrix()
    np.testing.assert_allclose(product, np.eye(2**gate.n_spins), atol=1e-12)
    np.testing.assert_allclose(applied.adjoint().adjoint().matrix(), applied.matrix(), atol=1e-12)


def test_the_adjoint_of_the_adjoint_is_the_operation():
    applied = VertexGate(0.3, wires=[0, 1, 2], gate=real_gate(3))
    qml.assert_equal(applied.adjoint().adjoint(), applied)
    assert applied.adjoint().gate == real_gate(3).inverse()


@pytest.mark.parametrize("gate", ALL_GATES, ids=str)
def test_gate_commutes_with_every_spin_component(gate, rng):
    matrix = operation(gate, rng).matrix()
    for pauli in (qml.PauliX, qml.PauliY, qml.PauliZ):
        spin = qml.sum(*(pauli(wire) for wire in range(gate.n_spins)))
        spin = qml.matrix(spin, wire_order=range(gate.n_spins))
        np.testing.assert_allclose(matrix @ spin, spin @ matrix, atol=1e-12)


def test_schur_transform_orders_coupled_states():
    tree = comb_tree(3)
    matrix = SchurTransform(wires=[0, 1, 2], tree=tree).matrix()
    np.testing.assert_allclose(matrix @ schur_matrix(tree), np.eye(8), atol=1e-14)


def test_block_form_of_a_gate_between_schur_transforms():
    gate = paper_gate(3)
    angles = [0.1, 0.2, 0.3, 0.4]
    inside = np.kron(gate.blocks(angles)[1], np.eye(2))
    middle = np.eye(8, dtype=complex)
    middle[:4, :4] = inside
    schur = SchurTransform(wires=[0, 1, 2], tree=gate.in_tree)
    product = qml.prod(qml.adjoint(schur), qml.QubitUnitary(middle, wires=[0, 1, 2]), schur)
    expected = VertexGate(*angles, wires=[0, 1, 2], gate=gate).matrix()
    np.testing.assert_allclose(qml.matrix(product, wire_order=[0, 1, 2]), expected, atol=1e-13)


def test_covering_is_prepared_with_the_stated_signs():
    covering = Covering(3, ((2, 0),), (1,))

    @qml.qnode(qml.device("default.qubit", wires=3))
    def prepared():
        SingletCovering(wires=range(3), covering=covering)
        return qml.state()

    expected = np.zeros(8)
    expected[0b100], expected[0b001] = 1 / np.sqrt(2), -1 / np.sqrt(2)  # |0_2 1_0> - |1_2 0_0>
    np.testing.assert_allclose(prepared(), expected, atol=1e-14)


def test_angles_may_be_batched(rng):
    gate = general_gate(3)
    angles = rng.normal(size=(5, gate.n_angles))
    batched = VertexGate(*angles.T, wires=range(3), gate=gate)
    assert batched.batch_size == 5
    for row, matrix in zip(angles, batched.matrix(), strict=True):
        np.testing.assert_allclose(matrix, gate.matrix(row), atol=1e-13)


def test_drawings_name_the_gate():
    assert VertexGate(0.25, wires=[0, 1, 2], gate=real_gate(3)).label(decimals=2) == "real3\n(0.25)"


def test_wrong_number_of_angles_is_refused():
    with pytest.raises(ValueError, match=r"takes 4 angles.*got 1"):
        VertexGate(0.1, wires=[0, 1, 2], gate=paper_gate(3))


def test_wrong_number_of_wires_is_refused():
    with pytest.raises(ValueError, match="acts on 2 wires; got 3"):
        VertexGate(0.1, wires=[0, 1, 2], gate=paper_gate(2))
    with pytest.raises(ValueError, match="acts on 3 wires; got 2"):
        SchurTransform(wires=[0, 1], tree=comb_tree(3))
    with pytest.raises(ValueError, match="as many wires; got 1"):
        SingletCovering(wires=[0], covering=Covering(2, ((0, 1),)))


def test_schur_transform_of_larger_spins_is_refused():
    with pytest.raises(ValueError, match="must be spin 1/2"):
        SchurTransform(wires=[0, 1], tree=parse_tree("(1/2 1)"))
