"""The quantum Shannon decomposition rebuilds what it is given."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import block_diag

from spinnet.circuits.synthesis import operations_matrix
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots


def random_unitary(rng, size):
    matrix = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    return np.linalg.qr(matrix)[0]


FREE = [(0, 1), (1, 1), (2, 1), (1, 2), (0, 3), (2, 0), (0, 4), (2, 2)]
CASES = [(*sizes, "all-to-all") for sizes in FREE]
CASES += [(n_selects, n_block, "line") for n_selects, n_block in ((1, 2), (2, 2), (0, 3), (0, 4))]


def rebuilt(blocks, n_selects, connectivity):
    """The unitary of the structure, its rows and columns in the order of selects, then wires."""
    n_wires = n_selects + blocks.shape[-1].bit_length() - 1
    wires = tuple(range(n_wires))
    made = multiplexed_operations(wires[:n_selects], wires[n_selects:], connectivity=connectivity)
    slots = multiplexed_slots(blocks, connectivity)
    assert slots.shape == (made.end,)
    if connectivity == "line":
        pairs = [gate.wires for gate in made.operations if gate.is_two_qubit]
        assert all(abs(first - second) == 1 for first, second in pairs)
    unitary = np.exp(1j * made.phase.value(slots))
    unitary = unitary * operations_matrix(made.operations, n_wires, slots)
    tensor = unitary.reshape((2,) * n_wires + (2**n_wires,))
    return tensor.transpose([*made.selects, *made.wires, n_wires]).reshape(unitary.shape)


@pytest.mark.parametrize(("n_selects", "n_block", "connectivity"), CASES)
def test_block_diagonal_unitaries(rng, n_selects, n_block, connectivity):
    blocks = np.array([random_unitary(rng, 2**n_block) for _ in range(2**n_selects)])
    unitary = rebuilt(blocks, n_selects, connectivity)
    np.testing.assert_allclose(unitary, block_diag(*blocks), atol=1e-12)


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
def test_identity_is_no_special_case(connectivity):
    unitary = rebuilt(np.eye(8, dtype=complex)[None], 0, connectivity)
    np.testing.assert_allclose(unitary, np.eye(8), atol=1e-12)


def test_counts_of_plain_unitaries():
    def count(n_wires, connectivity):
        made = multiplexed_operations((), tuple(range(n_wires)), connectivity=connectivity)
        return sum(gate.is_two_qubit for gate in made.operations)

    assert [count(n, "all-to-all") for n in (2, 3, 4)] == [3, 20, 100]
    assert [count(n, "line") for n in (2, 3, 4)] == [3, 26, 140]
