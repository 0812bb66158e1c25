from __future__ import annotations

import pytest

from hamiltonians import Lattice, lattice_names, named_lattice


def test_json_reads_back_as_the_same_lattice(spinnet):
    answer = spinnet("lattice", "kagome-12", "--json").answer
    assert (answer["n_bonds"], answer["n_triangles"], answer["is_bipartite"]) == (24, 8, False)
    names = ("name", "n_sites", "bonds", "positions", "triangles", "period")
    assert Lattice.from_json({name: answer[name] for name in names}) == named_lattice("kagome-12")


def test_people_see_sites_bonds_and_covering(spinnet):
    out = spinnet("lattice", "ring-4").out
    assert "(0 1) (2 3)" in out or "(0 3) (1 2)" in out


def test_without_a_name_the_known_ones_are_listed(spinnet):
    assert spinnet("lattice", "--json").answer["lattices"] == list(lattice_names())
    assert "kagome-18-sheared" in spinnet("lattice").out


@pytest.mark.parametrize("name", ["picture.png", "picture.svg", "new/picture"])
def test_pictures_are_written(spinnet, tmp_path, name):
    outcome = spinnet("lattice", "kagome-12", "--plot", name, "--json")
    assert outcome.answer["n_sites"] == 12
    stem = (tmp_path / name).with_suffix("")
    assert stem.with_suffix(".png").stat().st_size > 1000
    assert stem.with_suffix(".svg").read_text().count("<svg") == 1


def test_other_endings_are_refused(refusal):
    assert ".png" in refusal("lattice", "ring-4", "--plot", "ring.bmp")
