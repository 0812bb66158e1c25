from __future__ import annotations

import json

import networkx
import pytest

from hamiltonians import Bond, Lattice, Triangle, named_lattice


def test_the_shortest_file_is_enough(tmp_path):
    path = tmp_path / "bow tie.json"
    bonds = [[0, 1, 1.0], [1, 2, 0.5], [2, 0, -1], [2, 3], [3, 4, 1, "far"], [2, 4, 1, "far", 2]]
    path.write_text(json.dumps({"n_sites": 5, "bonds": bonds}))
    lattice = Lattice.from_json(path)
    assert Lattice.from_json(str(path)) == lattice
    assert lattice.name == "bow tie"
    assert lattice.bonds[2:] == (
        Bond(0, 2, coupling=-1.0),
        Bond(2, 3),
        Bond(3, 4, "far"),
        Bond(2, 4, "far", 1.0, 2),
    )
    assert lattice.triangles == (Triangle((0, 1, 2)), Triangle((2, 3, 4)))
    assert len(set(lattice.positions)) == 5


def test_names_positions_and_triangles_are_taken_from_the_file():
    content = {
        "n_sites": 3,
        "name": "mine",
        "bonds": [[0, 1, 1], [1, 2, 1], [0, 2, 1]],
        "positions": [[0, 0], [1, 0], [2, 0]],
        "triangles": [],
    }
    lattice = Lattice.from_json(content)
    assert (lattice.name, lattice.triangles) == ("mine", ())
    assert lattice.positions == ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))
    assert Lattice.from_json(content | {"name": None}).name == "graph"


GOOD = {"n_sites": 3, "bonds": [[0, 1, 1.0], [1, 2, 1.0]]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_sites": 0, "bonds": []}, "at least one site, got n_sites=0"),
        ({"n_sites": -3}, "at least one site"),
        ({"n_sites": 2.0}, "n_sites must be a whole number, got 2.0"),
        ({"n_sites": "3"}, "n_sites must be a whole number, got '3'"),
        ({"bonds": []}, "at least one bond, got none"),
        ({"n_sites": 4}, "must be connected; 'graph' falls into 2 parts"),
        ({"n_sites": 10**12}, "must be connected"),
        ({"n_sites": 4, "bonds": [[0, 1, 1], [2, 3, 1]]}, "falls into 2 parts"),
        ({"bonds": [[0, 0, 1], [0, 1, 1]]}, r"self-loop \(0, 0\)"),
        ({"bonds": [[0, 1, 1], [1, 0, 1], [1, 2, 1]]}, r"bond \(0, 1\) twice"),
        ({"bonds": [[0, 1, float("nan")], [1, 2, 1]]}, r"coupling of bond \(0, 1\) must be finite"),
        ({"bonds": [[0, 1, None], [1, 2, 1]]}, "must be a real number, got None"),
        ({"bonds": [[0, 3, 1], [1, 2, 1]]}, r"must be in 0..2 on 3 sites, got bond \(0, 3\)"),
        ({"bonds": [[0, "1", 1]]}, "a site of a bond must be a whole number, got '1'"),
        ({"bonds": [[0]]}, r"a bond must be \[i, j\], .* got \[0\]"),
        ({"bonds": {"0": 1}}, "'bonds' must be a list"),
        ({"bonds": [3]}, "each entry of 'bonds' must be a list, got 3"),
        ({"positions": [[0, 0]]}, "one .* for each of the 3 sites"),
        ({"positions": [[0, "a"], [0, 1], [1, 1]]}, "must be a real number, got 'a'"),
        ({"triangles": [[0, 1]]}, r"a triangle must be \[a, b, c\]"),
        ({"triangles": [[0, 1, 2]]}, r"has no bond \(0, 2\)"),
    ],
)
def test_bad_bond_lists_are_refused(change, message, tmp_path):
    Lattice.from_json(GOOD)
    with pytest.raises(ValueError, match=message):
        Lattice.from_json(GOOD | change)
    (tmp_path / "graph.json").write_text(json.dumps(GOOD | change))
    with pytest.raises(ValueError, match=message):
        Lattice.from_json(tmp_path / "graph.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "must be a JSON file of the form"),
        ("\xff", "must be a JSON file of the form"),
        ("[1]", "must hold an object .* got a list"),
        ('{"bonds": []}', "must have the key 'n_sites'"),
        ('{"n_sites": 2}', "must have the key 'bonds'"),
    ],
)
def test_files_of_another_form_are_refused(text, message, tmp_path):
    path = tmp_path / "graph.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ValueError, match=message) as caught:
        Lattice.from_json(path)
    assert str(path) in str(caught.value)


def test_missing_files_are_reported_by_the_system(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        Lattice.from_json(tmp_path / "nowhere.json")
    with pytest.raises(OSError, match="nowhere"):
        Lattice.from_graphml(tmp_path / "nowhere.graphml")


def write_graphml(lattice, path):
    graph = networkx.Graph()
    graph.add_nodes_from(range(lattice.n_sites))
    for bond in lattice.bonds:
        graph.add_edge(*bond.sites, coupling=bond.coupling, kind=bond.kind)
    networkx.write_graphml(graph, path)


def test_graphml_keeps_numbers_couplings_and_kinds(tmp_path):
    lattice = named_lattice("triangular-chain-12:j2=0.44")
    write_graphml(lattice, tmp_path / "strip.graphml")
    read = Lattice.from_graphml(tmp_path / "strip.graphml")
    assert read.name == "strip"
    assert read.bonds == tuple(sorted(lattice.bonds))
    assert {t.sites for t in read.triangles} == {t.sites for t in lattice.triangles}


@pytest.mark.parametrize("text", ["", "no xml", "<html></html>", '{"n_sites": 2}'])
def test_other_files_are_not_graphml(text, tmp_path):
    path = tmp_path / "graph.graphml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"graph\.graphml must be a GraphML file"):
        Lattice.from_graphml(path)


def test_graphml_graphs_that_are_no_lattice_are_refused(tmp_path):
    path = tmp_path / "graph.graphml"
    networkx.write_graphml(networkx.Graph([(0, 1), (2, 3)]), path)
    with pytest.raises(ValueError, match="'graph' falls into 2 parts"):
        Lattice.from_graphml(path)
    networkx.write_graphml(networkx.empty_graph(1), path)
    with pytest.raises(ValueError, match="at least one bond"):
        Lattice.from_graphml(path)
    networkx.write_graphml(networkx.Graph([(0, 1, {"coupling": "strong"})]), path)
    with pytest.raises(ValueError, match="must be a real number, got 'strong'"):
        Lattice.from_graphml(path)
