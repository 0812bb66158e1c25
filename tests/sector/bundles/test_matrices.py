"""The matrices of a circuit's operations against tables made for each of them by itself."""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.matrices import all_matrices, gate_matrices, matrix_tables, received
from spinnet.sector.gate_table import gate_table
from spinnet.sector.operations import WindowOperation
from spinnet.sector.window import permutation_table

BASIS = SectorBasis(8, 2)
OPERATIONS = (
    WindowOperation(0, 2, (1, 0)),
    WindowOperation(1, 3, (2, 0, 1), 0, (2, 0)),
    WindowOperation(4, 3, (0, 2, 1), 1, (1, 2, 0)),
    WindowOperation(2, 3, (2, 1, 0)),
    WindowOperation(3, 2, (1, 0), 2, (0, 1)),
    WindowOperation(5, 2, (1, 0)),
    WindowOperation(0, 3, (0, 1, 2), 3, (1, 2)),
)
GATES = [1, 2, 4, 6]
N_ENTRIES = 5


def random_entries(rng, *, is_complex):
    found = rng.normal(size=(len(OPERATIONS), N_ENTRIES))
    return found + 1j * rng.normal(size=found.shape) if is_complex else found


def by_itself(operation, entries):
    """The class matrices of a gate, from a table for it alone."""
    table = gate_table(operation.width, BASIS.max_height, operation.wires, operation.after)
    return np.tensordot(entries[: len(table)], table, 1)


@pytest.mark.parametrize("is_complex", [False, True])
def test_matrices_are_their_tables_contracted_with_entries(is_complex, rng, numbers_of):
    tables, which = matrix_tables(BASIS, OPERATIONS)
    entries = random_entries(rng, is_complex=is_complex)
    planes = gate_matrices(tables, jnp.asarray(entries))
    assert len(planes) == 1 + is_complex
    found = numbers_of(planes)
    for row in GATES:
        expected = by_itself(OPERATIONS[row], entries[row]).ravel()
        np.testing.assert_allclose(found[which[row], : len(expected)], expected, atol=1e-13)
        np.testing.assert_array_equal(found[which[row], len(expected) :], 0)


def test_gates_come_first_and_equal_moves_share_a_matrix(rng, numbers_of):
    tables, which = matrix_tables(BASIS, OPERATIONS)
    assert which.tolist() == [4, 0, 1, 5, 2, 4, 3]
    assert sorted(kind.table.shape[0] for kind in tables.kinds) == [2, 2, 5]
    gates = gate_matrices(tables, jnp.asarray(random_entries(rng, is_complex=True)))
    found = all_matrices(tables, gates, np.dtype(np.float32))
    assert [plane.dtype for plane in found] == [np.float32] * 2
    every = numbers_of(found)
    np.testing.assert_allclose(every[:4], numbers_of(gates), rtol=1e-6)
    for row in (0, 3, 5):
        one = OPERATIONS[row]
        expected = permutation_table(one.width, BASIS.max_height, one.after).ravel()
        np.testing.assert_allclose(every[which[row], : len(expected)], expected, atol=1e-7)
        np.testing.assert_array_equal(every[which[row], len(expected) :], 0)


def test_gates_of_one_entry_per_block_are_diagonal_in_the_spin_of_their_wires():
    """Ones on all blocks are the identity, then the permutation that follows."""
    tables, which = matrix_tables(BASIS, OPERATIONS[1:2])
    (found,) = gate_matrices(tables, jnp.ones((1, 2)))
    expected = permutation_table(3, BASIS.max_height, OPERATIONS[1].after)
    np.testing.assert_allclose(found[which[0]], expected.ravel(), atol=1e-13)


@pytest.mark.parametrize("is_complex", [False, True])
def test_overlaps_in_front_are_those_behind_times_the_inverse(
    is_complex, rng, planes_of, numbers_of
):
    """Sums over random pairs of columns: the state in front is the inverse gate's."""
    tables, which = matrix_tables(BASIS, OPERATIONS)
    gates = gate_matrices(tables, jnp.asarray(random_entries(rng, is_complex=is_complex)))
    shape = gates[0].shape
    behind = rng.normal(size=shape) + (1j * rng.normal(size=shape) if is_complex else 0)
    found = numbers_of(received(tables, gates, planes_of(behind)))
    for row in GATES:
        one = OPERATIONS[row]
        sizes = permutation_table(one.width, BASIS.max_height, one.after).shape
        n_places = math.prod(sizes)
        matrix = numbers_of(gates)[which[row], :n_places].reshape(sizes)
        own = behind[which[row], :n_places].reshape(sizes)
        expected = np.einsum("kac,kcb->kab", own, matrix.conj()).ravel()
        np.testing.assert_allclose(found[which[row], :n_places], expected, atol=1e-13)


def test_moves_alone_and_nothing_at_all():
    tables, which = matrix_tables(BASIS, OPERATIONS[:1])
    assert which.tolist() == [0] and not tables.kinds
    (found,) = all_matrices(tables, gate_matrices(tables, jnp.ones((1, 1))), np.dtype(float))
    expected = permutation_table(2, BASIS.max_height, (1, 0)).ravel()
    np.testing.assert_array_equal(found, expected[None])
    empty, which = matrix_tables(BASIS, ())
    assert (empty.moves.shape, empty.like.shape, which.shape) == ((0, 1), (0, 1), (0,))
