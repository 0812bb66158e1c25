"""Rewriting for CZ and RZZ."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import (
    exchange_structure,
    fold_angle,
    fold_rzz,
    real_three_spin_structure,
    singlet_structure,
    three_spin_structure,
    two_spin_rzz_structure,
    two_spin_structure,
    with_entangler,
)


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
        if gate.name == "rzz" and gate.angle is not None:
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
