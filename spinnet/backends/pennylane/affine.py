r"""Vertex gates on up to three spins as elementary gates with angles affine in the gate's own.

Where ``circuits/synthesis`` knows an affine structure, that is taken. Any other 3-spin gate that is
1 on J = 3/2 is, between its Clifford frame and a constant rotation, a one-qubit gate controlled by
one wire: each generator is then a controlled phase and a controlled rotation about a fixed axis.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.circuits import BlockMatrix, VertexGate
from spinnet.circuits.synthesis.cartan import unitary_euler_angles
from spinnet.circuits.synthesis.catalogue import structure_of
from spinnet.circuits.synthesis.interaction import euler_operations
from spinnet.circuits.synthesis.operation import Angle, Operation, inverse_operations, slot
from spinnet.circuits.synthesis.structure import GateStructure
from spinnet.circuits.synthesis.three_spin import framed_operations
from spinnet.circuits.synthesis.three_spin_affine import path_operations
from spinnet.networks import change_of_basis, comb_tree

_ORDER = (0, 1, 2)


@lru_cache(maxsize=64)
def affine_structure(gate: VertexGate) -> GateStructure | None:
    """Return elementary gates whose angles are affine in the gate's angles, or None.

    Args:
        gate: Any vertex gate.

    Returns:
        The structure, or None for more than three spins, for gates with a constant, with two
        different trees, or that act on J = 3/2.

    Example:
        >>> from spinnet.circuits import exchange_gate, paper_gate, real_gate
        >>> [affine_structure(g).two_qubit_count
        ...     for g in (paper_gate(2), paper_gate(3), real_gate(3), exchange_gate(3))]
        [3, 12, 12, 10]
    """
    try:
        return structure_of(gate, affine=True)
    except ValueError:
        pass
    touches_top = any(np.any(generator.block(gate.n_spins)) for generator in gate.generators)
    plain = gate.constant is None and gate.in_tree == gate.out_tree
    if gate.n_spins != 3 or not plain or touches_top:
        return None
    to_comb = np.array(change_of_basis(gate.in_tree, comb_tree(3), 1))
    controlled: list[Operation] = []
    for index, generator in enumerate(gate.generators):
        controlled += _controlled_exponential(generator, to_comb, index)
    to_paths = path_operations(_ORDER)
    block = (*to_paths, *controlled, *inverse_operations(to_paths))
    operations = framed_operations(block, _ORDER)
    n_angles = gate.n_angles
    return GateStructure(f"{gate.name}, affine", 3, operations, n_angles, n_angles)


def _controlled_exponential(
    generator: BlockMatrix, to_comb: np.ndarray, index: int
) -> list[Operation]:
    """Return ``exp(i a G)`` on wire 1 controlled by wire 0, a read from a slot."""
    matrix = to_comb @ generator.block(1) @ to_comb.T
    values, vectors = np.linalg.eigh(matrix)
    mean, half_gap = (values[0] + values[1]) / 2, (values[0] - values[1]) / 2
    operations = []
    if abs(mean) > 1e-12:
        operations.append(Operation("phase", (0,), slot(index, mean)))
    if abs(half_gap) > 1e-12:
        turn = _one_qubit_gate(vectors)
        operations += [
            *inverse_operations(turn),
            Operation("rz", (1,), slot(index, -half_gap)),
            Operation("cx", (0, 1)),
            Operation("rz", (1,), slot(index, half_gap)),
            Operation("cx", (0, 1)),
            *turn,
        ]
    return operations


def _one_qubit_gate(unitary: np.ndarray) -> tuple[Operation, ...]:
    """Return a constant one-qubit gate on wire 1, up to a phase; nothing if it is diagonal."""
    if abs(unitary[0, 1]) < 1e-12:
        return ()
    special = unitary / np.sqrt(complex(np.linalg.det(unitary)))
    first, middle, last = (float(angle) for angle in unitary_euler_angles(special))
    return euler_operations(1, Angle(first), Angle(middle), Angle(last))
