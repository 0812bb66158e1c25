"""Schur transforms as circuits: from sites to total spin, path and magnetisation.

The unitary is the transpose of ``spinnet.networks.schur_matrix`` for the left-to-right tree: the
coupled state number n becomes the computational state n. Two spins take 2 CX, three spins 14 (17
on a line); more spins go through the general decomposition, exact but long.
"""

from __future__ import annotations

import numpy as np

from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Angle, Operation
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, GateStructure
from spinnet.circuits.synthesis.three_spin import frame_operations
from spinnet.circuits.synthesis.three_spin_affine import path_operations
from spinnet.circuits.synthesis.two_qubit import (
    two_qubit_operations,
    two_qubit_phase,
    two_qubit_slots,
)
from spinnet.networks import comb_tree, schur_matrix

_PLACES = (2, 0, 1)  # the spectator wire, last, becomes the magnetisation of J = 1/2


def schur_structure(n_spins: int, connectivity: str = ALL_TO_ALL) -> GateStructure:
    """Return the Schur transform of 2 or more spins 1/2; no parameters.

    Args:
        n_spins: Number of spins k, at least 2; the cost grows as 4**k beyond 3.
        connectivity: ``"all-to-all"``, or ``"line"`` for up to 4 spins: 2, 17 and 140 CX.

    Raises:
        ValueError: If ``n_spins`` is below 2, or above 4 on a line.
    """
    if n_spins < 2:
        raise ValueError(f"n_spins must be at least 2, got {n_spins}.")
    target = schur_matrix(comb_tree(n_spins)).T.astype(complex)
    start = _to_paths(connectivity) if n_spins == 3 else ()
    rest = target @ operations_matrix(start, n_spins).conj().T
    if n_spins == 2:
        # it needs no diagonal to be split off, hence two CX
        operations, phase = two_qubit_operations(two_cx=True), two_qubit_phase(two_cx=True)
        slots = two_qubit_slots(rest, two_cx=True)
    else:
        n_selects = 1 if n_spins == 3 else 0
        wires = tuple(range(n_spins))
        made = multiplexed_operations(
            wires[:n_selects], wires[n_selects:], connectivity=connectivity
        )
        operations, phase = made.operations, made.phase
        blocks = np.array([rest[:4, :4], rest[4:, 4:]]) if n_selects else rest[None]
        slots = multiplexed_slots(blocks, connectivity)
    fixed = tuple(operation.bound(slots) for operation in operations)
    return GateStructure(
        f"Schur transform of {n_spins} spins",
        n_spins,
        cancel_adjacent((*start, *fixed)),
        0,
        0,
        Angle(float(phase.value(slots))),
        connectivity,
    )


def _to_paths(connectivity: str) -> tuple[Operation, ...]:
    """Return three-spin operations that bring J to wire 0 (bit 0: 1/2) and its path to wire 1."""
    frame = tuple(gate.placed(_PLACES) for gate in frame_operations(connectivity))
    paths = tuple(gate.placed(_PLACES[1:]) for gate in path_operations(_PLACES))
    return (*frame, *paths, Operation("x", (0,)))
