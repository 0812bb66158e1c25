"""Counting gates, depth and shots."""

from __future__ import annotations

import pytest

from spinnet.circuits.synthesis import (
    CircuitCost,
    PlacedStructure,
    assemble,
    circuit_cost,
    gates_per_digit,
    shots_for_precision,
    two_spin_structure,
)


def test_cost_counts_depth_and_runs():
    placed = [
        PlacedStructure(two_spin_structure(), sites, (0,)) for sites in ((0, 1), (2, 3), (1, 2))
    ]
    cost = circuit_cost(assemble(placed, 4).operations)
    assert isinstance(cost, CircuitCost)
    assert (cost.two_qubit_gates, cost.two_qubit_depth) == (9, 6)
    assert circuit_cost(()).two_qubit_depth == 0


def test_gates_per_digit():
    cost = CircuitCost(120, 10, 50, "all-to-all")
    assert cost.two_qubit_gates_per_digit(-1e-4) == pytest.approx(30)
    assert cost.two_qubit_gates_per_digit(0.0) == pytest.approx(10)  # rounding: twelve digits
    assert gates_per_digit(120, 1.5) is None


def test_shots():
    assert shots_for_precision(4.0, 0.1) == 400
    with pytest.raises(ValueError, match="precision above 0"):
        shots_for_precision(1.0, 0.0)
