from __future__ import annotations

import math

import pytest

from hamiltonians import Bond, chain, triangular_chain


@pytest.mark.parametrize("n_sites", [1, 2, 3, 10])
def test_an_open_chain_is_a_path(n_sites):
    lattice = chain(n_sites)
    assert lattice.edges == tuple((i, i + 1) for i in range(n_sites - 1))
    assert lattice.name == f"chain-{n_sites}"
    assert lattice.is_bipartite()


@pytest.mark.parametrize("n_sites", [3, 4, 9])
def test_a_ring_has_as_many_bonds_as_sites(n_sites):
    lattice = chain(n_sites, periodic=True)
    assert len(lattice.bonds) == n_sites
    assert all(len(lattice.neighbours(site)) == 2 for site in range(n_sites))
    assert lattice.is_bipartite() == (n_sites % 2 == 0)
    assert lattice.name == f"ring-{n_sites}"


def test_rings_that_wrap_onto_themselves_are_refused_or_kept():
    with pytest.raises(ValueError, match="ring-2 wraps so tightly that sites 0 and 1 are bonded 2"):
        chain(2, periodic=True)
    assert chain(2, periodic=True, doubled="keep").bonds == (Bond(0, 1, multiplicity=2),)
    with pytest.raises(ValueError, match="ring-1 wraps so tightly that site 0 is bonded to itself"):
        chain(1, periodic=True)


@pytest.mark.parametrize("n_sites", [5, 6, 12, 13])
def test_a_triangular_ring_is_a_strip_of_triangles(n_sites):
    lattice = triangular_chain(n_sites, j2=0.44)
    kinds = [bond.kind for bond in lattice.bonds]
    assert kinds == ["first"] * n_sites + ["second"] * n_sites
    assert {(b.kind, b.coupling) for b in lattice.bonds} == {("first", 1.0), ("second", 0.44)}
    wrapped = [tuple(sorted((i, (i + 1) % n_sites, (i + 2) % n_sites))) for i in range(n_sites)]
    assert [triangle.sites for triangle in lattice.triangles] == wrapped
    assert lattice.name == f"triangular-chain-{n_sites}:j2=0.44"


def test_second_neighbours_stay_when_their_coupling_is_zero():
    lattice = triangular_chain(8)
    assert lattice.name == "triangular-chain-8"
    assert len(lattice.bonds) == 16
    assert len(lattice.triangles) == 8


def test_an_open_strip_has_equilateral_triangles():
    lattice = triangular_chain(7, periodic=False)
    assert len(lattice.bonds) == 6 + 5
    assert [triangle.kind for triangle in lattice.triangles] == ["up", "down", "up", "down", "up"]
    for i, j in lattice.edges:
        assert math.dist(lattice.positions[i], lattice.positions[j]) == pytest.approx(1)


def test_four_sites_double_the_second_neighbours():
    with pytest.raises(ValueError, match="bonded 2 times"):
        triangular_chain(4)
    kept = triangular_chain(4, doubled="keep")
    assert [bond.multiplicity for bond in kept.bonds] == [1, 1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: chain(0), "a chain must have at least 1 site, got n_sites=0"),
        (lambda: triangular_chain(3), "at least 4 sites, got n_sites=3"),
        (lambda: triangular_chain(2, periodic=False), "at least 3 sites, got n_sites=2"),
        (lambda: triangular_chain(8, float("nan")), "j2 must be finite"),
    ],
)
def test_chains_that_cannot_be_are_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()
