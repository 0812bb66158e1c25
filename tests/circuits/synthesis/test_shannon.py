"""The quantum Shannon decomposition rebuilds what it is given."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import operations_matrix
from spinnet.circuits.synthesis.shannon import (
    multiplexed_operations,
    multiplexed_rotation,
    multiplexed_slots,
    rotation_slots,
)


def random_unitary(rng, size):
    matrix = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    return np.linalg.qr(matrix)[0]


@pytest.mark.parametrize(("n_selects", "n_block"), [(0, 1), (1, 1), (2, 1), (1, 2), (0, 3), (2, 0)])
def test_block_diagonal_unitaries(rng, n_selects, n_block):
    size = 2**n_block
    blocks = np.array([random_unitary(rng, size) for _ in range(2**n_selects)])
    selects, wires = tuple(range(n_selects)), tuple(range(n_selects, n_selects + n_block))
    operations, phase, n_slots = multiplexed_operations(selects, wires)
    slots = multiplexed_slots(blocks)
    assert slots.shape == (n_slots,)
    unitary = np.exp(1j * phase.value(slots))
    unitary = unitary * operations_matrix(operations, n_selects + n_block, slots)
    wanted = np.zeros_like(unitary)
    for place, block in enumerate(blocks):
        rows = slice(place * size, (place + 1) * size)
        wanted[rows, rows] = block
    np.testing.assert_allclose(unitary, wanted, atol=1e-12)


def test_identity_is_no_special_case():
    slots = multiplexed_slots(np.eye(8, dtype=complex)[None])
    operations, phase, _ = multiplexed_operations((), (0, 1, 2))
    unitary = np.exp(1j * phase.value(slots)) * operations_matrix(operations, 3, slots)
    np.testing.assert_allclose(unitary, np.eye(8), atol=1e-12)


def test_multiplexed_rotation_turns_by_the_controls(rng):
    angles = rng.normal(size=4)
    operations = multiplexed_rotation("ry", 2, (0, 1), 0)
    unitary = operations_matrix(operations, 3, rotation_slots(angles))
    for place, angle in enumerate(angles):
        rows = slice(2 * place, 2 * place + 2)
        cosine, sine = np.cos(angle / 2), np.sin(angle / 2)
        np.testing.assert_allclose(
            unitary[rows, rows], [[cosine, -sine], [sine, cosine]], atol=1e-13
        )
