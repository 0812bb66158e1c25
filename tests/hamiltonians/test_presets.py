from __future__ import annotations

import networkx
import numpy as np
import pytest

from hamiltonians import kagome, lattice_names, named_lattice

COORDINATION = {"triangular": 6, "kagome": 4, "square": 4, "honeycomb": 3, "ring": 2}


@pytest.mark.parametrize("name", lattice_names())
def test_a_name_says_the_number_of_sites(name):
    lattice = named_lattice(name)
    assert lattice.name == name
    assert str(lattice.n_sites) in name.split("-")
    assert lattice.is_connected()
    assert all(bond.multiplicity == 1 for bond in lattice.bonds)


@pytest.mark.parametrize("name", lattice_names())
def test_every_site_of_a_torus_has_the_coordination_of_its_lattice(name):
    lattice = named_lattice(name)
    family = name.rsplit("-", 1)[0].removesuffix("-18")
    expected = 4 if family == "triangular-chain" else COORDINATION.get(family)
    if expected:
        degrees = {len(lattice.neighbours(site)) for site in range(lattice.n_sites)}
        assert degrees == {expected}
        assert len(lattice.bonds) == expected * lattice.n_sites // 2


def test_the_two_kagome_clusters_of_18_sites_differ():
    plain = named_lattice("kagome-18").to_networkx()
    sheared = named_lattice("kagome-18-sheared").to_networkx()
    assert not networkx.is_isomorphic(plain, sheared)


def test_the_sheared_cluster_is_the_one_in_use():
    """The triangles of East et al., arXiv 2309.07250, up and down."""
    up = [(0, 1, 2), (12, 3, 4), (5, 7, 8), (6, 9, 10), (16, 11, 17), (13, 14, 15)]
    down = [(0, 7, 17), (5, 3, 2), (6, 14, 4), (12, 9, 8), (13, 11, 10), (16, 1, 15)]
    graph = networkx.Graph()
    for triangle in up + down:
        networkx.add_cycle(graph, triangle)
    assert networkx.is_isomorphic(graph, named_lattice("kagome-18-sheared").to_networkx())


def test_kagome_24_is_not_the_square_kagome_torus():
    narrow = kagome((4, 2)).to_networkx()
    assert not networkx.is_isomorphic(narrow, named_lattice("kagome-24").to_networkx())


def test_the_kagome_star_is_a_hexagon_with_six_tips():
    lattice = named_lattice("kagome-star-12")
    degrees = [len(lattice.neighbours(site)) for site in range(12)]
    assert (degrees.count(2), degrees.count(4), len(lattice.bonds)) == (6, 6, 18)
    assert sorted(t.kind for t in lattice.triangles) == ["down"] * 3 + ["up"] * 3


def test_the_open_kagome_patch_has_20_sites_and_30_bonds():
    lattice = named_lattice("kagome-open-20")
    assert (lattice.n_sites, len(lattice.bonds), len(lattice.triangles)) == (20, 30, 7)
    assert lattice.period == ()


def test_families_have_members_of_any_size():
    assert named_lattice("ring-7").n_sites == 7
    assert named_lattice("chain-1").n_sites == 1
    assert named_lattice("ring-256").n_sites == 256
    lattice = named_lattice("triangular-chain-10:j2=-2.5e-1")
    assert {bond.coupling for bond in lattice.bonds} == {1.0, -0.25}
    assert named_lattice(lattice.name) == lattice


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kagome-13", "no lattice is called 'kagome-13'; the nearest names are .*kagome-1[28]"),
        ("kagom-12", "the nearest names are kagome-12"),
        ("Kagome-12", "kagome-12"),
        ("rng-12", "ring-12"),
        ("ring--12", "no lattice is called 'ring--12'"),
        ("ring-12:j2=1", "no lattice is called"),
        ("triangular-chain-20:j2=--", "no lattice is called"),
        ("zzz", "lattice_names\\(\\) lists all"),
        ("", "no lattice is called ''"),
        ("ring-2", "bonded 2 times"),
        ("ring-0", "at least 1 site,"),
        ("ring-257", "named lattices have at most 256 sites, got 'ring-257'; chain"),
        ("chain-99999999", "at most 256 sites"),
        ("triangular-chain-" + "9" * 5000, "at most 256 sites"),
        ("triangular-chain-99999999:j2=0.5", "at most 256 sites"),
    ],
)
def test_unknown_names_are_refused(name, message):
    with pytest.raises(ValueError, match=message):
        named_lattice(name)


def test_tori_are_drawn_with_bonds_of_length_one():
    for name in ("kagome-24", "triangular-12", "square-20", "honeycomb-24"):
        lattice = named_lattice(name)
        points, period = np.array(lattice.positions), np.array(lattice.period)
        for i, j in lattice.edges:
            turns = (points[j] - points[i]) @ np.linalg.inv(period)
            images = [turns - np.round(turns) + [a, b] for a in (-1, 0, 1) for b in (-1, 0, 1)]
            assert min(np.linalg.norm(image @ period) for image in images) == pytest.approx(1)
