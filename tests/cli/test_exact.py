from __future__ import annotations

import json

import pytest

KEYS = ["lattice", "n_sites", "total_spin", "energy", "energy_per_site", "degeneracy", "residual"]


def test_json_is_one_object_with_the_documented_keys(spinnet):
    answer = spinnet("exact", "kagome-12", "--json").answer
    assert list(answer) == KEYS
    assert answer["energy"] == pytest.approx(-5.444875217, abs=1e-8)
    assert (answer["total_spin"], answer["degeneracy"], answer["n_sites"]) == (0, 1, 12)
    assert answer["energy_per_site"] == pytest.approx(answer["energy"] / 12)


def test_a_spin_can_be_chosen(spinnet):
    singlet = spinnet("exact", "ring-6", "--json").answer
    triplet = spinnet("exact", "ring-6", "--spin", "1", "--json").answer
    assert triplet["total_spin"] == 1
    assert triplet["energy"] > singlet["energy"]


def test_odd_sites_have_half_integer_spin(spinnet):
    answer = spinnet("exact", "ring-5", "--json").answer
    assert answer["total_spin"] == 0.5
    assert (
        spinnet("exact", "ring-5", "--spin", "1/2", "--json").answer["energy"] == answer["energy"]
    )


def test_a_ferromagnet_has_the_largest_spin(spinnet, tmp_path):
    graph = tmp_path / "ferromagnet.json"
    graph.write_text(json.dumps({"n_sites": 3, "bonds": [[0, 1, -1.0], [1, 2, -2.0]]}))
    answer = spinnet("exact", "--graph", graph, "--json").answer
    assert (answer["total_spin"], answer["degeneracy"]) == (1.5, 4)
    assert answer["energy"] == pytest.approx(-0.75)
    assert answer["lattice"] == "ferromagnet"


def test_two_sites_are_a_singlet(spinnet, tmp_path):
    graph = tmp_path / "pair.json"
    graph.write_text(json.dumps({"n_sites": 2, "bonds": [[0, 1, 2.0]]}))
    assert spinnet("exact", "--graph", graph, "--json").answer["energy"] == pytest.approx(-1.5)


def test_j2_reaches_the_model(spinnet):
    answer = spinnet("exact", "triangular-chain-8", "--j2", "0.5", "--json").answer
    assert answer["energy"] == pytest.approx(-3 / 8 * 8)  # Majumdar-Ghosh: product of singlets
    assert answer["degeneracy"] == 2


def test_people_get_a_table(spinnet):
    outcome = spinnet("exact", "ring-4")
    assert outcome.code == 0
    assert "-2.000000000000" in outcome.out and "degeneracy" in outcome.out


def test_several_spins_give_the_gap(spinnet):
    answer = spinnet("exact", "ring-8", "--spin", "0,1", "--states", "2", "--json").answer
    singlet, triplet = (spinnet("exact", "ring-8", "--spin", s, "--json").answer for s in (0, 1))
    assert answer["energy"] == pytest.approx(singlet["energy"], abs=1e-10)
    assert answer["spin_gap"] == pytest.approx(triplet["energy"] - singlet["energy"], abs=1e-10)
    assert [len(one["energies"]) >= 2 for one in answer["sectors"]] == [True, True]
    assert answer["converged"] and max(answer["sectors"][0]["residuals"]) < 1e-7


def test_lanczos_can_be_stopped_and_continued(spinnet):
    words = ("exact", "ring-8", "--spin", "1", "--vectors", "2", "--out", "gap")
    stopped = spinnet(*words, "--max-seconds", "0")
    assert stopped.code == 0 and "not converged" in stopped.out
    table = spinnet(*words)
    assert "-3.1284190638" in table.out and "not looked for" in table.out
    assert "holds another calculation" in spinnet(*words, "--seed", "1").err


def test_a_spin_that_does_not_exist_is_refused_in_a_list_too(refusal):
    assert "--spin" in refusal("exact", "ring-8", "--spin", "0,1/2")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--states", "0"], "--states must be in 1..14"),
        (["--vectors", "1"], "--vectors must be at least 2"),
        (["--tolerance", "0"], "tolerance must be a finite number above 0; got 0.0"),
        (["--max-seconds", "-1"], "--max-seconds must not be negative; got -1.0"),
    ],
)
def test_limits_of_lanczos_are_refused_even_where_it_is_not_needed(refusal, words, message):
    assert message in refusal("exact", "ring-8", "--spin", "0", *words)
