"""One gate on wires, and angles that are affine functions of numbered slots.

An :class:`Operation` is plain data: a gate name, the wires it acts on and, for rotations, an
:class:`Angle`. This file knows neither matrices (see ``matrices``) nor any quantum package.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROTATIONS = ("rx", "ry", "rz", "rzz", "phase")
FIXED_ONE_QUBIT = ("h", "s", "sdg", "x", "y", "z", "sx")
FIXED_TWO_QUBIT = ("cx", "cz")
TWO_QUBIT = (*FIXED_TWO_QUBIT, "rzz")

_INVERSE_NAMES = {"s": "sdg", "sdg": "s"}


@dataclass(frozen=True)
class Angle:
    """An angle ``offset + sum(coefficient * slots[slot])``, in radians.

    Args:
        offset: Constant part in radians.
        terms: Pairs ``(slot, coefficient)`` with different slots in ascending order and
            coefficients that are not zero. No terms: the angle is fixed.

    Example:
        >>> float(Angle(0.5, ((1, 2.0),)).value(np.array([9.0, 0.25])))
        1.0
    """

    offset: float = 0.0
    terms: tuple[tuple[int, float], ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the angle depends on no slot."""
        return not self.terms

    def value(self, slots: np.ndarray) -> np.ndarray:
        """Return the angle for slot values of shape ``(..., n_slots)``, shape ``(...)``."""
        slots = np.asarray(slots, dtype=float)
        total = np.full(slots.shape[:-1], self.offset)
        for slot, coefficient in self.terms:
            total = total + coefficient * slots[..., slot]
        return total

    def __neg__(self) -> Angle:
        return self.scaled(-1.0)

    def __add__(self, other: Angle) -> Angle:
        sums = dict(self.terms)
        for slot, coefficient in other.terms:
            sums[slot] = sums.get(slot, 0.0) + coefficient
        terms = tuple((slot, value) for slot, value in sorted(sums.items()) if abs(value) > 1e-15)
        return Angle(self.offset + other.offset, terms)

    def scaled(self, factor: float) -> Angle:
        """Return the angle times a number."""
        terms = tuple((slot, factor * value) for slot, value in self.terms)
        return Angle(factor * self.offset, terms if factor else ())

    def shifted(self, first_slot: int) -> Angle:
        """Return the same angle read from slots that start at ``first_slot``."""
        terms = tuple((slot + first_slot, value) for slot, value in self.terms)
        return Angle(self.offset, terms)


ZERO = Angle()


def slot(index: int, coefficient: float = 1.0, offset: float = 0.0) -> Angle:
    """Return the angle ``offset + coefficient * slots[index]``."""
    return Angle(offset, ((index, coefficient),))


@dataclass(frozen=True)
class Operation:
    """One gate of a fixed small set on given wires.

    The names and their matrices are those of OpenQASM: rotations are
    ``exp(-i angle/2 P)``, ``phase`` is ``diag(1, exp(i angle))`` and ``cx`` has its control
    on the first wire.

    Args:
        name: One of ``cx cz rzz rx ry rz phase h s sdg x y z sx``.
        wires: The wires it acts on, one or two different ones.
        angle: The angle of a rotation, None for a fixed gate.

    Raises:
        ValueError: If the name is unknown, the wires do not fit it, or an angle is missing or
            given to a gate without one.
    """

    name: str
    wires: tuple[int, ...]
    angle: Angle | None = None

    def __post_init__(self) -> None:
        """Check the name, the number of wires and the presence of an angle."""
        if self.name not in (*ROTATIONS, *FIXED_ONE_QUBIT, *FIXED_TWO_QUBIT):
            raise ValueError(f"the name of an operation must be a known gate, got {self.name!r}.")
        n_wires = 2 if self.name in TWO_QUBIT else 1
        if len(set(self.wires)) != n_wires or len(self.wires) != n_wires:
            raise ValueError(
                f"{self.name} must act on {n_wires} different wire(s), got wires {self.wires}."
            )
        if (self.angle is not None) != (self.name in ROTATIONS):
            raise ValueError(
                f"an angle must be given exactly to rotations {ROTATIONS}; "
                f"got {self.name} with angle {self.angle}."
            )

    @property
    def is_two_qubit(self) -> bool:
        """Whether the gate acts on two wires."""
        return len(self.wires) == 2

    def inverse(self) -> Operation:
        """Return the inverse gate; refused for ``sx``, which has no inverse in the set."""
        if self.name == "sx":
            raise ValueError("sx has no inverse in the gate set; write it as rx(pi/2).")
        if self.angle is not None:
            return Operation(self.name, self.wires, -self.angle)
        return Operation(_INVERSE_NAMES.get(self.name, self.name), self.wires)

    def placed(self, wires: tuple[int, ...], first_slot: int = 0) -> Operation:
        """Return the gate with wire ``w`` renamed ``wires[w]`` and its slots shifted."""
        angle = None if self.angle is None else self.angle.shifted(first_slot)
        return Operation(self.name, tuple(wires[wire] for wire in self.wires), angle)

    def bound(self, slots: np.ndarray) -> Operation:
        """Return the gate with its angle fixed at given slot values ``(n_slots,)``."""
        if self.angle is None:
            return self
        return Operation(self.name, self.wires, Angle(float(self.angle.value(slots))))


def inverse_operations(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Return the operations of the inverse circuit."""
    return tuple(operation.inverse() for operation in reversed(operations))
