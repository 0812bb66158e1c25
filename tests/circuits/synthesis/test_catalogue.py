"""Every vertex gate finds its structure."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.gate_families import exchange_gate, general_gate, paper_gate, real_gate
from spinnet.circuits.synthesis import structure_of


@pytest.mark.parametrize(
    "gate",
    [
        paper_gate(2),
        paper_gate(3),
        real_gate(3),
        exchange_gate(2),
        exchange_gate(3),
        general_gate(3),
        general_gate(4),
        real_gate(4),
    ],
    ids=lambda gate: gate.name,
)
def test_structure_of_every_gate(rng, gate):
    structure = structure_of(gate)
    angles = rng.uniform(-4, 4, size=gate.n_angles)
    np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-12)


@pytest.mark.parametrize(
    "gate", [paper_gate(2), paper_gate(3), general_gate(3), exchange_gate(4)], ids=str
)
def test_affine_structure_of_every_gate(rng, gate):
    structure = structure_of(gate, affine=True)
    angles = rng.uniform(-4, 4, size=gate.n_angles)
    assert structure.is_affine
    np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-12)


@pytest.mark.parametrize("gate", [paper_gate(2), exchange_gate(2), paper_gate(3)], ids=str)
def test_native_rzz_of_every_gate(rng, gate):
    structure = structure_of(gate, native_rzz=True)
    names = [each.name for each in structure.operations if each.is_two_qubit]
    assert (names == 3 * ["rzz"]) == (gate.n_spins == 2)
    angles = rng.uniform(-9, 9, size=gate.n_angles)
    np.testing.assert_allclose(structure.unitary(angles), gate.matrix(angles), atol=1e-12)


def test_structures_that_are_not_known_are_refused():
    with pytest.raises(ValueError, match="no structure on a line"):
        structure_of(exchange_gate(6), "line")
