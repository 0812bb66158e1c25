"""The flat parameter array: sharing, names and checks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hamiltonians import named_lattice
from spinnet.circuits import (
    ansatz,
    checked_parameters,
    checked_rows,
    gate_angles,
    general_gate,
    paper_gate,
    parameter_slices,
    place_gates,
)


@pytest.fixture
def circuit():
    return ansatz(named_lattice("ring-6"), "bonds+triples", layers=2, gates="complex")


def test_slices_cover_the_array_once(circuit):
    slices = parameter_slices(circuit)
    assert [part.start for part in slices] == [0] + [part.stop for part in slices[:-1]]
    assert slices[-1].stop == circuit.n_params
    assert slices[0].name == "layer 0: general2(0,1)"


def test_shared_gates_have_one_slice():
    lattice = named_lattice("ring-6")
    shared = ansatz(lattice, "bonds+triples", layers=3, gates="complex", sharing="layer")
    assert len(parameter_slices(shared)) == 2 * 3
    assert shared.n_params == 3 * (1 + 4)


def test_angles_of_each_gate_are_read_in_order(circuit, rng):
    values = rng.normal(size=circuit.n_params)
    angles = gate_angles(circuit, values)
    assert [len(part) for part in angles] == [gate.gate.n_angles for gate in circuit.placements]
    np.testing.assert_array_equal(np.concatenate(angles), values)  # unshared: time order


def test_gates_of_different_kinds_never_share():
    gates = [(paper_gate(2), (0, 1), 0), (general_gate(2), (1, 2), 0), (paper_gate(2), (2, 3), 0)]
    placements, n_params = place_gates(gates, ["same"] * 3)
    assert [placed.parameters for placed in placements] == [(0,), (1,), (0,)]
    assert n_params == 2


def test_no_gates_have_no_parameters():
    assert place_gates([], []) == ((), 0)


def test_parameters_that_do_not_fit_are_refused(circuit):
    with pytest.raises(ValueError, match=rf"shape \({circuit.n_params},\).*got \(3,\)"):
        checked_parameters(circuit, np.zeros(3))
    values = np.zeros(circuit.n_params)
    values[7] = np.nan
    with pytest.raises(ValueError, match="must be finite; parameter 7 is nan"):
        gate_angles(circuit, values)


def test_rows_that_do_not_fit_are_refused(circuit):
    n_params = circuit.n_params
    assert checked_rows(circuit, [[0] * n_params] * 2).dtype == float
    wanted = rf"\(n_starts, n_params\) = \(n, {n_params}\) with n at least 1; got "
    for shape in ((2, n_params - 1), (2, n_params + 1), (0, n_params), (n_params,), (1, 1, 1)):
        with pytest.raises(ValueError, match=wanted + re.escape(f"{shape}.")):
            checked_rows(circuit, np.zeros(shape))
