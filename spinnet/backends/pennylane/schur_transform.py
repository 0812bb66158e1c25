"""The Schur transform of a recoupling tree as a PennyLane operation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pennylane as qml

from spinnet.backends.pennylane.operation import Operation
from spinnet.networks import Tree, schur_matrix


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
        """Return the matrix as one constant unitary, which PennyLane decomposes further."""
        return [qml.QubitUnitary(schur_matrix(tree).T, wires=wires)]


def _resources(tree: Tree) -> dict:
    return {qml.resource_rep(qml.QubitUnitary, num_wires=tree.n_leaves): 1}


@qml.register_resources(_resources)
def _constant_unitary(*_: Any, wires: Any, tree: Tree, **__: Any) -> None:
    qml.QubitUnitary(schur_matrix(tree).T, wires=wires)


qml.add_decomps(SchurTransform, _constant_unitary)
