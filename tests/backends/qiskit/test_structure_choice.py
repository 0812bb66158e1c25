from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from spinnet.backends.qiskit.structure_choice import (
    affine_structure,
    cheapest_structure,
    structures_of_circuit,
    with_separate_angles,
)
from spinnet.circuits import exchange_gate, general_gate, paper_gate, real_gate
from tests.backends.qiskit.dense_route import dense_state

GATES = [paper_gate(2), paper_gate(3), real_gate(3), exchange_gate(3), general_gate(4)]


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
@pytest.mark.parametrize("vertex", GATES, ids=str)
def test_cheapest_structure_is_the_gate(vertex, connectivity, rng):
    angles = rng.uniform(-3, 3, vertex.n_angles)
    structure = cheapest_structure(vertex, connectivity)
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-10)


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
@pytest.mark.parametrize("vertex", GATES, ids=str)
def test_affine_structure_is_the_gate(vertex, connectivity, rng):
    angles = rng.uniform(-3, 3, vertex.n_angles)
    structure = affine_structure(vertex, connectivity)
    assert structure.is_affine
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-10)


def test_separate_angles_mean_the_same_state(circuit, rng):
    parameters = rng.uniform(-3, 3, circuit.n_params)
    reads = [index for gate in circuit.placements for index in gate.parameters]
    separate = with_separate_angles(circuit)
    np.testing.assert_array_equal(
        dense_state(separate, parameters[reads]), dense_state(circuit, parameters)
    )


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
def test_structures_of_a_circuit_prepare_its_state(circuit, connectivity, rng):
    angles = rng.uniform(-3, 3, sum(gate.gate.n_angles for gate in circuit.placements))
    structured = structures_of_circuit(circuit, connectivity)
    state = structured.unitary(angles)[:, 0].reshape((2,) * circuit.n_sites)
    on_sites = state.transpose(structured.wire_of_site).reshape(-1)
    expected = dense_state(with_separate_angles(circuit), angles)
    np.testing.assert_allclose(on_sites, expected, atol=1e-10)
