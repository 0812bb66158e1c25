"""Circuits through JSON and back."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hamiltonians import named_lattice
from spinnet.circuits import (
    Circuit,
    Placement,
    SingletCovering,
    ansatz,
    fixed_gate,
    general_gate,
    paper,
)
from spinnet.circuits.circuit_json import circuit_from_json, circuit_to_json
from spinnet.networks import parse_tree


def round_trip(circuit):
    return circuit_from_json(json.loads(json.dumps(circuit_to_json(circuit))))


@pytest.mark.parametrize("gates", ["real", "complex", "exchange"])
@pytest.mark.parametrize("sharing", ["none", "layer"])
def test_every_family_comes_back_equal(gates, sharing):
    lattice = named_lattice("triangular-12")
    circuit = ansatz(lattice, "triangles", layers=2, gates=gates, sharing=sharing, two_total=2)
    assert round_trip(circuit) == circuit


def test_the_paper_comes_back_equal_and_each_gate_is_written_once():
    circuit = paper.kagome_circuit(named_lattice("kagome-12"), blocks=3)
    assert round_trip(circuit) == circuit
    assert len(circuit_to_json(circuit)["gates"]) == 1


def test_odd_trees_constants_and_every_digit_come_back(rng):
    rotation = np.linalg.qr(rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2)))[0]
    trees = parse_tree("(1/2 (1/2 1/2))"), parse_tree("((1/2 1/2) 1/2)")
    placements = (
        Placement(fixed_gate(*trees, {1: rotation}), (2, 0, 1), ()),
        Placement(general_gate(3, trees[0]), (0, 1, 2), (3, 2, 1, 0), 5),
    )
    circuit = Circuit(3, SingletCovering(3, ((2, 0),), (1,)), placements, 4)
    assert round_trip(circuit) == circuit


def test_no_gates_come_back():
    circuit = Circuit(2, SingletCovering(2, ((1, 0),)), (), 0)
    assert round_trip(circuit) == circuit


@pytest.mark.parametrize("missing", ["n_sites", "n_params", "initial", "gates", "placements"])
def test_missing_parts_are_refused(missing):
    data = circuit_to_json(ansatz(named_lattice("ring-4"), "paths", layers=1))
    del data[missing]
    with pytest.raises(ValueError, match=f"must hold n_sites.*KeyError: '{missing}'"):
        circuit_from_json(data)


def test_parts_that_do_not_fit_are_refused():
    data = circuit_to_json(ansatz(named_lattice("ring-4"), "paths", layers=1))
    with pytest.raises(ValueError, match="IndexError"):
        circuit_from_json({**data, "gates": []})
    with pytest.raises(ValueError, match="must use each of the parameters 0 to 98"):
        circuit_from_json({**data, "n_params": 99})
