"""Pictures of circuits: wires, singlets, gates, and a statement when gates are left out."""

from __future__ import annotations

import pytest

from hamiltonians import chain, named_lattice
from spinnet.circuits import (
    Circuit,
    ansatz,
    bond_ansatz,
    paper,
    singlet_covering,
    triangle_ansatz,
)
from spinnet.plots import plot_circuit, plot_circuit_network
from spinnet.plots.circuit_network import clear_height

KAGOME = triangle_ansatz(named_lattice("kagome-12"), layers=2)
DRAW = (plot_circuit, plot_circuit_network)


def with_gid(figure, start):
    return [item for item in figure.axes[0].get_children() if str(item.get_gid()).startswith(start)]


def texts(figure):
    return [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]


def test_every_gate_has_a_node_on_each_of_its_sites():
    figure = plot_circuit(KAGOME)
    assert len(with_gid(figure, "gate-node")) == 3 * KAGOME.n_gates


def test_every_gate_is_a_vertex_between_two_trees():
    figure = plot_circuit_network(KAGOME)
    assert len(with_gid(figure, "vertex")) == KAGOME.n_gates
    assert len(with_gid(figure, "coupling")) == 4 * KAGOME.n_gates
    assert len(with_gid(figure, "line")) == 9 * KAGOME.n_gates
    assert len(with_gid(figure, "arrow")) == KAGOME.n_sites


@pytest.mark.parametrize("draw", DRAW)
def test_start_sites_layers_and_families_are_shown(draw):
    figure = draw(KAGOME)
    assert len(with_gid(figure, "singlet-")) == 6
    assert {*map(str, range(12)), "layer 0", "layer 1"} <= set(texts(figure))
    assert "real3: 3 spins, 1 angle, real" in [t.get_text() for t in figure.legends[0].texts]
    assert "12 sites, total spin 0, 16 gates, 16 parameters" in texts(figure)


@pytest.mark.parametrize("draw", DRAW)
def test_single_spins_are_arrows(draw):
    circuit = bond_ansatz(chain(7), layers=1, two_total=3)
    arrows = [text.get_gid() for text in draw(circuit).axes[0].texts if text.get_gid()]
    assert sorted(arrows) == [f"up-{site}" for site in circuit.initial.singles]


@pytest.mark.parametrize("draw", DRAW)
def test_long_circuits_say_what_is_left_out(draw):
    lattice = named_lattice("triangular-chain-20")
    circuit = paper.chain_circuit(lattice, blocks=5, gate_spins=3)
    assert any("gates are shown" in text for text in texts(draw(circuit)))
    short = draw(circuit, max_gates=4)
    assert any("the first 4 gates are shown" in text for text in texts(short))


@pytest.mark.parametrize("draw", DRAW)
def test_a_circuit_without_gates_is_its_start(draw):
    lattice = chain(4)
    figure = draw(Circuit(4, singlet_covering(lattice), (), 0), title="start")
    assert "start" in texts(figure)
    assert len(with_gid(figure, "singlet-")) == 2


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("n_spins", [2, 4, 5])
def test_gates_of_any_size_are_drawn(draw, n_spins):
    circuit = ansatz(chain(6), [tuple(range(n_spins))], layers=1, gates="complex")
    assert draw(circuit).axes


@pytest.mark.parametrize("draw", DRAW)
def test_less_than_one_gate_is_refused(draw):
    with pytest.raises(ValueError, match="max_gates must be at least 1"):
        draw(KAGOME, max_gates=0)


def test_couplings_keep_off_the_wires_of_others():
    assert clear_height(-2.0, (-1.0, -3.0)) == -1.5
    assert clear_height(-2.0, (-1.0, -2.0)) == -2.0
    assert clear_height(-1.5, (-1.0, -2.0)) == -1.5
