"""The fixed structure of a gate: operations whose angles are functions of its parameters.

A structure is transpiled once and bound many times: only slot values change. It knows neither
where it is placed (see ``assembly``) nor any quantum package.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from spinnet.circuits.synthesis.block import BlockFamily
from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import ZERO, Angle, Operation, inverse_operations

ALL_TO_ALL = "all-to-all"
LINE = "line"

AngleMap = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class GateStructure:
    """A gate as a fixed list of operations with slots for angles.

    The unitary is ``exp(i phase)`` times the operations in time order. Slot values are
    ``angle_map(parameters)``. Without an angle map the slots *are* the parameters, so every
    angle is affine in them, with the coefficients written in the operations: front ends can
    then keep symbolic parameters and parameter-shift rules.

    Args:
        name: What the structure implements.
        n_wires: Number of wires; on a line, neighbours are ``w`` and ``w + 1``.
        operations: In time order.
        n_params: Number of parameters of the gate.
        n_slots: Number of slots; equals ``n_params`` without an angle map.
        phase: Global phase in radians, a function of the slots too.
        connectivity: ``"all-to-all"``, or ``"line"`` when two-qubit gates join neighbours only.
        angle_map: Maps parameters of shape ``(..., n_params)`` to slots ``(..., n_slots)``,
            piecewise smooth and deterministic.
        family: The block family of a 3-spin gate, from which ``choose_frames`` may rebuild it
            with other frames; None for every other structure.
    """

    name: str
    n_wires: int
    operations: tuple[Operation, ...]
    n_params: int
    n_slots: int
    phase: Angle = ZERO
    connectivity: str = ALL_TO_ALL
    angle_map: AngleMap | None = None
    family: BlockFamily | None = None

    def __post_init__(self) -> None:
        """Check that slots and wires are consistent."""
        if self.angle_map is None and self.n_slots != self.n_params:
            raise ValueError(
                f"without an angle map the slots must be the {self.n_params} parameters, "
                f"got n_slots = {self.n_slots}."
            )
        if self.connectivity == LINE and any(
            abs(first - second) != 1 for first, second in self.two_qubit_wires
        ):
            raise ValueError(f"two-qubit gates of {self.name} must join neighbours on a line.")

    @property
    def is_affine(self) -> bool:
        """Whether every angle is an affine function of the parameters."""
        return self.angle_map is None

    @property
    def two_qubit_wires(self) -> tuple[tuple[int, ...], ...]:
        """The wire pairs of the two-qubit gates, in time order."""
        return tuple(operation.wires for operation in self.operations if operation.is_two_qubit)

    @property
    def two_qubit_count(self) -> int:
        """Number of two-qubit gates."""
        return len(self.two_qubit_wires)

    @property
    def one_qubit_count(self) -> int:
        """Number of one-qubit gates as written (neighbouring ones are not merged)."""
        return len(self.operations) - self.two_qubit_count

    def angles(self, parameters: ArrayLike) -> np.ndarray:
        """Return the slot values, shape ``(..., n_slots)``.

        Args:
            parameters: Angles of the gate, shape ``(..., n_params)``, in radians.

        Raises:
            ValueError: If the last axis is not ``n_params`` long.
        """
        values = np.asarray(parameters, dtype=float)
        if values.shape[-1:] != (self.n_params,):
            raise ValueError(
                f"the last axis of parameters must have length {self.n_params} for {self.name}, "
                f"got shape {values.shape}."
            )
        return values if self.angle_map is None else self.angle_map(values)

    def unitary(self, parameters: ArrayLike) -> np.ndarray:
        """Return the exact unitary, global phase included, shape ``(2**n, 2**n)``.

        Args:
            parameters: Shape ``(n_params,)``.
        """
        slots = self.angles(parameters)
        phase = np.exp(1j * self.phase.value(slots))
        return phase * operations_matrix(self.operations, self.n_wires, slots)

    def affine_map(self) -> tuple[np.ndarray, np.ndarray]:
        """Return ``(matrix, offset)``: the rotations' angles are ``matrix @ parameters + offset``.

        Returns:
            Arrays of shape ``(n_rotations, n_params)`` and ``(n_rotations,)``, one row for each
            operation that has an angle, in time order.

        Raises:
            ValueError: If the structure is not affine.
        """
        if not self.is_affine:
            raise ValueError(f"{self.name} must be affine to have an affine map; it is not.")
        angles = [operation.angle for operation in self.operations if operation.angle is not None]
        matrix = np.zeros((len(angles), self.n_params))
        for row, angle in enumerate(angles):
            for slot, coefficient in angle.terms:
                matrix[row, slot] = coefficient
        return matrix, np.array([angle.offset for angle in angles])

    def inverse(self) -> GateStructure:
        """Return the structure of the inverse gate, at the same parameters."""
        return replace(
            self,
            name=f"{self.name}, inverse",
            operations=inverse_operations(self.operations),
            phase=-self.phase,
            family=None,
        )
