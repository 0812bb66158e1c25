"""Frames over whole circuits: same state, fewer gates."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain, named_lattice
from spinnet.circuits.ansatz import ansatz, path_ansatz, triangle_ansatz
from spinnet.circuits.synthesis import (
    PlacedStructure,
    assemble,
    choose_frames,
    structured_circuit,
    three_spin_structure,
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


@pytest.mark.parametrize(
    "options", [{"frames": False}, {"relabel": False}, {}, {"connectivity": "line"}], ids=str
)
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
    tensor = chosen.unitary(parameters).reshape((2,) * 8)
    unitary = tensor.transpose([*chosen.wire_of_site, 4, 5, 6, 7]).reshape(16, 16)
    np.testing.assert_allclose(unitary, assemble(placed, 4).unitary(parameters), atol=1e-12)


def test_links_on_a_line():
    structure = three_spin_structure("line")
    placed = [
        PlacedStructure(structure, (n, n + 1, n + 2), tuple(range(4 * n, 4 * n + 4)))
        for n in range(4)
    ]
    chosen = choose_frames(placed, 6)
    assert chosen.two_qubit_count == 4 * 11 - 2 * 2
    assert chosen.wire_of_site == tuple(range(6))
    pairs = [gate.wires for gate in chosen.operations if gate.is_two_qubit]
    assert all(abs(first - second) == 1 for first, second in pairs)
    start = choose_frames(placed[:1], 3, singlets=[(1, 0)])
    assert start.two_qubit_count == 5


def test_same_triple_twice_needs_one_frame():
    structure = three_spin_structure()
    placed = [PlacedStructure(structure, (0, 1, 2), tuple(range(4)))] * 2
    assert choose_frames(placed, 3).two_qubit_count == 3 + 3 + 3 + 3


def test_first_gate_on_a_singlet_saves_six():
    placed = [PlacedStructure(three_spin_structure(), (0, 1, 2), tuple(range(4)))]
    assert choose_frames(placed, 3, singlets=[(0, 1)]).two_qubit_count == 4
