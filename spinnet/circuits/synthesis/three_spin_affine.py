r"""3-spin gates that are the identity on J = 3/2, with angles affine in the gate's own.

After the frame of ``three_spin`` a constant rotation M brings the two paths of J = 1/2 to the
states |10> and |11> of the block wires. The gate is then a product of one-qubit gates on the second
block wire, controlled by the first: one :math:`e^{i a (g_0 + \vec g \cdot \vec\sigma)}` for each
generator. Phases are rotations of the control. Symbolic parameters and shift rules survive.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits.synthesis.block import permutation_block
from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.controlled_turns import (
    PAULIS,
    Turn,
    controlled_turns,
    merged_turns,
    turn_about,
)
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import ZERO, Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.peephole import cancel_adjacent
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, GateStructure
from spinnet.circuits.synthesis.three_spin import default_head, framed_operations
from spinnet.circuits.synthesis.two_qubit import tensor_factors
from spinnet.circuits.vertex_gate import VertexGate, comb_frame

# V O V^dagger is a product of one-qubit gates for every real rotation O: one CX each.
_MAGIC = (
    Operation("s", (0,)),
    Operation("s", (1,)),
    Operation("h", (1,)),
    Operation("cx", (1, 0)),
)
# Rows: two vectors that carry J = 3/2, then the paths j12 = 0 and j12 = 1, over the block wires
# before the last Hadamard of the frame.
_TO_PATHS = np.array(
    [
        [-1, 0, 0, 0],
        [0, 1 / np.sqrt(3), 1 / np.sqrt(3), 1 / np.sqrt(3)],
        [0, -np.sqrt(1 / 2), np.sqrt(1 / 2), 0],
        [0, -np.sqrt(1 / 6), -np.sqrt(1 / 6), np.sqrt(2 / 3)],
    ]
)


@lru_cache(maxsize=64)
def affine_three_spin_structure(gate: VertexGate, connectivity: str = ALL_TO_ALL) -> GateStructure:
    """Return a 3-spin gate with affine angles; the slots are the gate's angles.

    Args:
        gate: A gate on 3 spins for which `is_one_on_top` holds.
        connectivity: ``"all-to-all"``, or ``"line"``, two CX more.

    Returns:
        10 CX for one phase on J = 1/2, 12 for the paper's and the real gate, 14 for the general
        one: two for every two turns that do not merge, and for three whose outer axes agree.

    Raises:
        ValueError: If the gate is of another kind.
    """
    if gate.n_spins != 3 or not is_one_on_top(gate):
        raise ValueError(
            f"gate {gate.name!r} must act on 3 spins and be the identity on J = 3/2 to have this "
            "structure; use affine_general_structure."
        )
    phase, turns = _phase_and_turns(gate)
    order = default_head(connectivity)
    to_paths = path_operations(order)
    on_control = () if phase == ZERO else (Operation("phase", (0,), phase),)
    middle = (*on_control, *controlled_turns(turns))
    block = cancel_adjacent((*to_paths, *middle, *inverse_operations(to_paths)))
    operations = framed_operations(block, order, connectivity)
    name, n_angles = f"{gate.name}, affine", gate.n_angles
    return GateStructure(name, 3, operations, n_angles, n_angles, ZERO, connectivity)


def is_one_on_top(gate: VertexGate) -> bool:
    """Return whether a gate is the identity on the largest total spin, at every angle.

    Args:
        gate: The gate.
    """
    fixed = all(not np.any(generator.block(gate.n_spins)) for generator in gate.generators)
    return fixed and np.allclose(gate.comb_blocks(np.zeros(gate.n_angles))[gate.n_spins], 1)


def _phase_and_turns(gate: VertexGate) -> tuple[Angle, tuple[Turn, ...]]:
    """Return the phase on J = 1/2 and the turns of its paths (j12 = 0, j12 = 1), in time order."""
    constant = gate.comb_blocks(np.zeros(gate.n_angles))[1]
    offset = float(np.angle(np.linalg.det(constant)) / 2)
    phase, turns = Angle(offset), [_fixed_turn(constant * np.exp(-1j * offset))]
    frame = comb_frame(gate.out_tree, 1)
    for index, generator in enumerate(gate.generators):
        block = frame @ generator.block(1) @ frame.T
        phase = phase + slot(index, float(np.trace(block).real / 2))
        turns.append(turn_about(-2 * _bloch_vector(block), slot(index)))
    return phase, merged_turns([turn for turn in turns if turn is not None])


def _fixed_turn(special: np.ndarray) -> Turn | None:
    """Return a matrix of determinant 1 as a turn by a fixed angle, None for the identity."""
    sine = _bloch_vector(1j * special)
    angle = 2 * np.arctan2(np.linalg.norm(sine), np.trace(special).real / 2)
    if angle > 2 * np.pi - 1e-12:  # minus the identity turns about any axis
        return turn_about(np.array([0.0, 0.0, 1.0]), Angle(float(angle)))
    length = np.linalg.norm(sine)
    return None if length < 1e-12 else turn_about(sine / length, Angle(float(angle)))


def _bloch_vector(matrix: np.ndarray) -> np.ndarray:
    """Return the real coefficients of the Pauli matrices."""
    return np.array([np.trace(matrix @ pauli).real / 2 for pauli in PAULIS])


@lru_cache(maxsize=8)
def path_operations(order: tuple[int, int, int] = (0, 1, 2)) -> tuple[Operation, ...]:
    """Return the constant M on the block wires: paths to |10> and |11>, with two CX.

    Args:
        order: The site at each place, as in ``framed_structure``.
    """
    rotation = _TO_PATHS.copy()
    rotation[2:] = permutation_block(order).T @ rotation[2:]
    rotation[0] *= np.linalg.det(rotation)
    magic = operations_matrix(_MAGIC, 2)
    factors = tensor_factors(magic @ rotation @ magic.conj().T)
    local: list[Operation] = []
    for wire, factor in enumerate(factors):
        first, middle, last = (float(angle) for angle in unitary_euler_angles(factor))
        local += euler_operations(wire, Angle(first), Angle(middle), Angle(last))
    return (Operation("h", (1,)), *_MAGIC, *local, *inverse_operations(_MAGIC))
