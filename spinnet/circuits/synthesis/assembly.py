"""Structures placed on the sites of a circuit, and the flat circuit they make.

A :class:`PlacedStructure` names sites and parameters; :func:`assemble` concatenates operations,
gives every structure its own slots and cancels neighbours. Which frames to use is decided in
``frames``; counting is in ``cost``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Angle, Operation
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.structure import GateStructure


@dataclass(frozen=True)
class PlacedStructure:
    """A structure on given wires, reading given parameters of the circuit.

    Args:
        structure: The structure.
        wires: The wire of the circuit for each wire of the structure, all different.
        parameters: Index into the circuit's flat parameters for each parameter of the gate.

    Raises:
        ValueError: If a number does not fit the structure or a wire appears twice.
    """

    structure: GateStructure
    wires: tuple[int, ...]
    parameters: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Check the numbers of wires and parameters."""
        if len(set(self.wires)) != self.structure.n_wires or len(self.wires) != len(
            set(self.wires)
        ):
            raise ValueError(
                f"wires must be {self.structure.n_wires} different numbers for "
                f"{self.structure.name}, got {self.wires}."
            )
        if len(self.parameters) != self.structure.n_params:
            raise ValueError(
                f"parameters must hold {self.structure.n_params} indices for "
                f"{self.structure.name}, got {self.parameters}."
            )


@dataclass(frozen=True)
class StructuredCircuit:
    """A whole circuit as operations with slots, bound by :meth:`angles`.

    Args:
        n_wires: Number of wires.
        operations: In time order.
        placed: The structures it was made from, in time order; slots are theirs, concatenated.
        phase: Global phase in radians, a function of the slots.
        wire_of_site: The wire that carries each site at the end. The identity unless frames were
            chosen with relabelling; observables on site i are then measured on this wire.
    """

    n_wires: int
    operations: tuple[Operation, ...]
    placed: tuple[PlacedStructure, ...]
    phase: Angle
    wire_of_site: tuple[int, ...]

    @property
    def two_qubit_count(self) -> int:
        """Number of two-qubit gates."""
        return sum(operation.is_two_qubit for operation in self.operations)

    @property
    def n_slots(self) -> int:
        """Number of slots of the whole circuit."""
        return sum(part.structure.n_slots for part in self.placed)

    def angles(self, parameters: ArrayLike) -> np.ndarray:
        """Return the slot values for flat circuit parameters.

        Args:
            parameters: Shape ``(..., n_params)``, radians.

        Returns:
            Shape ``(..., n_slots)``.
        """
        values = np.asarray(parameters, dtype=float)
        columns = [
            part.structure.angles(values[..., list(part.parameters)]) for part in self.placed
        ]
        empty = np.zeros((*values.shape[:-1], 0))
        return np.concatenate([empty, *columns], axis=-1)

    def unitary(self, parameters: ArrayLike) -> np.ndarray:
        """Return the dense unitary on the wires, for small circuits only.

        Args:
            parameters: Shape ``(n_params,)``.
        """
        slots = self.angles(parameters)
        matrix = operations_matrix(self.operations, self.n_wires, slots)
        return np.exp(1j * self.phase.value(slots)) * matrix


def assemble(
    placed: Sequence[PlacedStructure],
    n_wires: int,
    *,
    cancel: bool = True,
    wire_of_site: Sequence[int] | None = None,
) -> StructuredCircuit:
    """Return the circuit of placed structures in time order.

    Args:
        placed: The structures.
        n_wires: Number of wires of the circuit.
        cancel: Whether to cancel and merge neighbouring operations.
        wire_of_site: Final wire of each site; None is the identity.

    Raises:
        ValueError: If a wire is not below ``n_wires``.
    """
    operations: list[Operation] = []
    phase, first_slot = Angle(), 0
    for part in placed:
        if max(part.wires) >= n_wires:
            raise ValueError(f"wires must be below n_wires = {n_wires}, got {part.wires}.")
        structure = part.structure
        operations += [gate.placed(part.wires, first_slot) for gate in structure.operations]
        phase = phase + structure.phase.shifted(first_slot)
        first_slot += structure.n_slots
    final = cancel_adjacent(operations) if cancel else tuple(operations)
    wires = tuple(range(n_wires)) if wire_of_site is None else tuple(wire_of_site)
    return StructuredCircuit(n_wires, final, tuple(placed), phase, wires)
