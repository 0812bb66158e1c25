"""Singlet coverings: which pairs are chosen, in every sector, and what is refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Lattice, chain, heisenberg, lattice_names, named_lattice
from spinnet.backends.statevector_tables import covering_state
from spinnet.circuits import SingletCovering, checked_two_total, singlet_covering


def graph(n_sites, bonds):
    return Lattice.from_json({"n_sites": n_sites, "bonds": bonds})


@pytest.mark.parametrize("name", lattice_names())
def test_a_named_lattice_is_covered_by_its_own_bonds(name):
    lattice = named_lattice(name)
    covering = singlet_covering(lattice)
    assert covering.two_total == lattice.n_sites % 2
    assert len(covering.pairs) == lattice.n_sites // 2
    assert set(covering.pairs) <= set(lattice.edges)


@pytest.mark.parametrize("two_total", [0, 2, 4, 6])
def test_every_sector_of_six_sites_has_a_start(two_total):
    covering = singlet_covering(chain(6), two_total=two_total)
    assert covering.two_total == two_total == len(covering.singles)


@pytest.mark.parametrize("two_total", [1, 3, 5])
def test_the_state_has_the_spin_it_says(two_total):
    covering = singlet_covering(chain(5), two_total=two_total)
    state = covering_state(covering).reshape(-1)
    full = Lattice("all", 5, tuple(chain_of_all(5)), ((0.0, 0.0),) * 5)
    pairs = state.conj() @ (heisenberg(full).matrix() @ state)
    spin = two_total / 2
    np.testing.assert_allclose(2 * pairs + 5 * 3 / 4, spin * (spin + 1), atol=1e-12)


def chain_of_all(n_sites):
    bond = type(chain(2).bonds[0])
    return [bond(i, j) for i, j in itertools.combinations(range(n_sites), 2)]


def test_strong_bonds_are_preferred():
    ladder = graph(4, [[0, 1, 1.0], [1, 2, 5.0], [2, 3, 1.0], [0, 3, 5.0]])
    assert singlet_covering(ladder).pairs == ((0, 3), (1, 2))
    override = singlet_covering(ladder, couplings=(5.0, 1.0, 5.0, 1.0))
    assert override.pairs == ((0, 1), (2, 3))


def test_antiferromagnetic_bonds_come_before_ferromagnetic_ones():
    square = graph(4, [[0, 1, -1.0], [1, 2, 1.0], [2, 3, -1.0], [0, 3, 1.0]])
    assert singlet_covering(square).pairs == ((0, 3), (1, 2))


def test_the_best_covering_of_small_graphs_is_found(rng):
    """Against all perfect matchings of random graphs."""
    for _ in range(20):
        couplings = rng.uniform(0.1, 1, 15).round(6)
        pairs = list(itertools.combinations(range(6), 2))
        lattice = graph(6, [[i, j, c] for (i, j), c in zip(pairs, couplings, strict=True)])
        strength = dict(zip(pairs, couplings, strict=True))
        best = max(sum(strength[pair] for pair in matching) for matching in matchings(range(6)))
        found = sum(strength[pair] for pair in singlet_covering(lattice).pairs)
        np.testing.assert_allclose(found, best, atol=1e-5)


def matchings(sites):
    first, *rest = sites
    if not rest:
        return
    for other in rest:
        left = [site for site in rest if site != other]
        if not left:
            yield [(first, other)]
        for matching in matchings(left) if left else ():
            yield [(first, other), *matching]


def test_graphs_without_a_perfect_matching_pair_the_nearest_sites():
    star = graph(4, [[0, 1, 1.0], [0, 2, 1.0], [0, 3, 1.0]])
    covering = singlet_covering(star)
    assert len(covering.pairs) == 2 and covering.two_total == 0


def test_the_choice_among_equal_coverings_is_repeatable():
    lattice = named_lattice("kagome-18")
    assert singlet_covering(lattice) == singlet_covering(lattice)


@given(st.integers(1, 9), st.integers(-2, 12))
@settings(deadline=None)
def test_sectors_exist_or_are_refused(n_sites, two_total):
    exists = 0 <= two_total <= n_sites and (n_sites - two_total) % 2 == 0
    if exists:
        assert checked_two_total(n_sites, two_total) == two_total
    else:
        with pytest.raises(ValueError, match=f"got two_total = {two_total}"):
            checked_two_total(n_sites, two_total)


def test_the_smallest_lattices_have_a_start():
    single = Lattice("site", 1, (), ((0.0, 0.0),))
    assert singlet_covering(single) == SingletCovering(1, (), (0,))
    assert str(singlet_covering(chain(2))) == "(0 1)"


def test_coverings_that_miss_or_repeat_a_site_are_refused():
    with pytest.raises(ValueError, match="each of the sites 0 to 3 once"):
        SingletCovering(4, ((0, 1),))
    with pytest.raises(ValueError, match="each of the sites 0 to 2 once"):
        SingletCovering(3, ((0, 1),), (1,))
