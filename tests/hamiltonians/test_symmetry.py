from __future__ import annotations

import itertools
import math

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.isomorphism import GraphMatcher

from hamiltonians import (
    Bond,
    Lattice,
    automorphisms,
    chain,
    kagome,
    lattice_names,
    named_lattice,
    orbits,
    translations,
)

NAMES = ("ring-12", "triangular-chain-12", "kagome-18-sheared", "triangular-16", "kagome-36")


def is_group(permutations) -> bool:
    elements = set(permutations)
    identity = tuple(range(len(permutations[0])))
    products = (tuple(p[q[i]] for i in identity) for p in elements for q in elements)
    return (
        len(elements) == len(permutations)
        and identity in elements
        and elements.issuperset(products)
    )


def bond_data(lattice, permutation):
    return {
        (frozenset((permutation[b.first], permutation[b.second])), b.kind, b.coupling)
        for b in lattice.bonds
    }


@pytest.mark.parametrize("name", lattice_names())
def test_translations_are_a_free_group_of_automorphisms(name):
    lattice = named_lattice(name)
    group = translations(lattice)
    identity = tuple(range(lattice.n_sites))
    assert group[0] == identity
    assert is_group(group)
    for permutation in group:
        assert bond_data(lattice, permutation) == bond_data(lattice, identity)
    assert all(p == identity or all(p[i] != i for i in identity) for p in group)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("kagome-12", 4),
        ("kagome-18-sheared", 6),
        ("kagome-36", 12),
        ("triangular-12", 12),
        ("square-20", 20),
        ("honeycomb-18", 9),
        ("ring-12", 12),
        ("triangular-chain-20:j2=0.44", 20),
        ("chain-12", 1),
        ("kagome-star-12", 1),
    ],
)
def test_there_is_a_translation_for_each_unit_cell(name, order):
    assert len(translations(named_lattice(name))) == order


def test_couplings_break_symmetries():
    ring = chain(6, periodic=True).with_couplings([1, 2, 1, 2, 1, 2])
    assert len(translations(ring)) == 3
    assert len(automorphisms(ring)) == 6
    kinds = Lattice("x", 3, (Bond(0, 1, "a"), Bond(1, 2, "b")), ((0, 0), (1, 0), (2, 0)))
    assert automorphisms(kinds) == ((0, 1, 2),)


@pytest.mark.parametrize("name", NAMES)
def test_automorphisms_are_a_group_with_the_translations_inside(name):
    lattice = named_lattice(name)
    group = automorphisms(lattice)
    identity = tuple(range(lattice.n_sites))
    assert group[0] == identity
    assert set(translations(lattice)) <= set(group)
    assert all(bond_data(lattice, p) == bond_data(lattice, identity) for p in group)
    if len(group) < 150:
        assert is_group(group)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("kagome-36", 144),
        ("triangular-36", 432),
        ("kagome-27", 216),
        ("ring-36", 72),
        ("square-16", 384),
        ("kagome-star-12", 12),
    ],
)
def test_orders_known_from_the_point_groups(name, order):
    assert len(automorphisms(named_lattice(name))) == order


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(
                st.sampled_from([(i, j) for j in range(n) for i in range(j)] or [None]),
                unique=True,
                max_size=12,
            ),
            st.lists(st.sampled_from("ab"), min_size=12, max_size=12),
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_automorphisms_are_those_of_networkx(graph):
    n_sites, pairs, kinds = graph
    bonds = tuple(
        Bond(*pair, kind) for pair, kind in zip(pairs, kinds, strict=False) if pair is not None
    )
    lattice = Lattice("x", n_sites, bonds, tuple((site, 0) for site in range(n_sites)))
    plain = lattice.to_networkx()
    matcher = GraphMatcher(plain, plain, edge_match=lambda a, b: a["kind"] == b["kind"])
    expected = {tuple(m[i] for i in range(n_sites)) for m in matcher.isomorphisms_iter()}
    assert set(automorphisms(lattice)) == expected
    assert len(automorphisms(lattice)) == len(expected)


def test_too_many_automorphisms_are_refused():
    star = Lattice.from_networkx(networkx.star_graph(12), "star")
    with pytest.raises(ValueError, match="star has more than 1000 automorphisms"):
        automorphisms(star, limit=1000)
    complete = Lattice.from_networkx(networkx.complete_graph(5))
    assert len(automorphisms(complete, limit=math.factorial(5))) == math.factorial(5)


def test_one_site_has_the_identity():
    assert automorphisms(chain(1)) == translations(chain(1)) == ((0,),)
    assert automorphisms(chain(2)) == ((0, 1), (1, 0))


@pytest.mark.parametrize("name", NAMES)
def test_orbits_are_a_partition_of_the_right_sizes(name):
    lattice = named_lattice(name)
    group = automorphisms(lattice)
    triangles = [triangle.sites for triangle in lattice.triangles]
    for items in (range(lattice.n_sites), lattice.edges, triangles):
        numbers = orbits(group, items)
        assert sorted(set(numbers)) == list(range(len(set(numbers))))
        for number in set(numbers):
            assert len(group) % numbers.count(number) == 0  # orbit-stabiliser theorem


def test_orbits_are_reachability():
    lattice = kagome((3, 2))
    group = automorphisms(lattice)
    numbers = orbits(group, lattice.edges)
    for (a, m), (b, n) in itertools.combinations(zip(lattice.edges, numbers, strict=True), 2):
        reached = any({p[a[0]], p[a[1]]} == set(b) for p in group)
        assert reached == (m == n)


def test_order_matters_only_when_told():
    group = translations(chain(5, periodic=True))
    assert orbits(group, [(0, 1), (2, 1), (0, 2)]) == (0, 0, 1)
    assert orbits(group, [(0, 1), (2, 1), (0, 2)], ordered=True) == (0, 1, 2)
    assert orbits(group, [(0, 1), (0, 1), 3]) == (0, 0, 1)
    assert orbits(group, []) == ()


def test_trees_are_searched_without_blind_alleys():
    """A comb whose teeth differ only at their far ends, with one reflection."""
    comb = networkx.path_graph(21)
    for spine in range(21):
        networkx.add_path(comb, [spine, *range(100 * (spine + 1), 100 * (spine + 1) + 4)])
    comb.add_edge(103, 104)
    comb.add_edge(2103, 2104)
    assert len(automorphisms(Lattice.from_networkx(comb))) == 2
