from __future__ import annotations

import pytest

QUICK = ("cost", "ring-6", "--layers", 1)


def test_counts_without_a_device(spinnet):
    answer = spinnet(*QUICK, "--json").answer
    assert (answer["n_gates"], answer["n_params"], answer["target"]) == (6, 6, None)
    assert 6 * 5 <= answer["two_qubit_gates"] <= 6 * 8 + 3
    assert answer["two_qubit_depth"] <= answer["two_qubit_gates"]
    assert answer["duration"] is None
    assert "two-qubit depth" in spinnet(*QUICK).out


def test_counts_on_a_device(spinnet):
    pytest.importorskip("qiskit_ibm_runtime")
    words = (*QUICK, "--target", "FakeMarrakesh", "--precision", 0.1)
    answer = spinnet(*words, "--json").answer
    free = spinnet(*QUICK, "--json").answer
    assert answer["two_qubit_gates"] >= free["two_qubit_gates"]
    assert answer["duration"] > 0 and answer["shots"] > 1


def test_unknown_devices_name_the_nearest(refusal):
    pytest.importorskip("qiskit_ibm_runtime")
    assert "FakeMarrakesh" in refusal(*QUICK, "--target", "FakeMarakesh")


def test_refusals(refusal):
    assert "above 0" in refusal(*QUICK, "--precision", 0)
    assert "at least 1" in refusal("cost", "ring-6", "--layers", 0)
