"""Operations and affine angles as data."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import Angle, Operation, gate_matrix, operations_matrix, slot
from spinnet.circuits.synthesis.operation import inverse_operations


def test_angle_is_affine_in_its_slots(rng):
    angle = slot(0, 2.0, 0.5) + slot(2, -1.0) + Angle(0.25)
    values = rng.normal(size=(4, 3))
    np.testing.assert_allclose(angle.value(values), 0.75 + 2 * values[:, 0] - values[:, 2])
    assert not angle.is_fixed
    assert (angle + -angle) == Angle()


def test_shifted_angle_reads_later_slots(rng):
    values = rng.normal(size=7)
    assert slot(1, 3.0).shifted(4).value(values) == pytest.approx(3 * values[5])


def test_inverse_operations_undo(rng):
    operations = (
        Operation("h", (0,)),
        Operation("s", (1,)),
        Operation("rzz", (0, 1), slot(0)),
        Operation("cx", (1, 0)),
        Operation("phase", (0,), slot(1)),
        Operation("ry", (1,), Angle(0.3)),
    )
    slots = rng.normal(size=2)
    both = operations_matrix(operations + inverse_operations(operations), 2, slots)
    np.testing.assert_allclose(both, np.eye(4), atol=1e-14)


@pytest.mark.parametrize("name", ["h", "s", "sdg", "x", "y", "z", "sx", "cx", "cz"])
def test_fixed_gates_are_unitary(name):
    matrix = gate_matrix(name)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), atol=1e-15)


def test_sx_squares_to_x():
    np.testing.assert_allclose(gate_matrix("sx") @ gate_matrix("sx"), gate_matrix("x"), atol=1e-15)


@pytest.mark.parametrize(
    ("name", "wires", "angle", "message"),
    [
        ("toffoli", (0, 1), None, "known gate, got 'toffoli'"),
        ("cx", (0, 0), None, "2 different"),
        ("rz", (0,), None, "exactly to rotations"),
        ("h", (0,), Angle(1.0), "exactly to rotations"),
    ],
)
def test_bad_operations_are_refused(name, wires, angle, message):
    with pytest.raises(ValueError, match=message):
        Operation(name, wires, angle)


def test_sx_has_no_inverse():
    with pytest.raises(ValueError, match="no inverse"):
        Operation("sx", (0,)).inverse()
