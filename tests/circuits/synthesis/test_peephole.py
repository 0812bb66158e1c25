"""Cancelling neighbours never changes the unitary."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import Angle, Operation, cancel_adjacent, operations_matrix, slot

ONE_QUBIT = ("h", "s", "sdg", "x", "y", "z", "sx")
ROTATIONS = ("rx", "ry", "rz", "phase")


def random_operations(rng, n_wires, length):
    operations = []
    for _ in range(length):
        kind = rng.integers(3)
        wires = tuple(int(wire) for wire in rng.permutation(n_wires)[:2])
        if kind == 0:
            operations.append(Operation(str(rng.choice(ONE_QUBIT)), wires[:1]))
        elif kind == 1:
            name = str(rng.choice(ROTATIONS))
            operations.append(Operation(name, wires[:1], slot(int(rng.integers(2)))))
        else:
            name = str(rng.choice(("cx", "cz", "rzz")))
            angle = slot(0) if name == "rzz" else None
            operations.append(Operation(name, wires, angle))
    return operations


def test_random_circuits_keep_their_unitary(rng):
    slots = rng.normal(size=2)
    shortened = 0
    for _ in range(40):
        operations = random_operations(rng, 3, 40)
        fewer = cancel_adjacent(operations)
        shortened += len(operations) - len(fewer)
        np.testing.assert_allclose(
            operations_matrix(fewer, 3, slots), operations_matrix(operations, 3, slots), atol=1e-12
        )
    assert shortened > 0


@pytest.mark.parametrize(
    ("between", "cancels"),
    [
        ((), True),
        ((Operation("cx", (0, 2)),), True),
        ((Operation("cx", (2, 1)),), True),
        ((Operation("rz", (0,), Angle(0.3)),), True),
        ((Operation("rx", (1,), Angle(0.3)),), True),
        ((Operation("h", (2,)),), True),
        ((Operation("h", (0,)),), False),
        ((Operation("cx", (1, 2)),), False),
        ((Operation("cx", (1, 0)),), False),
    ],
)
def test_two_cx_cancel_through_commuting_gates(between, cancels):
    pair = Operation("cx", (0, 1))
    left = cancel_adjacent((pair, *between, pair))
    assert (left == tuple(between)) is cancels


def test_rotations_add_up():
    turns = (Operation("rz", (0,), slot(0)), Operation("rz", (0,), Angle(0.2)))
    assert cancel_adjacent(turns) == (Operation("rz", (0,), slot(0, 1.0, 0.2)),)


def test_nothing_stays_nothing():
    assert cancel_adjacent(()) == ()
