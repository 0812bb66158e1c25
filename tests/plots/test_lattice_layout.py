"""The drawing plan of lattices: every bond is drawn, copies come in pairs, no site is hidden."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pytest

from hamiltonians import Bond, Lattice, named_lattice, square
from spinnet.plots.lattice_layout import lattice_layout
from spinnet.plots.torus_cell import HOME

TORI_AND_RINGS = (
    "ring-16",
    "triangular-chain-20",
    "triangular-12",
    "triangular-36",
    "kagome-12",
    "kagome-18",
    "kagome-18-sheared",
    "kagome-24",
    "kagome-27",
    "kagome-30",
    "kagome-36",
    "kagome-star-12",
    "square-16",
    "honeycomb-24",
)


def seen_from_home(layout):
    return Counter(
        link.number for link in layout.bonds for _, shift in link.places if shift == HOME
    )


@pytest.mark.parametrize("name", TORI_AND_RINGS)
def test_every_bond_is_drawn_at_both_of_its_sites(name):
    lattice = named_lattice(name)
    ends = seen_from_home(lattice_layout(lattice))
    assert ends == {number: 2 for number in range(len(lattice.bonds))}


@pytest.mark.parametrize("name", ["kagome-12", "kagome-36", "triangular-36", "honeycomb-24"])
def test_bonds_are_as_long_as_on_the_lattice(name):
    layout = lattice_layout(named_lattice(name))
    lengths = [
        np.linalg.norm(layout.point(link.places[0]) - layout.point(link.places[1]))
        for link in layout.bonds
    ]
    np.testing.assert_allclose(lengths, 1.0, atol=1e-9)


def test_doubled_bonds_are_drawn_twice():
    lattice = square((4, 2), doubled="keep")
    ends = seen_from_home(lattice_layout(lattice))
    assert all(ends[n] == 2 * bond.multiplicity for n, bond in enumerate(lattice.bonds))


def test_copies_of_triangles_have_their_edges_drawn():
    lattice = named_lattice("kagome-12")
    layout = lattice_layout(lattice)
    drawn = {frozenset(link.places) for link in layout.bonds}
    assert {link.number for link in layout.triangles} == set(range(len(lattice.triangles)))
    for a, b, c in (link.places for link in layout.triangles):
        assert {frozenset((a, b)), frozenset((b, c)), frozenset((a, c))} <= drawn


def test_open_lattices_keep_their_positions_and_have_no_copies():
    lattice = named_lattice("kagome-open-20")
    layout = lattice_layout(lattice)
    np.testing.assert_array_equal(layout.positions, lattice.positions)
    assert layout.ghosts == ()


def test_sites_on_top_of_each_other_are_spread():
    lattice = Lattice("heap", 3, (Bond(0, 1), Bond(1, 2)), ((0.0, 0.0),) * 3)
    assert lattice_layout(lattice).spacing > 0.1


def test_a_ring_of_triangles_becomes_a_ribbon():
    layout = lattice_layout(named_lattice("triangular-chain-20"))
    radii = np.linalg.norm(layout.positions - layout.centre, axis=1)
    assert radii[0::2].min() > radii[1::2].max() + 0.5


def test_random_graphs_without_positions_are_laid_out():
    graph = nx.random_regular_graph(3, 14, seed=3)
    layout = lattice_layout(Lattice.from_networkx(graph, name="random"))
    assert layout.spacing > 0.2


def test_a_single_site_is_laid_out():
    assert lattice_layout(Lattice("one", 1, (), ((0.0, 0.0),))).spacing > 0
