"""The Schur transform of a recoupling tree as a PennyLane operation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pennylane as qml

from spinnet.backends.pennylane.decomposition import count_operations
from spinnet.backends.pennylane.native_gates import native_gates
from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits.synthesis.schur import schur_structure
from spinnet.circuits.synthesis.structure import GateStructure
from spinnet.networks import Tree, comb_tree, schur_matrix


class SchurTransform(Operation):
    """The unitary that turns the coupled states of a tree into computational basis states.

    The coupled state in place n of ``coupled_basis(tree)`` becomes basis state n: ordered by total
    spin, then path, then m from +J to -J. An operator that commutes with rotations is block
    diagonal after it. Its adjoint prepares coupled states from basis states.

    Args:
        wires: One wire per leaf of the tree, leaf 0 first.
        tree: Recoupling tree over spins 1/2, such as ``spinnet.networks.comb_tree(3)``.

    Raises:
        ValueError: If a leaf is not spin 1/2, or the number of wires differs from the leaves'.

    Example:
        >>> from spinnet.networks import comb_tree
        >>> SchurTransform(wires=[0, 1], tree=comb_tree(2)).matrix().round(3)[0]
        array([ 0.   ,  0.707, -0.707,  0.   ])
    """

    num_params = 0
    resource_keys = {"tree"}  # noqa: RUF012 - PennyLane reads this class attribute

    def __init__(self, wires: Any, tree: Tree) -> None:
        if set(tree.leaf_spins) != {1}:
            raise ValueError(
                f"every leaf of the tree of a Schur transform must be spin 1/2; got {tree}."
            )
        n_wires = len(qml.wires.Wires(wires))
        if n_wires != tree.n_leaves:
            raise ValueError(
                f"the Schur transform of {tree} acts on {tree.n_leaves} wires; got {n_wires}."
            )
        self._hyperparameters = {"tree": tree}
        super().__init__(wires=wires)

    @property
    def tree(self) -> Tree:
        """The recoupling tree."""
        return self.hyperparameters["tree"]

    @property
    def resource_params(self) -> dict[str, Tree]:
        """What fixes the number of gates in the decomposition."""
        return {"tree": self.tree}

    @staticmethod
    def compute_matrix(tree: Tree) -> np.ndarray:
        """Return the real orthogonal matrix; rows are coupled states, columns product states."""
        return schur_matrix(tree).T

    @staticmethod
    def compute_decomposition(wires: Any, tree: Tree) -> list[Operation]:
        """Return elementary gates for two and three spins, else one constant unitary.

        Two spins take 2 CNOTs, three 14 CNOTs and CZs. Trees other than left-to-right take the
        constant unitary, which PennyLane decomposes.
        """
        if tree not in (comb_tree(2), comb_tree(3)):
            return [qml.QubitUnitary(np.array(schur_matrix(tree).T, order="C"), wires=wires)]
        structure = _structure(tree.n_leaves)
        return native_gates(structure.operations, (), wires, structure.phase)


@lru_cache(maxsize=8)
def _structure(n_spins: int) -> GateStructure:
    return schur_structure(n_spins)


def _counts(tree: Tree) -> dict:
    with qml.QueuingManager.stop_recording():
        operations = SchurTransform.compute_decomposition(wires=range(tree.n_leaves), tree=tree)
    return dict(count_operations(operations))


@qml.register_resources(_counts)
def _rule(*_: Any, wires: Any, tree: Tree, **__: Any) -> None:
    SchurTransform.compute_decomposition(wires=wires, tree=tree)


qml.add_decomps(SchurTransform, _rule)
