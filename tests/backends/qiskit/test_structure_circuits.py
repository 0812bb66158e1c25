from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from qiskit.circuit import Parameter
from qiskit.quantum_info import Operator

from spinnet.backends.qiskit.bit_order import reverse_matrix
from spinnet.backends.qiskit.structure_circuits import slot_value, structure_circuit
from spinnet.circuits.synthesis import Angle, GateStructure, Operation, three_spin_structure

NAMES = ["h", "s", "sdg", "x", "y", "z", "sx"]


def test_every_operation_has_the_matrix_that_synthesis_says(rng):
    operations = [Operation(name, (number % 3,)) for number, name in enumerate(NAMES)]
    operations += [Operation("cx", (2, 0)), Operation("cz", (1, 2))]
    operations += [
        Operation(name, (number % 3,), Angle(0.1, ((number % 2, 0.5),)))
        for number, name in enumerate(("rx", "ry", "rz", "phase"))
    ]
    operations.append(Operation("rzz", (0, 2), Angle(-0.4, ((0, 1.0), (1, -2.0)))))
    structure = GateStructure("all", 3, tuple(operations), 2, 2, Angle(0.3, ((1, 1.0),)))
    slots = rng.uniform(-2, 2, 2)
    made = Operator(structure_circuit(structure, slots.tolist())).data
    np.testing.assert_allclose(reverse_matrix(made), structure.unitary(slots), atol=1e-12)


def test_symbols_and_numbers_mix():
    symbol = Parameter("a")
    value = slot_value(Angle(1.0, ((0, 2.0), (1, 1.0))), [symbol, 0.5])
    assert float(value.bind({symbol: 0.25})) == 2.0
    assert slot_value(Angle(0.0, ((0, 1.0),)), [symbol]) is symbol
    assert slot_value(Angle(0.7), []) == 0.7


def test_wrong_number_of_slots_is_refused():
    with pytest.raises(ValueError, match="10 slots; got 4"):
        structure_circuit(three_spin_structure(), [0.1] * 4)
