"""Networks as JSON files."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from spinnet.networks import (
    Edge,
    SpinNetwork,
    Vertex,
    aklt_ring,
    evaluate,
    evaluate_exactly,
    intertwiner,
    load_network,
    network_from_json,
    network_to_json,
    nine_j_network,
    parse_tree,
    save_network,
    tetrahedron_network,
)
from spinnet.su2 import parse_radical, radical

THETA = {
    "edges": [
        {"name": "a", "spin": "1/2", "from": "v", "to": "w"},
        {"name": "b", "spin": "1/2", "from": "v", "to": "w"},
        {"name": "c", "spin": 1, "from": "w", "to": "v"},
    ],
    "vertices": [{"name": "v"}, {"name": "w"}],
}


def changed(**changes):
    return {**json.loads(json.dumps(THETA)), **changes}


@pytest.mark.parametrize(
    "network",
    [
        aklt_ring(3),
        tetrahedron_network(1, 2, 3, 2, 1, 2),
        nine_j_network(((1, 1, 2), (1, 1, 0), (2, 2, 2))),
    ],
)
def test_files_give_the_network_back(network, tmp_path):
    save_network(network, tmp_path / "network.json")
    assert load_network(tmp_path / "network.json") == network


def test_complex_blocks_and_permuted_trees_survive():
    tree = parse_tree("((1/2:0 1/2:2) 1/2:1)")
    gate = intertwiner(tree, tree, {1: np.array([[1, 2j], [0.5, 1 + 1j]]), 3: [[Fraction(1, 3)]]})
    edges = tuple(Edge(name, 1, None, "g") for name in "abc") + tuple(
        Edge(name, 1, "g") for name in "xyz"
    )
    network = SpinNetwork(edges, (Vertex("g", tuple("bca"), tuple("zxy"), gate),), tuple("abcxyz"))
    assert network_from_json(json.loads(json.dumps(network_to_json(network)))) == network


def test_short_files_are_filled_in():
    assert evaluate(network_from_json(THETA)) == pytest.approx(3)
    labelled = changed(vertices=[{"name": "v", "total": "1", "scale": "sqrt(1/3)"}, {"name": "w"}])
    assert evaluate_exactly(network_from_json(labelled)) == parse_radical("sqrt(3)")


def test_labels_choose_among_intertwiners():
    names = "abcd"
    edges = [{"name": n, "spin": "1/2", "from": "v", "to": "w"} for n in names]
    bra = {"name": "w", "in_tree": "((1/2 1/2) (1/2 1/2))", "total": "0", "in_path": ["1", "1"]}
    for path, value in ((["0", "1/2"], 0), (["1", "1/2"], radical(1))):
        ket = {"name": "v", "total": "0", "out_path": path}
        found = network_from_json({"edges": edges, "vertices": [ket, bra]})
        assert evaluate_exactly(found) == radical(value)


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ([], "a network of a network file must be an object"),
        ({}, "missing key 'edges'"),
        (changed(vertex=[]), "unknown key 'vertex'"),
        (changed(edges={}), "'edges' of a network must be a list"),
        (changed(edges=[{"name": "a"}]), "an edge has the keys.*missing key 'spin'"),
        (changed(edges=[{"name": "a", "spin": "1/3"}]), "edge 'a': a spin must be"),
        (changed(edges=[{"name": "a", "spin": 0.5}]), "edge 'a': a spin must be"),
        (
            changed(vertices=[{"name": "v"}]),
            "edge 'a' must end at vertices of the network; got 'w'",
        ),
        (
            changed(vertices=[{"name": "v", "out": ["x"]}]),
            "vertex 'v' must list edges of the file; got 'x'",
        ),
        (changed(vertices=[{"name": "v", "out_tree": "(1/2"}]), "vertex 'v': every '\\('"),
        (
            changed(vertices=[{"name": "v", "out_tree": "(1 1)"}, {"name": "w"}]),
            "vertex 'v': its outgoing",
        ),
        (
            changed(vertices=[{"name": "v", "total": "0"}]),
            "vertex 'v': the only total spin of the single leaf",
        ),
        (changed(open="ab"), "'open' must be a list of edge names; got 'ab'"),
        (changed(vertices=[{"name": "v", "in": [1]}]), "'in' must be a list of edge names"),
        (changed(edges=[{"name": "a", "spin": 1, "from": 3}]), "edge 'a' must give its ends as"),
        (changed(vertices=[{"name": "v", "blocks": {"1": 3}}]), "vertex 'v': 'blocks' must"),
        (changed(vertices=[{"name": "v", "scale": 2}]), "vertex 'v': a label needs 'total'"),
        (changed(vertices=[{"name": "v", "total": "1", "blocks": {}}]), "vertex 'v': give either"),
        (
            changed(vertices=[{"name": "v", "blocks": {"1": [[None]]}}]),
            "vertex 'v': a number must be",
        ),
        (
            changed(vertices=[{"name": "v", "blocks": {"1": [["x"]]}}]),
            "vertex 'v': an exact number",
        ),
        (
            changed(vertices=[{"name": "v"}, {"name": "w"}, {"name": "u"}]),
            "vertex 'u' must have at least one edge",
        ),
    ],
)
def test_bad_descriptions_are_refused(description, message):
    with pytest.raises(ValueError, match=message):
        network_from_json(description)


def test_bad_files_are_refused(tmp_path):
    path = tmp_path / "network.json"
    with pytest.raises(FileNotFoundError):
        load_network(path)
    path.write_text("{")
    with pytest.raises(ValueError, match="must be a JSON file"):
        load_network(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"network\.json must be a JSON file"):
        load_network(path)


@pytest.mark.parametrize(
    "description",
    [
        list(range(1000)),
        {"n_sites": 12, "bonds": [[i, i + 1, 1.0] for i in range(1000)]},
        changed(edges={str(i): i for i in range(1000)}),
        changed(edges=[{str(i): i for i in range(1000)}]),
        changed(open=list(range(1000))),
        changed(vertices=[{"name": "v", "blocks": list(range(1000))}]),
        changed(vertices=[{"name": "v", "blocks": {"1": [[list(range(1000))]]}}]),
    ],
)
def test_refusals_name_the_file_and_quote_little_of_it(tmp_path, description):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(description))
    with pytest.raises(ValueError, match=r"graph\.json: .*\.\.\.") as refusal:
        load_network(path)
    assert len(str(refusal.value)) - len(str(path)) < 250
