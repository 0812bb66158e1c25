"""First gates on singlets that cover them: the same states with fewer gates."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    exchange_gate,
    general_gate,
    real_gate,
)
from spinnet.circuits.synthesis import operations_matrix, structure_of, structured_circuit
from spinnet.circuits.synthesis.covered_start import covered_start_structure
from spinnet.circuits.synthesis.two_spin import singlet_structure

PAIRS_OF_FOUR = [((0, 1), (2, 3)), ((3, 0), (1, 2)), ((2, 0), (3, 1))]


def singlets(pairs, n_wires):
    gates = [gate.placed(pair) for pair in pairs for gate in singlet_structure().operations]
    return operations_matrix(gates, n_wires)[:, 0]


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
@pytest.mark.parametrize("pairs", PAIRS_OF_FOUR, ids=str)
@pytest.mark.parametrize("gate", [general_gate(4), real_gate(4), exchange_gate(4)], ids=str)
def test_four_spins_in_two_singlets(gate, pairs, connectivity, rng):
    structure = covered_start_structure(structure_of(gate, connectivity), pairs)
    assert structure.two_qubit_count == (6 if connectivity == "line" else 5)
    for angles in (rng.uniform(-4, 4, gate.n_angles), np.zeros(gate.n_angles)):
        wanted = gate.matrix(angles) @ singlets(pairs, 4)
        np.testing.assert_allclose(structure.unitary(angles)[:, 0], wanted, atol=1e-12)


@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
def test_circuits_use_them_and_prepare_the_same_state(connectivity, rng):
    circuit = ansatz(chain(6), [(0, 1, 2, 3), (4, 5), (2, 3, 4, 5)], layers=1, gates="complex")
    assert circuit.initial.pairs == ((0, 1), (2, 3), (4, 5))
    angles = rng.uniform(-3, 3, circuit.n_params)
    short = structured_circuit(circuit, connectivity)
    plain = structured_circuit(circuit, connectivity, frames=False)
    expected = plain.unitary(angles)[:, 0]
    np.testing.assert_allclose(short.unitary(angles)[:, 0], expected, atol=1e-12)
    assert short.two_qubit_count <= (5 + 4 + 33 if connectivity == "all-to-all" else 6 + 4 + 45)


def test_touched_singlets_are_left_to_themselves(rng):
    """After a gate between its pairs a gate on four sites is a gate like any other."""
    placements = (
        Placement(general_gate(2), (1, 2), (0,)),
        Placement(real_gate(4), (0, 1, 2, 3), (1, 2, 3, 4)),
    )
    circuit = Circuit(4, SingletCovering(4, ((0, 1), (2, 3))), placements, 5)
    angles = rng.uniform(-3, 3, 5)
    short, plain = structured_circuit(circuit), structured_circuit(circuit, frames=False)
    assert short.two_qubit_count == plain.two_qubit_count
    np.testing.assert_allclose(short.unitary(angles), plain.unitary(angles), atol=1e-12)


def test_pairs_that_do_not_cover_are_refused():
    with pytest.raises(ValueError, match="must cover 4 wires"):
        covered_start_structure(structure_of(general_gate(4)), ((0, 1),))
    with pytest.raises(ValueError, match="must cover 4 wires"):
        covered_start_structure(structure_of(real_gate(3)), ((0, 1),))
