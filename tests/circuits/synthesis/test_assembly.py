"""Structures put together in one circuit."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import PlacedStructure, assemble, two_spin_structure


def test_angles_of_a_circuit_are_those_of_its_structures(rng):
    structure = two_spin_structure()
    placed = [PlacedStructure(structure, (0, 1), (1,)), PlacedStructure(structure, (2, 1), (0,))]
    circuit = assemble(placed, 3)
    parameters = rng.normal(size=(5, 2))
    assert circuit.n_slots == 2
    np.testing.assert_allclose(circuit.angles(parameters), parameters[:, ::-1])


def test_cancelling_keeps_the_unitary(rng):
    structure = two_spin_structure()
    placed = [PlacedStructure(structure, (0, 1), (0,)), PlacedStructure(structure, (1, 0), (1,))]
    parameters = rng.normal(size=2)
    short, full = assemble(placed, 2), assemble(placed, 2, cancel=False)
    assert len(short.operations) <= len(full.operations)
    np.testing.assert_allclose(short.unitary(parameters), full.unitary(parameters), atol=1e-13)
    projected = structure.unitary([parameters.sum()])
    np.testing.assert_allclose(short.unitary(parameters), projected, atol=1e-13)


def test_an_empty_circuit_is_the_identity():
    np.testing.assert_allclose(assemble([], 2).unitary(np.zeros(0)), np.eye(4))


def test_bad_placements_are_refused():
    with pytest.raises(ValueError, match="2 different numbers"):
        PlacedStructure(two_spin_structure(), (1, 1), (0,))
    with pytest.raises(ValueError, match="1 indices"):
        PlacedStructure(two_spin_structure(), (0, 1), ())
    with pytest.raises(ValueError, match="below n_wires = 2"):
        assemble([PlacedStructure(two_spin_structure(), (1, 2), (0,))], 2)
