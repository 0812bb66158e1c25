"""Operations there and back against products in NumPy, one operation at a time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.circuit import backwards, compile_steps, forwards
from spinnet.sector.bundles.codes import Code
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.matrices import all_matrices, gate_matrices, matrix_tables
from spinnet.sector.operations import WindowOperation
from spinnet.sector.window import window_classes

OPERATIONS = (
    WindowOperation(0, 2, (1, 0), 0, (0, 1)),
    WindowOperation(3, 3, (2, 0, 1)),
    WindowOperation(2, 3, (0, 2, 1), 1, (2, 0)),
    WindowOperation(7, 2, (1, 0)),
    WindowOperation(0, 2, (0, 1), 2, (1, 0)),
    WindowOperation(6, 3, (1, 0, 2), 3, (0, 1)),
)
NARROW = (
    WindowOperation(1, 2, (1, 0), 0, (1, 0)),
    WindowOperation(4, 2, (1, 0)),
    WindowOperation(2, 2, (0, 1), 1, (0, 1)),
    WindowOperation(7, 2, (1, 0), 2, (1, 0)),
)
BATCH = 2


@pytest.fixture(scope="module")
def basis():
    return SectorBasis(9, 1)


def unitary(rng, tables, n_operations, *, is_complex):
    """Random gates that are unitary, of each batch member."""
    angles = rng.normal(size=(BATCH, n_operations, 2))
    entries = np.exp(1j * angles) if is_complex else np.sign(angles)
    gates = jax.vmap(partial(gate_matrices, tables))(jnp.asarray(entries))
    return jax.vmap(partial(all_matrices, tables, kind=np.dtype(float)))(gates)


def class_matrices(flat, basis, width):
    classes = window_classes(width, basis.max_height)
    shape = (len(classes.members), classes.size, classes.size)
    return flat[: int(np.prod(shape))].reshape(shape)


def test_numbers_of_windows_matrices_and_gates(basis):
    _, which = matrix_tables(basis, OPERATIONS)
    steps = compile_steps(basis, OPERATIONS, which)
    # window, matrix, no other matrix, gate
    assert steps.operations.tolist() == [
        [0, 0, 0, 0], [1, 4, 0, -1], [2, 1, 0, 1], [3, 5, 0, -1], [0, 2, 0, 2], [4, 3, 0, 3]
    ]  # fmt: skip
    assert steps.work.shifts.shape[0] == 5 + 1
    assert steps.gate_operations[:, 0].tolist() == [0, 3, 1, 3, 0, 2]
    assert steps.gate_work.shifts.shape[0] == 3 + 1
    (part,) = steps.gate_work.parts
    assert part.code == Code("lanes", 3)
    np.testing.assert_array_equal(steps.gate_operations[:, 1:], steps.operations[:, 1:])


def test_windows_of_gates_and_of_moves_are_told_apart(basis):
    same = (WindowOperation(1, 2, (1, 0)), WindowOperation(1, 2, (1, 0), 0, (0, 1)))
    _, which = matrix_tables(basis, same)
    assert compile_steps(basis, same, which).operations[:, 0].tolist() == [0, 1]
    assert Window(2, 1, True) != Window(2, 1, False)


@pytest.mark.parametrize(("n_before", "n_pieces"), [(0, 0), (2, 1), (4, 2), (5, 5), (6, 6)])
def test_what_leads_to_the_start_comes_in_pieces_as_long_as_the_circuit(n_before, n_pieces, basis):
    moves = tuple(replace(one, gate=None, wires=()) for one in OPERATIONS[:n_before])
    operations = moves + OPERATIONS[n_before:]
    _, which = matrix_tables(basis, operations)
    steps = compile_steps(basis, operations, which, n_before)
    length = max(len(OPERATIONS) - n_before, 1)
    assert steps.before.shape == (n_pieces, length, 4)
    before = steps.before.reshape(-1, 4)
    every = compile_steps(basis, operations, which)
    np.testing.assert_array_equal(before[:n_before], every.operations[:n_before])
    np.testing.assert_array_equal(steps.operations, every.operations[n_before:])
    nothing = steps.work.shifts.shape[0] - 1
    assert all(row.tolist() == [nothing, 0, 0, -1] for row in np.asarray(before[n_before:]))
    assert all(int(part.counts[nothing]) == 0 for part in steps.work.parts)


@pytest.mark.parametrize(
    ("operations", "is_complex"),
    [
        pytest.param(NARROW, True, id="narrow"),
        pytest.param(OPERATIONS, False, id="real", marks=pytest.mark.slow),
        pytest.param(OPERATIONS, True, id="complex", marks=pytest.mark.slow),
    ],
)
def test_there_and_back(
    operations, is_complex, rng, basis, planes_of, numbers_of, multiplied, bundles_of
):
    tables, which = matrix_tables(basis, operations)
    steps = compile_steps(basis, operations, which)
    matrices = unitary(rng, tables, len(operations), is_complex=is_complex)
    gates = [row for row, one in enumerate(operations) if one.gate is not None]
    states = rng.normal(size=(2, BATCH, basis.dimension))
    states = states + 1j * rng.normal(size=states.shape) if is_complex else states
    first, adjoint = states
    last = jax.jit(forwards)(steps.work, steps.operations, matrices, planes_of(first))
    found, (again, undone) = jax.jit(backwards, static_argnames="n_gates")(
        steps, matrices, last, planes_of(adjoint), n_gates=len(gates)
    )
    np.testing.assert_allclose(numbers_of(again), first, atol=1e-12)
    assert all(one.dtype == np.float64 for one in found)
    overlaps = numbers_of(found)
    for member in range(BATCH):
        own = numbers_of(matrices)[member]
        products = [
            class_matrices(own[which[row]], basis, one.width) for row, one in enumerate(operations)
        ]
        behind = [first[member]]
        for one, matrix in zip(operations, products, strict=True):
            behind.append(multiplied(basis, one.width, one.start, matrix, behind[-1]))
        np.testing.assert_allclose(numbers_of(last)[member], behind[-1], atol=1e-12)
        left = adjoint[member]
        for row in reversed(range(len(operations))):
            one = operations[row]
            if row in gates:
                expected = np.zeros_like(products[row], dtype=left.dtype)
                for place, ranks in bundles_of(basis, one.width, one.start):
                    size = len(ranks)
                    pairs = np.outer(left[ranks].conj(), behind[row + 1][ranks])
                    expected[place, :size, :size] += pairs
                seen = overlaps[member, gates.index(row)]
                np.testing.assert_allclose(seen[: expected.size], expected.ravel(), atol=1e-12)
            inverse = np.conj(np.swapaxes(products[row], -1, -2))
            left = multiplied(basis, one.width, one.start, inverse, left)
        np.testing.assert_allclose(numbers_of(undone)[member], left, atol=1e-12)


def test_no_operations_leave_the_state_alone(basis, rng):
    tables, which = matrix_tables(basis, ())
    steps = compile_steps(basis, (), which)
    state = (jnp.asarray(rng.normal(size=(1, basis.dimension))),)
    matrices = (tables.moves[None],)
    (found,) = jax.jit(forwards)(steps.work, steps.operations, matrices, state)
    np.testing.assert_array_equal(found, state[0])
    (overlaps,), states = jax.jit(backwards, static_argnames="n_gates")(
        steps, matrices, state, state, n_gates=0
    )
    for (one,) in states:
        np.testing.assert_array_equal(one, state[0])
    assert overlaps.shape == (1, 0, 1)
