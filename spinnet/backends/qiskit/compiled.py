"""Transpile once, bind many: a circuit lowered to a target with closed-form values for its slots.

The cheapest structures have angles that are no affine functions of the circuit's parameters, so
Qiskit's symbols cannot carry them. Each rotation reads a slot instead; the slots are computed in
numpy for any number of parameter sets at once, and go into a PUB as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from hamiltonians import HeisenbergModel
from spinnet.backends.qiskit.operators import to_sparse_pauli_op
from spinnet.circuits import Circuit

AngleMap = Callable[[np.ndarray], np.ndarray]
Pub = tuple[QuantumCircuit, SparsePauliOp, np.ndarray]


@dataclass(frozen=True)
class CompiledCircuit:
    """A spinnet circuit as a Qiskit circuit ready for a target.

    Args:
        circuit: The circuit as spinnet describes it.
        isa_circuit: The Qiskit circuit; its parameters are slots, in alphabetical order.
        angle_map: Maps the angles of all gates in time order, ``(..., n_angles)``, to the values
            of the slots ``(..., n_slots)``.
        slot_numbers: For each parameter of ``isa_circuit``, in Qiskit's order, its slot. Slots
            that the transpiler found to have no effect are missing.
        wire_of_site: The qubit, before layout, that holds each site at the end. Structures save
            gates by leaving sites on other qubits than they came from.
    """

    circuit: Circuit
    isa_circuit: QuantumCircuit
    angle_map: AngleMap
    slot_numbers: tuple[int, ...]
    wire_of_site: tuple[int, ...]

    @property
    def parameter_of_angle(self) -> tuple[int, ...]:
        """The circuit parameter that each angle of each gate reads, in time order."""
        return tuple(index for gate in self.circuit.placements for index in gate.parameters)

    def bind_values(self, parameters: np.ndarray) -> np.ndarray:
        """Return the values of the Qiskit circuit's parameters.

        Args:
            parameters: Array ``(..., n_params)`` of circuit parameters, in radians.

        Returns:
            Array ``(..., isa_circuit.num_parameters)`` in the order of ``isa_circuit.parameters``.

        Raises:
            ValueError: If the last axis has the wrong length or a value is not finite.
        """
        values = np.asarray(parameters, dtype=float)
        if values.shape[-1:] != (self.circuit.n_params,) or not np.all(np.isfinite(values)):
            raise ValueError(
                f"parameters must be finite, their last axis of length {self.circuit.n_params}; "
                f"got an array of shape {values.shape}."
            )
        return self.bind_angles(values[..., list(self.parameter_of_angle)])

    def bind_angles(self, angles: np.ndarray) -> np.ndarray:
        """Return the values of the Qiskit circuit's parameters for separate angles of each gate.

        Args:
            angles: Array ``(..., n_angles)``, gates that share parameters being free to differ, as
                parameter shifts need.
        """
        return self.angle_map(np.asarray(angles, dtype=float))[..., list(self.slot_numbers)]

    def bound(self, parameters: np.ndarray) -> QuantumCircuit:
        """Return the Qiskit circuit at one set of parameters ``(n_params,)``.

        Args:
            parameters: Circuit parameters, in radians.
        """
        return self.isa_circuit.assign_parameters(self.bind_values(parameters))

    def observable(self, operator: SparsePauliOp) -> SparsePauliOp:
        """Return an operator on the sites as an operator on the device's qubits.

        Args:
            operator: Operator with site s on qubit s.
        """
        on_wires = operator.apply_layout(list(self.wire_of_site), operator.num_qubits)
        return on_wires.apply_layout(self.isa_circuit.layout, self.isa_circuit.num_qubits)

    @property
    def qubit_of_site(self) -> tuple[int, ...]:
        """The device's qubit that holds each site at the end of the circuit."""
        layout = self.isa_circuit.layout
        if layout is None:
            return self.wire_of_site
        places = layout.final_index_layout()
        return tuple(places[wire] for wire in self.wire_of_site)

    def pub(self, model: HeisenbergModel, parameters: np.ndarray) -> Pub:
        """Return the PUB that an estimator takes: circuit, energy operator, values.

        Args:
            model: The model whose energy is wanted.
            parameters: Array ``(..., n_params)`` of circuit parameters.
        """
        operator = self.observable(to_sparse_pauli_op(model))
        return self.isa_circuit, operator, self.bind_values(parameters)
