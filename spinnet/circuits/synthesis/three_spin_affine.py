r"""The 3-spin gate with angles affine in its parameters: 12 CX all-to-all, 14 on a line.

After the frame of ``three_spin`` a constant rotation M brings the two paths of J = 1/2 to the
states |10> and |11> of the block wires. The gate is then :math:`e^{i a_0} RZ RY RZ` on the second
block wire, controlled by the first: two CX. Symbolic parameters and parameter-shift rules survive.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits.synthesis.block import permutation_block
from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.matrices import operations_matrix
from spinnet.circuits.synthesis.operation import Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.structure import ALL_TO_ALL, GateStructure
from spinnet.circuits.synthesis.three_spin import default_head, framed_operations
from spinnet.circuits.synthesis.two_qubit import tensor_factors

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


def affine_three_spin_structure(connectivity: str = ALL_TO_ALL) -> GateStructure:
    """Return the general 3-spin gate with affine angles; parameters (a0, a1, a2, a3).

    Args:
        connectivity: ``"all-to-all"`` (12 CX) or ``"line"`` (14 CX).
    """
    order = default_head(connectivity)
    to_paths = path_operations(order)
    block = to_paths + controlled_paper_operations() + inverse_operations(to_paths)
    operations = framed_operations(block, order, connectivity)
    return GateStructure("3-spin gate, affine", 3, operations, 4, 4, Angle(), connectivity)


def controlled_paper_operations() -> tuple[Operation, ...]:
    """Return ``exp(i a0) RZ(a3) RY(a2) RZ(a1)`` on wire 1 controlled by wire 0, with two CX."""
    half = 0.5
    return (
        Operation("phase", (0,), slot(0)),
        Operation("rz", (1,), Angle(0.0, ((1, half), (3, -half)))),
        Operation("cx", (0, 1)),
        Operation("rz", (1,), Angle(0.0, ((1, -half), (3, -half)))),
        Operation("ry", (1,), slot(2, -half)),
        Operation("cx", (0, 1)),
        Operation("ry", (1,), slot(2, half)),
        Operation("rz", (1,), slot(3)),
    )


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
