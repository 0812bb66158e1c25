"""Diagonals as products of Z, against dense matrices."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import Angle, operations_matrix
from spinnet.circuits.synthesis.parities import parity_rotation, parity_weights


@pytest.mark.parametrize("n_wires", [1, 2, 4])
def test_weights_rebuild_the_diagonal(n_wires, rng):
    diagonal = rng.normal(size=2**n_wires)
    rebuilt = np.zeros(2**n_wires)
    for wires, weight in parity_weights(diagonal):
        factors = [np.array([1, -1] if wire in wires else [1, 1]) for wire in range(n_wires)]
        product = np.ones(1)
        for factor in factors:
            product = np.kron(product, factor)
        rebuilt += weight * product
    np.testing.assert_allclose(rebuilt, diagonal, atol=1e-13)


@pytest.mark.parametrize("wires", [(0,), (2, 0), (0, 1, 2)])
def test_rotation_turns_the_parity(wires):
    matrix = operations_matrix(parity_rotation(wires, Angle(0.7)), 3)
    for index in range(8):
        parity = sum(index >> (2 - wire) & 1 for wire in wires) % 2
        assert matrix[index, index] == pytest.approx(np.exp(0.35j * (2 * parity - 1)))
