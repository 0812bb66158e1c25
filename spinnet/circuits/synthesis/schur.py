"""Schur transforms as circuits: from sites to total spin, path and magnetisation.

The unitary is the transpose of ``spinnet.networks.schur_matrix`` for the left-to-right tree: the
coupled state number n becomes the computational state n. Two spins take 2 CX, three spins 14;
more spins go through the general decomposition, exact but long.
"""

from __future__ import annotations

import numpy as np

from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Angle, Operation
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.shannon import multiplexed_operations, multiplexed_slots
from spinnet.circuits.synthesis.structure import GateStructure
from spinnet.circuits.synthesis.three_spin import frame_operations
from spinnet.circuits.synthesis.three_spin_affine import path_operations
from spinnet.circuits.synthesis.two_qubit import (
    two_qubit_operations,
    two_qubit_phase,
    two_qubit_slots,
)
from spinnet.networks import comb_tree, schur_matrix

_PLACES = (2, 0, 1)  # the spectator wire, last, becomes the magnetisation of J = 1/2


def schur_structure(n_spins: int) -> GateStructure:
    """Return the Schur transform of 2 or more spins 1/2; no parameters.

    Args:
        n_spins: Number of spins k, at least 2; the cost grows as 4**k beyond 3.

    Raises:
        ValueError: If ``n_spins`` is below 2.
    """
    if n_spins < 2:
        raise ValueError(f"n_spins must be at least 2, got {n_spins}.")
    target = schur_matrix(comb_tree(n_spins)).T.astype(complex)
    start = _to_paths() if n_spins == 3 else ()
    rest = target @ operations_matrix(start, n_spins).conj().T
    wires = tuple(range(n_spins))
    if n_spins == 2:
        # it needs no diagonal to be split off, hence two CX
        operations, phase = two_qubit_operations(two_cx=True), two_qubit_phase(two_cx=True)
        slots = two_qubit_slots(rest, two_cx=True)
    elif n_spins == 3:
        operations, phase, _ = multiplexed_operations(wires[:1], wires[1:])
        slots = multiplexed_slots(np.array([rest[:4, :4], rest[4:, 4:]]))
    else:
        operations, phase, _ = multiplexed_operations((), wires)
        slots = multiplexed_slots(rest[None])
    fixed = tuple(operation.bound(slots) for operation in operations)
    total = Angle(float(phase.value(slots)))
    return GateStructure(
        f"Schur transform of {n_spins} spins",
        n_spins,
        cancel_adjacent((*start, *fixed)),
        0,
        0,
        total,
    )


def _to_paths() -> tuple[Operation, ...]:
    """Return three-spin operations that bring J to wire 0 (bit 0: 1/2) and its path to wire 1."""
    frame = tuple(gate.placed(_PLACES) for gate in frame_operations())
    paths = tuple(gate.placed(_PLACES[1:]) for gate in path_operations(_PLACES))
    return (*frame, *paths, Operation("x", (0,)))
