"""Placements and circuits: what they count, print and refuse."""

from __future__ import annotations

import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    check_sizes,
    general_gate,
    paper_gate,
    real_gate,
)

PAIRS = SingletCovering(4, ((0, 1), (2, 3)))


def two_gates():
    first = Placement(real_gate(3), (0, 1, 2), (0,), 0)
    second = Placement(paper_gate(2), (3, 0), (1,), 1)
    return Circuit(4, PAIRS, (first, second), 2)


def test_counts():
    circuit = two_gates()
    assert (circuit.n_gates, circuit.n_layers, circuit.n_params, circuit.depth) == (2, 2, 2, 2)
    assert circuit.two_total == 0
    assert circuit.gates == (real_gate(3), paper_gate(2))


def test_gates_on_other_sites_share_a_time_step():
    gate = paper_gate(2)
    placements = (Placement(gate, (0, 1), (0,)), Placement(gate, (2, 3), (1,)))
    assert Circuit(4, PAIRS, placements, 2).depth == 1


def test_a_circuit_is_real_if_every_gate_is():
    assert not two_gates().is_real
    assert Circuit(4, PAIRS, two_gates().placements[:1], 1).is_real


def test_no_gates_are_a_circuit():
    circuit = Circuit(4, PAIRS, (), 0)
    assert (circuit.n_gates, circuit.n_layers, circuit.depth) == (0, 0, 0)
    assert circuit.is_real and "no gates" in str(circuit)


def test_circuits_are_values_and_print_readably():
    assert two_gates() == two_gates() and hash(two_gates()) == hash(two_gates())
    text = str(two_gates())
    assert "4 sites, total spin 0: 2 gates in 2 layers (depth 2), 2 parameters" in text
    assert "(0 1) (2 3)" in text
    one = Circuit(4, PAIRS, (Placement(paper_gate(2), (1, 2), (0,)),), 1)
    assert "1 gate in 1 layer (depth 1), 1 parameter\n" in str(one)
    odd = Circuit(3, SingletCovering(3, ((0, 2),), (1,)), (), 0)
    assert "total spin 1/2" in str(odd)


def test_wrong_placements_are_refused():
    with pytest.raises(ValueError, match=r"\(0, 1, 0\).*distinct; got site 0 2 times"):
        Placement(real_gate(3), (0, 1, 0), (0,))
    with pytest.raises(ValueError, match=r"acts on 3 sites; got \(0, 1\)"):
        Placement(real_gate(3), (0, 1), (0,))
    with pytest.raises(ValueError, match="takes 4 parameters; got 1"):
        Placement(general_gate(3), (0, 1, 2), (0,))


def test_wrong_circuits_are_refused():
    placement = Placement(paper_gate(2), (2, 4), (0,))
    with pytest.raises(ValueError, match="covers 4 sites; the circuit has n_sites = 5"):
        Circuit(5, PAIRS, (placement,), 1)
    with pytest.raises(ValueError, match=r"on sites \(2, 4\); the circuit has sites 0 to 3"):
        Circuit(4, PAIRS, (placement,), 1)
    unused = Placement(paper_gate(2), (0, 1), (1,))
    with pytest.raises(ValueError, match="each of the parameters 0 to 1; they use 1"):
        Circuit(4, PAIRS, (unused,), 2)


def test_models_on_other_sites_are_refused():
    check_sizes(two_gates(), heisenberg(named_lattice("ring-4")))
    with pytest.raises(ValueError, match="same number of sites; got 4 and 6"):
        check_sizes(two_gates(), heisenberg(named_lattice("ring-6")))
