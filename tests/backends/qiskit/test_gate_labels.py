from __future__ import annotations

import pytest

pytest.importorskip("qiskit")
from spinnet.backends.qiskit.gate_labels import (
    exported_name,
    gate_of_label,
    label_of,
    label_of_exported,
)
from spinnet.circuits import exchange_gate, fixed_gate, general_gate, paper_gate, real_gate
from spinnet.networks import comb_tree, parse_tree

BALANCED = parse_tree("((1/2 1/2) (1/2 1/2))")
GATES = [paper_gate(2), paper_gate(3), real_gate(3), general_gate(4), exchange_gate(5)]


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("vertex", [*GATES, real_gate(4, BALANCED)], ids=str)
def test_labels_read_back(vertex, inverted):
    assert gate_of_label(label_of(vertex, inverted=inverted)) == (vertex, inverted)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("vertex", GATES, ids=str)
def test_exported_names_are_identifiers_and_read_back(vertex, inverted):
    label = label_of(vertex, inverted=inverted)
    assert exported_name(label).isidentifier()
    assert label_of_exported(exported_name(label)) == label
    assert label_of_exported(exported_name(label) + "_7") == label


def test_other_names_are_no_vertex_gates():
    assert label_of_exported("cx") is None


@pytest.mark.parametrize("label", ["real", "real2", "other3", "paper4", "general3 (1/2", "fixed"])
def test_unknown_labels_are_refused(label):
    with pytest.raises(ValueError, match="one of the families"):
        gate_of_label(label)


def test_a_gate_outside_the_families_keeps_its_name():
    tree = comb_tree(2)
    assert label_of(fixed_gate(tree, tree, {}, name="swap")) == "swap"
