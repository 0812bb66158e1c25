from __future__ import annotations

import networkx
import pytest

from hamiltonians import Lattice, ground_state, heisenberg, marshall_spin, named_lattice, reference


def star(n_legs):
    return heisenberg(Lattice.from_networkx(networkx.star_graph(n_legs), name="star"))


def unfrustrated(rng, n_sites):
    """A random connected model, and half the difference of the groups that it was made from."""
    group = rng.choice([-1, 1], size=n_sites)
    tree = {(int(rng.integers(site)), site) for site in range(1, n_sites)}
    more = {tuple(sorted(map(int, rng.choice(n_sites, 2, replace=False)))) for _ in range(n_sites)}
    graph = networkx.Graph()
    graph.add_nodes_from(range(n_sites))
    for i, j in sorted(tree | more):
        graph.add_edge(i, j, coupling=-float(group[i] * group[j] * rng.uniform(0.2, 1.5)))
    return heisenberg(Lattice.from_networkx(graph, name="random")), abs(int(group.sum()))


@pytest.mark.parametrize("n_sites", [2, 3, 5, 6, 8, 9])
@pytest.mark.parametrize("_draw", range(3))
def test_diagonalisation_finds_the_same_single_multiplet(rng, n_sites, _draw):
    model, two_total = unfrustrated(rng, n_sites)
    assert marshall_spin(model) == two_total
    found = ground_state(model)
    assert (found.two_total, found.degeneracy) == (two_total, two_total + 1)


def test_a_star_has_the_spin_of_its_legs_less_its_centre():
    assert [marshall_spin(star(n_legs)) for n_legs in (1, 2, 3, 21)] == [0, 1, 2, 20]


def test_signs_decide_and_sizes_do_not():
    ring = named_lattice("ring-6")
    couplings = (1.0, 2.0, 0.1, 1.0, 5.0, 1.0)
    assert marshall_spin(heisenberg(ring, couplings)) == 0
    assert marshall_spin(heisenberg(ring, tuple(-one for one in couplings))) == 6
    assert marshall_spin(heisenberg(named_lattice("ring-5"), -1.0)) == 5


def test_where_the_theorem_says_nothing():
    assert marshall_spin(heisenberg(named_lattice("ring-5"))) is None  # frustrated
    assert marshall_spin(heisenberg(named_lattice("kagome-12"))) is None
    apart = heisenberg(named_lattice("chain-4"), (1.0, 0.0, 1.0))
    assert marshall_spin(apart) is None
    assert marshall_spin(heisenberg(named_lattice("chain-2"), 0.0)) is None


def test_a_single_spin_is_its_own_ground_state():
    assert marshall_spin(heisenberg(named_lattice("chain-1"))) == 1


@pytest.mark.parametrize("name", ["square-16", "square-32", "square-36", "honeycomb-32"])
def test_bipartite_tori_have_the_singlets_of_the_references(name):
    assert marshall_spin(heisenberg(named_lattice(name))) == reference(name).two_total == 0
