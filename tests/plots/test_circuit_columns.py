"""Packing gates: order kept, nothing overlaps, nothing lost."""

from __future__ import annotations

import itertools

import pytest

from hamiltonians import chain, named_lattice
from spinnet.circuits import bond_ansatz, triangle_ansatz
from spinnet.plots.circuit_columns import cup_depths, gate_colours, pack_columns, start_width

CIRCUITS = {
    "chain": bond_ansatz(chain(12), layers=3),
    "kagome": triangle_ansatz(named_lattice("kagome-12"), layers=2),
}


@pytest.mark.parametrize("name", CIRCUITS)
def test_gates_on_a_common_site_keep_their_order(name):
    packed = pack_columns(CIRCUITS[name], None, 1000)
    numbered = list(zip(packed.placements, packed.columns, strict=True))
    for (first, column), (second, later) in itertools.combinations(numbered, 2):
        if set(first.sites) & set(second.sites):
            assert column < later


@pytest.mark.parametrize("name", CIRCUITS)
def test_gates_in_a_column_do_not_reach_over_each_other(name):
    packed = pack_columns(CIRCUITS[name], None, 1000)
    numbered = list(zip(packed.placements, packed.columns, strict=True))
    for (first, column), (second, other) in itertools.combinations(numbered, 2):
        if column == other:
            apart = max(first.sites) < min(second.sites) or max(second.sites) < min(first.sites)
            assert apart


def test_a_brick_wall_packs_into_two_columns_a_layer():
    packed = pack_columns(CIRCUITS["chain"], None, 1000)
    assert packed.n_columns == 6
    assert packed.layers == ((0, 0, 2), (1, 2, 4), (2, 4, 6))
    assert packed.n_left_out == 0


def test_what_does_not_fit_is_counted():
    circuit = CIRCUITS["chain"]
    by_number = pack_columns(circuit, 7, 1000)
    assert (len(by_number.placements), by_number.n_left_out) == (7, circuit.n_gates - 7)
    by_width = pack_columns(circuit, None, 3)
    assert by_width.n_columns == 3
    assert len(by_width.placements) + by_width.n_left_out == circuit.n_gates
    assert by_width.placements == circuit.placements[: len(by_width.placements)]


def test_less_than_one_gate_is_refused():
    with pytest.raises(ValueError, match="max_gates must be at least 1, or None; got 0"):
        pack_columns(CIRCUITS["chain"], 0, 10)


def test_families_have_their_own_colours_and_sizes_their_own_shades():
    gates = (*CIRCUITS["chain"].gates, *CIRCUITS["kagome"].gates)
    colours = gate_colours(gates)
    assert len(set(colours.values())) == len(gates)


def test_overlapping_arcs_are_on_different_levels():
    assert cup_depths([(0, 1), (2, 3)]) == (0, 0)
    assert cup_depths([(0, 3), (1, 2)]) == (1, 0)
    assert len(set(cup_depths([(0, 2), (1, 3)]))) == 2
    assert start_width(()) < start_width((0, 1))
