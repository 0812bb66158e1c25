r"""Multiplexed rotations: a rotation of one wire by an angle that the bits of others choose.

:math:`\sum_b |b\rangle\langle b| \otimes R(\phi_b)` is a product of rotations about the parities of
the target with subsets of the controls. A network of CX brings each parity to some wire, where it
turns. It may end with the wires mixed by a linear map that the next factor of a decomposition
absorbs, being a general matrix on them: that saves CX, most of all on a line, where the target is
at one end and every CX joins neighbours.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np

from spinnet.circuits.synthesis.operation import Angle, Operation, slot

Moves = tuple[tuple[int, int], ...]

# Shortest networks on a line by breadth-first search over all linear maps and sets of parities
# passed (tests search again): control and target place of each CX.
_LINE = {
    ("rz", 0): "",
    ("rz", 1): "01 01",
    ("rz", 2): "01 12 21 01 12 01",
    ("rz", 3): "01 12 21 32 12 01 12 23 32 12 21 01 12 01",
    ("ry", 1): "10",
    ("ry", 2): "01 10 21 10 01",
    ("ry", 3): "01 10 21 32 01 21 32 01 21 10 01",
}
# The first control is a select wire and ends at the far side of the others.
_LINE_CROSSING = "01 12 23 32 21 01 12 21 32 23 12 01 12 01"


@dataclass(frozen=True)
class RotationNetwork:
    """A multiplexed rotation as CX gates between places 0 (the target), 1, 2, ... (the controls).

    Args:
        axis: ``"rz"`` or ``"ry"``.
        n_controls: The number m of controls.
        moves: Control and target place of each CX, in time order.
        places: The place where each of target and controls is at the end.
    """

    axis: str
    n_controls: int
    moves: Moves
    places: tuple[int, ...]

    @property
    def contents(self) -> tuple[tuple[int, ...], ...]:
        """For each place its parity after each number of CX; bit m stands for the target."""
        parities = [1 << (self.n_controls - place) for place in range(self.n_controls + 1)]
        steps = [tuple(parities)]
        for control, target in self.moves:
            parities[target] ^= parities[control]
            steps.append(tuple(parities))
        return tuple(steps)

    def operations(self, wires: tuple[int, ...], first_slot: int) -> tuple[Operation, ...]:
        """Return rotations and CX, the rotation of parity with subset L reading slot L.

        Args:
            wires: The wires at the places, target first.
            first_slot: The first of 2**m slots, see ``rotation_slots``.
        """
        if self.axis == "ry" and all(control for control, _ in self.moves):
            return self._network(wires, first_slot, "cz", "ry")
        rolled = _roll(wires[0]) if self.axis == "ry" else ()
        back = _roll(wires[self.places[0]]) if self.axis == "ry" else ()
        inverse = tuple(gate.inverse() for gate in reversed(back))
        return (*rolled, *self._network(wires, first_slot, "cx", "rz"), *inverse)

    def _network(
        self, wires: tuple[int, ...], first_slot: int, flip: str, turn: str
    ) -> tuple[Operation, ...]:
        seen: set[int] = set()
        operations: list[Operation] = []
        for step, parities in enumerate(self.contents):
            if step:
                pair = self.moves[step - 1]
                name = flip if pair[1] == 0 else "cx"
                operations.append(Operation(name, tuple(wires[place] for place in pair)))
            for place, parity in enumerate(parities):
                subset = parity - 2**self.n_controls
                if subset >= 0 and subset not in seen:
                    seen.add(subset)
                    operations.append(Operation(turn, (wires[place],), slot(first_slot + subset)))
        return tuple(operations)

    def remainder(self) -> np.ndarray:
        """Return what the network does after the multiplexed rotation.

        Returns:
            Unitary ``(2**(m + 1), 2**(m + 1))`` on target and controls, block-diagonal in the
            target.
        """
        n_wires = self.n_controls + 1
        last = self.contents[-1]
        rows = [last[place] for place in self.places]
        matrix = np.zeros((2**n_wires, 2**n_wires), dtype=complex)
        for index in range(2**n_wires):
            bits = [(row & index).bit_count() % 2 for row in rows]
            matrix[int("".join(map(str, bits)), 2), index] = 1
        if self.axis == "rz":
            return matrix
        roll = np.kron(_ROLL, np.eye(2**self.n_controls))
        return roll.conj().T @ matrix @ roll


# Y to Z and Z to X: a flip of the turning axis then is Z, diagonal in the target.
_ROLL = np.array([[1, 1j], [1j, 1]]) / np.sqrt(2) @ np.array([[1, 1], [1, -1]]) / np.sqrt(2)


def _roll(wire: int) -> tuple[Operation, ...]:
    return (Operation("h", (wire,)), Operation("rx", (wire,), Angle(-pi / 2)))


@lru_cache(maxsize=64)
def free_network(axis: str, n_controls: int) -> RotationNetwork:
    """Return the network of 2**m CX between any wires; for RY the last one is left out.

    Args:
        axis: ``"rz"`` or ``"ry"``.
        n_controls: The number m of controls.
    """
    codes = [place ^ (place >> 1) for place in range(2**n_controls)]
    changes = [first ^ second for first, second in itertools.pairwise([*codes, 0])]
    moves = tuple((n_controls + 1 - change.bit_length(), 0) for change in changes if change)
    kept = moves[:-1] if axis == "ry" else moves
    return RotationNetwork(axis, n_controls, kept, tuple(range(n_controls + 1)))


@lru_cache(maxsize=64)
def line_network(axis: str, n_controls: int, *, crossing: bool = False) -> RotationNetwork:
    """Return the network with the fewest CX between neighbours, places 0, 1, 2, ... on a line.

    Args:
        axis: ``"rz"`` or ``"ry"``.
        n_controls: The number m of controls, at most 3.
        crossing: Whether the first of 3 controls is a select wire and ends at place 3, the other
            two at places 2 and 1.

    Raises:
        ValueError: If no network is known.
    """
    if crossing and (axis, n_controls) == ("rz", 3):
        return RotationNetwork(axis, n_controls, _moves(_LINE_CROSSING), (0, 3, 2, 1))
    if crossing or (axis, n_controls) not in _LINE:
        raise ValueError(f"n_controls on a line must be 0 to 3; got {n_controls} for {axis}.")
    moves = _moves(_LINE[axis, n_controls])
    return RotationNetwork(axis, n_controls, moves, tuple(range(n_controls + 1)))


def _moves(text: str) -> Moves:
    return tuple((int(pair[0]), int(pair[1])) for pair in text.split())


def rotation_slots(angles: np.ndarray) -> np.ndarray:
    """Return the slots of a multiplexed rotation, shape ``(2**m,)``, from its angles.

    Args:
        angles: The angle for each value of the controls, first control the highest bit.
    """
    size = len(angles)
    signs = [
        [(-1) ** (subset & value).bit_count() for value in range(size)] for subset in range(size)
    ]
    return np.array(signs) @ angles / size
