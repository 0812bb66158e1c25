from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit import QuantumCircuit
from qiskit.quantum_info import Operator, Statevector

from spinnet.backends.qiskit.bit_order import reverse_matrix, reverse_vector


def test_reversing_twice_does_nothing(rng):
    vector, matrix = rng.normal(size=32), rng.normal(size=(16, 16))
    np.testing.assert_array_equal(reverse_vector(reverse_vector(vector)), vector)
    np.testing.assert_array_equal(reverse_matrix(reverse_matrix(matrix)), matrix)


def test_down_on_site_zero_is_the_second_half_here_and_an_odd_index_there():
    circuit = QuantumCircuit(3)
    circuit.x(0)
    ours = np.zeros((2, 2, 2))
    ours[1, 0, 0] = 1
    np.testing.assert_array_equal(reverse_vector(Statevector(circuit).data), ours.reshape(-1))


def test_asymmetric_product_state(rng):
    angles = rng.uniform(0, np.pi, 4)
    circuit = QuantumCircuit(4)
    ours = np.ones(1)
    for site, angle in enumerate(angles):
        circuit.ry(angle, site)
        ours = np.kron(ours, [np.cos(angle / 2), np.sin(angle / 2)])
    np.testing.assert_allclose(reverse_vector(Statevector(circuit).data), ours, atol=1e-14)


def test_asymmetric_operator():
    circuit = QuantumCircuit(2)
    circuit.cx(0, 1)
    controlled_by_the_left = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    np.testing.assert_array_equal(reverse_matrix(Operator(circuit).data), controlled_by_the_left)


def test_columns_keep_their_order(rng):
    columns = rng.normal(size=(8, 3))
    expected = np.stack([reverse_vector(column) for column in columns.T], axis=1)
    np.testing.assert_array_equal(reverse_vector(columns), expected)


def test_one_amplitude_stays():
    np.testing.assert_array_equal(reverse_vector([1.0]), [1.0])


@pytest.mark.parametrize("length", [0, 3, 6])
def test_a_length_that_is_no_power_of_two_is_refused(length):
    with pytest.raises(ValueError, match=f"power of two; got {length}"):
        reverse_vector(np.ones(length))
