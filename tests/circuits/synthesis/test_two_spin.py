"""Two-spin gates and singlets."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import (
    fold_rzz,
    operations_matrix,
    singlet_structure,
    two_spin_exchange_structure,
    two_spin_rzz_structure,
    two_spin_structure,
)

SINGLET = np.array([0, 1, -1, 0]) / np.sqrt(2)
ANGLES = (0.0, np.pi, -np.pi, 2 * np.pi, 3 * np.pi, 4 * np.pi, np.pi / 2, 1e-9, 1.3, -11.7, 23.1)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize(
    "structure",
    [two_spin_structure(), two_spin_rzz_structure(), fold_rzz(two_spin_rzz_structure())],
)
def test_two_spin_gate(angle, structure):
    projector = np.outer(SINGLET, SINGLET)
    wanted = np.eye(4) + (np.exp(1j * angle) - 1) * projector
    np.testing.assert_allclose(structure.unitary([angle]), wanted, atol=1e-13)
    assert structure.two_qubit_count == 3


def test_two_spin_exchange_gate():
    swap = np.eye(4)[[0, 2, 1, 3]]
    wanted = np.exp(0.7j) * (np.cos(0.7) * np.eye(4) - 1j * np.sin(0.7) * swap)
    np.testing.assert_allclose(two_spin_exchange_structure().unitary([0.7]), wanted, atol=1e-14)


def test_singlet_has_the_right_sign():
    assert singlet_structure().two_qubit_count == 1
    np.testing.assert_allclose(singlet_structure().unitary([])[:, 0], SINGLET, atol=1e-15)


def test_affine_map_reproduces_the_gate():
    structure = two_spin_structure()
    matrix, offset = structure.affine_map()
    angles = iter(matrix @ [0.8] + offset)
    fixed = [
        gate
        if gate.angle is None
        else type(gate)(gate.name, gate.wires, type(gate.angle)(next(angles)))
        for gate in structure.operations
    ]
    phase = np.exp(1j * structure.phase.value(np.array([0.8])))
    np.testing.assert_allclose(phase * operations_matrix(fixed, 2), structure.unitary([0.8]))
