from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import from_permutations


def matrix_of(rows) -> np.ndarray:
    return np.array([[re + 1j * im for re, im in row] for row in rows])


@pytest.mark.parametrize(
    ("words", "n_angles", "two_qubit_gates"),
    [
        ((2,), 1, {"all-to-all": 3, "line": 3}),
        ((3, "--family", "paper"), 4, {"all-to-all": 9, "line": 11}),
        ((3, "--family", "real"), 1, {"all-to-all": 8, "line": 10}),
    ],
)
def test_angles_and_costs(spinnet, words, n_angles, two_qubit_gates):
    answer = spinnet("gate", *words, "--json").answer
    assert answer["n_angles"] == n_angles
    for kind, most in two_qubit_gates.items():
        assert answer["two_qubit_gates"][kind] <= most


def test_the_permutation_form_is_the_same_gate(spinnet):
    answer = spinnet("gate", 3, "--angles", "0.3,-0.2,1.1,0.7", "--json").answer
    terms = {tuple(t["permutation"]): complex(*t["coefficient"]) for t in answer["permutations"]}
    whole = from_permutations(terms)
    np.testing.assert_allclose(whole @ whole.conj().T, np.eye(8), atol=1e-12)
    half, top = matrix_of(answer["blocks"]["1/2"]), matrix_of(answer["blocks"]["3/2"])
    assert np.trace(whole) == pytest.approx(2 * np.trace(half) + 4 * np.trace(top))


def test_people_get_a_table(spinnet):
    out = spinnet("gate", 4).out
    assert "13 angles" in out and "block J = 2" in out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((1,), "at least 2"),
        ((9,), "at most"),
        ((3, "--family", "papr"), "paper"),
        ((3, "--angles", "1,2"), "4 numbers"),
        ((3, "--angles", "a,b,c,d"), "numbers"),
        ((2, "--family", "real"), "real"),
    ],
)
def test_refusals(refusal, words, reason):
    assert reason in refusal("gate", *words)
