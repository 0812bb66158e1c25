"""A vertex gate as a native Qiskit gate with symbolic angles.

The gate carries spinnet's structure; its matrix, its definition and its inverse follow from it.
How a circuit of such gates is lowered to a target is decided in ``passes.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Gate, Parameter, ParameterExpression
from qiskit.circuit.exceptions import CircuitError

from spinnet import circuits
from spinnet.backends.qiskit.bit_order import reverse_matrix
from spinnet.backends.qiskit.gate_labels import exported_name, label_of
from spinnet.backends.qiskit.structure_choice import affine_structure, cheapest_structure
from spinnet.backends.qiskit.structure_circuits import structure_circuit
from spinnet.circuits.synthesis import ALL_TO_ALL

GATE_NAME = "vertex_gate"

Angle: TypeAlias = float | ParameterExpression


class VertexGate(Gate):
    """An SU(2)-equivariant gate on k qubits, wire w on the w-th qubit it is given.

    While an angle is symbolic the definition is the structure whose rotation angles are affine in
    the angles, so symbolic parameters, shift rules, QPY and OpenQASM 3 survive it. Once every
    angle is a number the definition is the structure with the fewest two-qubit gates.

    Args:
        vertex: The gate, as spinnet describes it.
        angles: A number or a parameter expression for each of its angles, in radians.
        inverted: Whether this is the inverse of the gate, at the same angles.

    Raises:
        ValueError: If the number of angles is wrong.

    Example:
        >>> from qiskit.circuit import Parameter
        >>> from spinnet.circuits import real_gate
        >>> VertexGate(real_gate(3), [Parameter("a")]).definition.num_parameters
        1
    """

    def __init__(
        self, vertex: circuits.VertexGate, angles: Sequence[Angle] = (), *, inverted: bool = False
    ) -> None:
        if len(angles) != vertex.n_angles:
            raise ValueError(
                f"gate {vertex.name!r} takes {vertex.n_angles} angles; got {len(angles)}."
            )
        self.vertex = vertex
        self.inverted = inverted
        label = label_of(vertex, inverted=inverted)
        super().__init__(GATE_NAME, vertex.n_spins, list(angles), label=label)

    def inverse(self, annotated: bool = False) -> VertexGate:
        """Return the inverse gate, with the same angles.

        Args:
            annotated: Ignored; the inverse is always a `VertexGate`.
        """
        return VertexGate(self.vertex, self.params, inverted=not self.inverted)

    def structure_definition(self, connectivity: str = ALL_TO_ALL) -> QuantumCircuit:
        """Return the definition for a connectivity: affine while symbolic, else the cheapest.

        Args:
            connectivity: "all-to-all" or "line".
        """
        made = self._forward_definition(connectivity)
        return made.inverse() if self.inverted else made

    def _forward_definition(self, connectivity: str) -> QuantumCircuit:
        if not self.is_parameterized():
            cheapest = cheapest_structure(self.vertex, connectivity)
            return structure_circuit(cheapest, cheapest.angles(self._bound_angles()).tolist())
        return structure_circuit(affine_structure(self.vertex, connectivity), self.params)

    def has_same_kind(self, other: VertexGate) -> bool:
        """Return whether another gate differs from this one in its angles at most.

        Args:
            other: The other gate.
        """
        return self.vertex == other.vertex and self.inverted == other.inverted

    def validate_parameter(self, parameter: object) -> Angle:
        """Return an angle if it is a finite real number or a parameter expression.

        Args:
            parameter: The angle.

        Raises:
            CircuitError: If it is neither.
        """
        if isinstance(parameter, ParameterExpression):
            return parameter
        if isinstance(parameter, int | float | np.integer | np.floating) and np.isfinite(parameter):
            return float(parameter)
        raise CircuitError(f"an angle of gate {self.name!r} must be finite; got {parameter!r}.")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("the matrix of a vertex gate is computed, so it is always a copy.")
        matrix = reverse_matrix(self.vertex.matrix(self._bound_angles()))
        return np.asarray(matrix.conj().T if self.inverted else matrix, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VertexGate):
            return NotImplemented
        return self.has_same_kind(other) and all(
            a == b if isinstance(a, ParameterExpression) else _same_number(a, b)
            for a, b in zip(self.params, other.params, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def _define(self) -> None:
        self._definition = self.structure_definition()

    def _bound_angles(self) -> np.ndarray:
        if self.is_parameterized():
            raise CircuitError(
                f"gate {self.label!r} has symbolic angles {self.params}; assign numbers to them "
                "before asking for its matrix."
            )
        return np.array([float(angle) for angle in self.params])

    def _qasm_decomposition(self) -> Gate:
        """Return the gate as OpenQASM 3 needs it: a definition in its own formal angles."""
        return _ExportedGate(self)


class _ExportedGate(Gate):
    """A vertex gate as the OpenQASM 3 exporter expects it.

    A symbolic gate gets a definition in formal angles, one for each angle of the call; gates of
    one kind then compare equal, so that one definition is written for all of them.
    """

    def __init__(self, gate: VertexGate) -> None:
        self.gate = gate
        super().__init__(exported_name(str(gate.label)), gate.num_qubits, gate.params)

    def _define(self) -> None:
        gate = self.gate
        if gate.is_parameterized():
            # the exporter lists formal angles in alphabetical order
            formal = [Parameter(f"angle_{index:03d}") for index in range(len(self.params))]
            gate = VertexGate(gate.vertex, formal, inverted=gate.inverted)
        self._definition = gate.definition

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _ExportedGate):
            return False
        if self.gate.is_parameterized() and other.gate.is_parameterized():
            return self.gate.has_same_kind(other.gate)
        return self.gate == other.gate

    __hash__ = None  # type: ignore[assignment]


def _same_number(first: float, second: object) -> bool:
    if isinstance(second, ParameterExpression) and second.parameters:
        return False
    return bool(np.isclose(float(first), float(second), rtol=0, atol=1e-10))  # type: ignore[arg-type]
