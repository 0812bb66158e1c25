r"""A first gate whose sites are exactly the sites of untouched singlets: a state, not a gate.

Four spins in two singlets have two paths to total spin 0: after the collective frame the select
wires are fixed and the block wires hold one two-qubit state. A preparation with 5 CX, 6 on a line,
takes the place of two singlets and a gate.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from spinnet.circuits.synthesis.equivariant import Frame, collective_frame
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Operation, inverse_operations, slot
from spinnet.circuits.synthesis.start import pair_state_slots
from spinnet.circuits.synthesis.structure import GateStructure
from spinnet.circuits.synthesis.two_spin import singlet_structure

Pairs = tuple[tuple[int, int], ...]

_N_SLOTS = 8  # those of pair_state_slots


def covered_start_structure(structure: GateStructure, pairs: Pairs) -> GateStructure:
    """Return singlets and the gate on them in one, for wires that start in state 0.

    Args:
        structure: A gate on 4 spins.
        pairs: Ordered pairs of its wires, singlets before the gate, that cover all of them.

    Returns:
        The preparation, at the gate's parameters.

    Raises:
        ValueError: If the pairs do not cover 4 wires.
    """
    covered = sorted(wire for pair in pairs for wire in pair)
    if covered != [0, 1, 2, 3] or structure.n_wires != 4:
        raise ValueError(
            f"pairs must cover 4 wires of {structure.name!r}, each once; got {pairs} of "
            f"{structure.n_wires}."
        )
    start = _singlets(pairs)
    frame = collective_frame(4, structure.connectivity)
    selects, block = _after_frame(frame, start)
    first, second = frame.wires
    gates = (
        *(Operation("x", (wire,)) for wire, bit in zip(frame.selects, selects, strict=True) if bit),
        Operation("ry", (first,), slot(0)),
        Operation("cx", (first, second)),
        *euler_operations(first, slot(1), slot(2), slot(3)),
        *euler_operations(second, slot(4), slot(5), slot(6)),
        *inverse_operations(frame.before),
    )

    def angle_map(parameters: np.ndarray) -> np.ndarray:
        """Return the slots of the two-qubit state for each row of parameters."""
        n_rows = int(np.prod(parameters.shape[:-1]))
        rows = parameters.reshape(n_rows, structure.n_params)
        states = np.array([block(structure.unitary(row) @ start) for row in rows])
        slots = pair_state_slots(states.reshape(n_rows, 2, 2))
        return slots.reshape(*parameters.shape[:-1], _N_SLOTS)

    return GateStructure(
        f"{structure.name} on singlets",
        4,
        gates,
        structure.n_params,
        _N_SLOTS,
        slot(_N_SLOTS - 1),
        structure.connectivity,
        angle_map,
    )


def _singlets(pairs: Pairs) -> np.ndarray:
    """Return the state of singlets on pairs of four wires, shape ``(16,)``."""
    operations: list[Operation] = []
    for pair in pairs:
        operations += [gate.placed(pair) for gate in singlet_structure().operations]
    return operations_matrix(operations, 4)[:, 0]


def _after_frame(
    frame: Frame, start: np.ndarray
) -> tuple[tuple[int, int], Callable[[np.ndarray], np.ndarray]]:
    """Return the bits of the select wires, and the map from states to those of the block wires."""
    matrix = operations_matrix(frame.before, 4)

    def by_selects(state: np.ndarray) -> np.ndarray:
        """Return the amplitudes with the select wires first, shape ``(2, 2, 2, 2)``."""
        return (matrix @ state).reshape((2,) * 4).transpose([*frame.selects, *frame.wires])

    weights = (np.abs(by_selects(start)) ** 2).sum((2, 3))
    one, other = (int(bit) for bit in np.unravel_index(np.argmax(weights), weights.shape))
    return (one, other), lambda state: by_selects(state)[one, other]
