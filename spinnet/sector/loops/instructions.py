"""Instructions: what is done with a few states, one thing after the other, as one array.

Energies, gradients and expectation values are lists of the same eight things, which one compiled
function (``execute.py``) reads. Each is four numbers: what to do, which operation of the plan (or
which order of paths), and one or two states.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

APPLY, UNDO, OVERLAP, TURN, COPY, ADD, CLEAR, PRODUCT = range(8)
"""What an instruction does; a and b are its states.

APPLY and UNDO an operation on a, or its inverse; OVERLAP: what the entries of an operation take
from b to the conjugate of a; TURN a out of an order of paths; COPY b to a; ADD b to a; CLEAR a;
PRODUCT: add the real part of the product of the conjugate of a with b to the number returned.
"""

Instruction = tuple[int, int, int, int]

STATE, ADJOINT, MOVED, COPIED = range(4)
"""The states: the circuit's, its adjoint, and two for the model: moved along, and a copy."""


def instruction_array(instructions: Iterable[Instruction]) -> np.ndarray:
    """Return instructions as an array ``(n, 4)``.

    Args:
        instructions: In the order in which they run.
    """
    return np.array(list(instructions), dtype=np.int64).reshape(-1, 4)


class Writer:
    """Writes instructions, with turns where an operation wants the other order of paths.

    Args:
        order: The order of paths that states are in.
    """

    def __init__(self, order: int) -> None:
        self.order = order
        self.written: list[Instruction] = []

    def turn(self, order: int, states: Iterable[int]) -> None:
        """Turn states to an order of paths, if they are not in it."""
        if order != self.order:
            self.written += [(TURN, self.order, state, 0) for state in states]
            self.order = order

    def write(self, what: int, number: int = 0, a: int = 0, b: int = 0) -> None:
        """Append one instruction."""
        self.written.append((what, number, a, b))
