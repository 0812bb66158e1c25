"""Two-spin gates, singlets, and rewriting for CZ and RZZ."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import (
    exchange_structure,
    fold_angle,
    fold_rzz,
    operations_matrix,
    real_three_spin_structure,
    singlet_structure,
    three_spin_structure,
    two_spin_exchange_structure,
    two_spin_rzz_structure,
    two_spin_structure,
    with_entangler,
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


@pytest.mark.parametrize("entangler", ["cx", "cz", "rzz"])
@pytest.mark.parametrize(
    "structure",
    [two_spin_structure(), three_spin_structure("line"), exchange_structure(), singlet_structure()],
    ids=lambda structure: structure.name,
)
def test_entangler_changes_no_unitary(rng, entangler, structure):
    rewritten = with_entangler(structure, entangler)
    names = {gate.name for gate in rewritten.operations if gate.is_two_qubit}
    assert names == {entangler}
    assert rewritten.two_qubit_count == structure.two_qubit_count
    angles = rng.uniform(-4, 4, size=structure.n_params)
    np.testing.assert_allclose(rewritten.unitary(angles), structure.unitary(angles), atol=1e-13)


def test_folded_angles_stay_in_range(rng):
    structure = fold_rzz(two_spin_rzz_structure())
    values = np.concatenate([rng.uniform(-30, 30, size=200), np.arange(-8, 9) * np.pi / 2])
    slots = structure.angles(values[:, None])
    for gate in structure.operations:
        if gate.name == "rzz":
            angles = gate.angle.value(slots)
            assert angles.min() >= 0 and angles.max() <= np.pi / 2


def test_fixed_clifford_rzz_needs_no_folding():
    structure = with_entangler(real_three_spin_structure(), "rzz")
    assert fold_rzz(structure) is structure


def test_fold_angle_of_zero():
    assert [float(part) for part in fold_angle(np.array(0.0))] == [0, 0, 0, 0]


def test_unknown_entangler_is_refused():
    with pytest.raises(ValueError, match=r"must be one of .* got 'iswap'"):
        with_entangler(two_spin_structure(), "iswap")


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
