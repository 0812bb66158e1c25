r"""The first 3-spin gate on an untouched singlet: state preparation instead of a gate.

With a singlet on the two block places the frame acts on the spectator as a fixed one-qubit gate
and puts the block wires in a fixed state, so pair, frame and block together are one two-qubit
state: one CX, and three more for the inverse frame, instead of ten; on a line five instead of
twelve.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np

from spinnet.circuits.synthesis.block import FRAME_VECTORS, BlockFamily, permutation_block
from spinnet.circuits.synthesis.cartan import MAGIC_BASIS, unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.operation import Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, LINE, GateStructure
from spinnet.circuits.synthesis.three_spin import frame_operations

# What the frame does to the spectator beside a singlet, and the phase that goes with it.
_SPECTATOR_GATES = {
    ALL_TO_ALL: ((Operation("z", (0,)), Operation("h", (0,)), Operation("z", (0,))), pi),
    LINE: (
        (Operation("rz", (0,), Angle(pi / 2)), Operation("h", (0,)), Operation("z", (0,))),
        0.0,
    ),
}


@lru_cache(maxsize=256)
def singlet_start_structure(
    family: BlockFamily,
    head: tuple[int, ...] = (0, 1, 2),
    tail: tuple[int, ...] | None = None,
    connectivity: str = ALL_TO_ALL,
    *,
    reverse_pair: bool = False,
) -> GateStructure:
    """Return singlet and 3-spin gate in one, for block wires that start in state 0.

    Four CX, or five on a line.

    The result equals the preparation of (|0 1> - |1 0>)/sqrt 2 on the sites ``head[1]`` and
    ``head[2]`` (in this order) followed by the gate, on states where both wires were 0 before. It
    is no vertex gate on other states.

    Args:
        family: The 2 x 2 blocks.
        head: The site at each place: the one outside the singlet, then the singlet's two.
        tail: The site at each place after the gate; None is the same as ``head``.
        connectivity: ``"all-to-all"`` or ``"line"``.
        reverse_pair: Whether the singlet is counted from ``head[2]`` to ``head[1]``: a sign.
    """
    into, out = permutation_block(head), permutation_block(head if tail is None else tail)

    def angle_map(parameters: np.ndarray) -> np.ndarray:
        block = out @ family.block_map(parameters) @ into.T
        return pair_state_slots(_block_state(block))

    spectator, first, second = head
    on_spectator, offset = _SPECTATOR_GATES[connectivity]
    prepare = (
        *(gate.placed((spectator,)) for gate in on_spectator),
        Operation("ry", (first,), slot(0)),
        Operation("cx", (first, second)),
        *euler_operations(first, slot(1), slot(2), slot(3)),
        *euler_operations(second, slot(4), slot(5), slot(6)),
    )
    frame = tuple(gate.placed(tuple(head)) for gate in frame_operations(connectivity))
    return GateStructure(
        f"{family.name} on a singlet",
        3,
        prepare + inverse_operations(frame),
        family.n_params,
        8,
        slot(7, 1.0, offset + pi * reverse_pair),
        connectivity,
        angle_map,
    )


def _block_state(block: np.ndarray) -> np.ndarray:
    """Return the state of the block wires, shape ``(..., 2, 2)``: first wire, second wire."""
    paths = _singlet_paths()
    amplitudes = np.einsum("ij,jk,...kl,l->...i", MAGIC_BASIS[:, :3], FRAME_VECTORS, block, paths)
    return amplitudes.reshape((*block.shape[:-2], 2, 2))


def _singlet_paths() -> np.ndarray:
    """Return a singlet on places 1 and 2 over the paths of places 0, 1, 2."""
    # the state of place order (1, 2, 0) is j12 = 0; bring it to the order (0, 1, 2)
    return permutation_block((1, 2, 0)).T @ np.array([1.0, 0.0])


def pair_state_slots(state: np.ndarray) -> np.ndarray:
    """Return slot values that prepare a two-qubit state with one CX.

    Args:
        state: Normalised amplitudes, shape ``(..., 2, 2)``, first wire first.

    Returns:
        Shape ``(..., 8)``: Schmidt angle, Euler angles of both wires, global phase.
    """
    left, values, right = np.linalg.svd(state)
    schmidt = 2 * np.arctan2(values[..., 1], values[..., 0])
    phase = np.zeros(state.shape[:-2])
    eulers = []
    for factor in (left, np.swapaxes(right, -1, -2)):
        half = np.angle(np.linalg.det(factor)) / 2
        phase = phase + half
        eulers.append(unitary_euler_angles(factor * np.exp(-1j * half)[..., None, None]))
    return np.concatenate([schmidt[..., None], *eulers, phase[..., None]], axis=-1)
