from __future__ import annotations

import pytest

from spinnet.networks import save_network, tetrahedron_network, theta_network


def test_paths_of_trees(spinnet):
    answer = spinnet("network", "show", "((1/2 1/2) 1/2)", "(1 1)", "--json").answer
    first, second = answer["trees"]
    assert first["leaf_spins"] == ["1/2"] * 3
    assert [(s["total_spin"], s["paths"]) for s in first["sectors"]] == [
        (0.5, [["0"], ["1"]]),
        (1.5, [["1"]]),
    ]
    assert [sector["total_spin"] for sector in second["sectors"]] == [0, 1, 2]


def test_people_see_paths(spinnet):
    assert "2 paths" in spinnet("network", "show", "((1/2 1/2) 1/2)").out


def test_pictures_of_trees(spinnet, tmp_path):
    spinnet("network", "show", "(1/2 1/2)", "(1 1)", "--plot", "tree.png")
    assert (tmp_path / "tree-1.png").exists() and (tmp_path / "tree-2.svg").exists()


def test_closed_networks_have_a_value(spinnet, tmp_path):
    network = tetrahedron_network(*([2] * 6))
    save_network(network, tmp_path / "tetrahedron.json")
    words = ("network", "evaluate", tmp_path / "tetrahedron.json")
    answer = spinnet(*words, "--json").answer
    assert answer["open_edges"] == [] and answer["n_vertices"] == 4
    assert abs(answer["value"]) == pytest.approx(1 / 6)  # the 6j symbol of six spins 1
    assert "value" in spinnet(*words).out


def test_networks_can_be_drawn(spinnet, tmp_path):
    save_network(theta_network(1, 1, 2), tmp_path / "theta.json")
    spinnet("network", "evaluate", tmp_path / "theta.json", "--plot", "theta")
    assert (tmp_path / "theta.svg").exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("show", "((1/2 1/2)"), "too early"),
        (("show", "(1/3 1/2)"), "spin"),
        (("evaluate", "nowhere.json"), "nowhere.json"),
    ],
)
def test_refusals(refusal, words, reason):
    assert reason in refusal("network", *words)


def test_files_that_are_no_networks_are_named_and_not_quoted_in_full(spinnet, refusal, tmp_path):
    graph = tmp_path / "kagome.json"
    graph.write_text(spinnet("lattice", "kagome-36", "--json").out)
    line = refusal("network", "evaluate", graph)
    assert line.startswith(f"spinnet: {graph}: a network has the keys") and "'bonds'" in line
    assert len(line) < 300 + len(str(graph))
