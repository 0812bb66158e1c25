from __future__ import annotations

import dataclasses

import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit import QuantumCircuit

from spinnet.backends.ibm.budget import Budget, Cost, expected_seconds, total_cost
from spinnet.backends.ibm.devices import open_device
from spinnet.backends.ibm.errors import HardwareError


def test_costs_add_up():
    assert total_cost([(10, 1.5), (20, None)]) == Cost(30, 1.5, 2)
    assert total_cost([]) == Cost()


def test_limits_hold_to_the_last_shot():
    budget = Budget(max_shots=100)
    budget.check(Cost(60), Cost(40, 0.0, 1))
    with pytest.raises(HardwareError, match=r"max_shots must be at least 101.*got 100"):
        budget.check(Cost(60), Cost(41, 0.0, 1))
    Budget().check(Cost(), Cost(10**9, 1e9, 10**9))


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Budget)])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_limits_are_positive(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a number above 0; got {value}"):
        Budget(**{name: value})


def test_expected_time_counts_shots_and_circuits():
    circuit = QuantumCircuit(5)
    circuit.sx(0)
    circuit.measure_all()
    device = open_device("FakeManila")
    few, many = (expected_seconds([circuit], shots, device) for shots in (1000, 2000))
    assert 2 < few < many < 4
    delay = device.backend.default_rep_delay
    duration = circuit.estimate_duration(device.backend.target)
    assert many - few == pytest.approx(1000 * (delay + duration))
    assert expected_seconds([circuit], 1000, open_device("aer")) > 2
