"""The paper's circuits, gate for gate."""

from __future__ import annotations

import pytest

from hamiltonians import named_lattice
from spinnet.circuits import paper, paper_gate


def test_five_blocks_on_twenty_sites_have_four_hundred_angles():
    circuit = paper.chain_circuit(named_lattice("triangular-chain-20"), blocks=5)
    assert (circuit.n_gates, circuit.n_params, circuit.gates) == (100, 400, (paper_gate(3),))
    assert [p.sites for p in circuit.placements[:2]] == [(0, 1, 2), (1, 2, 3)]
    assert circuit.placements[19].sites == (19, 0, 1)
    assert circuit.initial.pairs == tuple((i, i + 1) for i in range(0, 20, 2))


def test_pair_blocks_are_even_odd_and_next_neighbours():
    circuit = paper.chain_circuit(named_lattice("ring-6"), blocks=2, gate_spins=2)
    assert [p.sites for p in circuit.placements[:12]] == [
        (0, 1), (2, 3), (4, 5), (1, 2), (3, 4), (5, 0),
        (0, 2), (1, 3), (2, 4), (3, 5), (4, 0), (5, 1),
    ]  # fmt: skip
    assert circuit.n_params == 24


def test_twenty_four_kagome_blocks_have_1152_angles():
    lattice = named_lattice("kagome-18-sheared")
    circuit = paper.kagome_circuit(lattice, blocks=24)
    assert circuit.n_params == 1152
    kinds = {triangle.sites: triangle.kind for triangle in lattice.triangles}
    assert [kinds[p.sites] for p in circuit.placements[:12]] == ["up"] * 6 + ["down"] * 6
    assert set(circuit.initial.pairs) <= set(lattice.edges)


def test_the_lattice_decides_which_circuit():
    kagome, ring = named_lattice("kagome-12"), named_lattice("ring-8")
    assert paper.paper_circuit(kagome, blocks=1) == paper.kagome_circuit(kagome, blocks=1)
    assert paper.paper_circuit(ring, blocks=2) == paper.chain_circuit(ring, blocks=2)


def test_lattices_and_numbers_the_paper_does_not_have_are_refused():
    with pytest.raises(ValueError, match="needs a ring of at least 6 sites, an even number"):
        paper.chain_circuit(named_lattice("ring-7"), blocks=1)
    with pytest.raises(ValueError, match="triples need a chain"):
        paper.chain_circuit(named_lattice("triangular-12"), blocks=1)
    with pytest.raises(ValueError, match="gate_spins must be 2 or 3; got 4"):
        paper.chain_circuit(named_lattice("ring-6"), blocks=1, gate_spins=4)
    with pytest.raises(ValueError, match="needs up and down triangles"):
        paper.kagome_circuit(named_lattice("ring-6"), blocks=1)
    with pytest.raises(ValueError, match="blocks must be at least 1; got 0"):
        paper.paper_circuit(named_lattice("ring-6"), blocks=0)
