"""Frames over whole circuits: same state, fewer gates."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain, named_lattice
from spinnet.circuits.ansatz import ansatz, path_ansatz, triangle_ansatz
from spinnet.circuits.gate_families import exchange_gate, general_gate, paper_gate, real_gate
from spinnet.circuits.synthesis import (
    CircuitCost,
    PlacedStructure,
    assemble,
    choose_frames,
    circuit_cost,
    shots_for_precision,
    structure_of,
    structured_circuit,
    three_spin_structure,
    two_spin_structure,
)
from spinnet.circuits.synthesis.matrices import apply_matrix, gate_matrix


def prepared_state(structured, parameters):
    """Run the operations from state 0 and put the sites back in order."""
    n_wires = structured.n_wires
    state = np.zeros((2,) * n_wires, dtype=complex)
    state[(0,) * n_wires] = 1
    slots = structured.angles(parameters)
    for gate in structured.operations:
        angle = None if gate.angle is None else float(gate.angle.value(slots))
        state = apply_matrix(gate_matrix(gate.name, angle), gate.wires, state)
    state = np.exp(1j * structured.phase.value(slots)) * state
    return state.transpose(structured.wire_of_site)


def reference_state(circuit, parameters):
    """Multiply the plain gate matrices onto the singlet covering."""
    state = np.zeros((2,) * circuit.n_sites, dtype=complex)
    state[(0,) * circuit.n_sites] = 1
    raising = np.array([[0, 0], [1, 0]], dtype=complex)
    for first, second in circuit.initial.pairs:
        raised = [apply_matrix(raising, (site,), state) for site in (second, first)]
        state = (raised[0] - raised[1]) / np.sqrt(2)
    for item in circuit.placements:
        angles = np.asarray(parameters)[list(item.parameters)]
        state = apply_matrix(item.gate.matrix(angles), item.sites, state)
    return state


CIRCUITS = {
    "ring of 6, complex": path_ansatz(chain(6, periodic=True), layers=2, gates="complex"),
    "ring of 6, real": path_ansatz(chain(6, periodic=True), layers=2),
    "ring of 6, exchange": path_ansatz(chain(6, periodic=True), layers=2, gates="exchange"),
    "open chain of 7": path_ansatz(chain(7), layers=2, gates="complex"),
    "same triples": ansatz(chain(4), [(0, 1, 2), (2, 1, 0), (1, 2, 3)], layers=2, gates="complex"),
    "bonds between": ansatz(
        chain(5), [(0, 1, 2), (1, 2), (1, 2, 3), (3, 2, 4)], layers=2, gates="complex"
    ),
    "kagome-12": triangle_ansatz(named_lattice("kagome-12"), layers=2),
}


@pytest.mark.parametrize("options", [{"frames": False}, {"relabel": False}, {}], ids=str)
@pytest.mark.parametrize("name", CIRCUITS)
def test_chosen_frames_keep_the_state(rng, name, options):
    circuit = CIRCUITS[name]
    parameters = rng.uniform(-3, 3, size=circuit.n_params)
    structured = structured_circuit(circuit, **options)
    assert sorted(structured.wire_of_site) == list(range(circuit.n_sites))
    np.testing.assert_allclose(
        prepared_state(structured, parameters), reference_state(circuit, parameters), atol=1e-12
    )


def test_each_link_saves_two_gates():
    structure = three_spin_structure()
    triples = [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5)]
    placed = [
        PlacedStructure(structure, sites, tuple(range(4 * n, 4 * n + 4)))
        for n, sites in enumerate(triples)
    ]
    assert assemble(placed, 6).two_qubit_count == 4 * 9
    assert choose_frames(placed, 6).two_qubit_count == 4 * 9 - 3 * 2
    assert choose_frames(placed, 6, relabel=False).two_qubit_count == 4 * 9 - 2 * 2


def test_chosen_frames_keep_the_unitary(rng):
    structure = three_spin_structure()
    triples = [(0, 1, 2), (1, 2, 3), (3, 1, 2), (0, 1, 3)]
    placed = [
        PlacedStructure(structure, sites, tuple(range(4 * n, 4 * n + 4)))
        for n, sites in enumerate(triples)
    ]
    parameters = rng.uniform(-3, 3, size=16)
    chosen = choose_frames(placed, 4)
    unitary = chosen.unitary(parameters).reshape((2,) * 8)
    unitary = unitary.transpose([*chosen.wire_of_site, 4, 5, 6, 7]).reshape(16, 16)
    np.testing.assert_allclose(unitary, assemble(placed, 4).unitary(parameters), atol=1e-12)


def test_same_triple_twice_needs_one_frame():
    structure = three_spin_structure()
    placed = [PlacedStructure(structure, (0, 1, 2), tuple(range(4)))] * 2
    assert choose_frames(placed, 3).two_qubit_count == 3 + 3 + 3 + 3


def test_first_gate_on_a_singlet_saves_six():
    placed = [PlacedStructure(three_spin_structure(), (0, 1, 2), tuple(range(4)))]
    assert choose_frames(placed, 3, singlets=[(0, 1)]).two_qubit_count == 4


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


def test_structures_that_are_not_known_are_refused():
    with pytest.raises(ValueError, match="affine structures are known for"):
        structure_of(real_gate(3), affine=True)
    with pytest.raises(ValueError, match="no structure on a line"):
        structure_of(general_gate(4), "line")


def test_cost_counts_depth_and_runs():
    placed = [
        PlacedStructure(two_spin_structure(), sites, (0,)) for sites in ((0, 1), (2, 3), (1, 2))
    ]
    cost = circuit_cost(assemble(placed, 4).operations)
    assert isinstance(cost, CircuitCost)
    assert (cost.two_qubit_gates, cost.two_qubit_depth) == (9, 6)
    assert circuit_cost(()).two_qubit_depth == 0


def test_shots():
    assert shots_for_precision(4.0, 0.1) == 400
    with pytest.raises(ValueError, match="precision above 0"):
        shots_for_precision(1.0, 0.0)


def test_bad_placements_are_refused():
    with pytest.raises(ValueError, match="2 different numbers"):
        PlacedStructure(two_spin_structure(), (1, 1), (0,))
    with pytest.raises(ValueError, match="1 indices"):
        PlacedStructure(two_spin_structure(), (0, 1), ())
    with pytest.raises(ValueError, match="below n_wires = 2"):
        assemble([PlacedStructure(two_spin_structure(), (1, 2), (0,))], 2)
