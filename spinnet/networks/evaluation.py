"""The value of a spin network: contract the tensors of its vertices along its edges.

Floats go through opt_einsum; exact values use the same contraction over Python integers and roots.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
import opt_einsum

from spinnet.networks.intertwiner import Intertwiner
from spinnet.networks.paths import Path, enumerate_paths, labelled_joins
from spinnet.networks.schur import sector_isometry
from spinnet.networks.spin_network import Edge, SpinNetwork, vertex_map
from spinnet.networks.tree import Tree
from spinnet.su2 import Radical, SignedRoot, radical
from spinnet.su2.coupling import clebsch_gordan_root


def evaluate(network: SpinNetwork, *, edge_matrices: Mapping[str, np.ndarray] | None = None) -> Any:
    """Return the value of a network: a number if it is closed, a tensor if it is open.

    Args:
        network: The spin network.
        edge_matrices: Matrices to insert on edges, such as rotations or spin operators; each has
            shape ``(2 j + 1, 2 j + 1)``, acts in the direction of its edge, m from +j to -j.

    Returns:
        Closed: float, or complex if a block or matrix is complex. Open: array with one axis of
        length 2 j + 1 for each open edge, in the order of ``network.open_edges``, m from +j to -j.
        Axes of outgoing edges turn with D(g), those of incoming edges with its conjugate.

    Raises:
        ValueError: If a matrix names an unknown edge or has the wrong shape.

    Example:
        >>> from spinnet.networks import theta_network
        >>> round(evaluate(theta_network(1, 1, 2)), 12)
        1.0
    """
    tensors: list[np.ndarray] = [intertwiner_tensor(vertex_map(v)) for v in network.vertices]
    value = _contract(network, tensors, _checked_matrices(network, edge_matrices or {}))
    if network.open_edges:
        return value
    number = np.asarray(value)[()]
    return complex(number) if np.iscomplexobj(number) else float(number)


def evaluate_exactly(network: SpinNetwork) -> Any:
    """Return the exact value of a small network whose blocks hold exact numbers.

    Args:
        network: The spin network. The cost grows with the product of all edge dimensions that meet
            in a step of the contraction.

    Returns:
        Closed: a ``Radical`` (``float(...)`` and ``.to_sympy()`` convert it). Open: an object
        array of them, axes as in :func:`evaluate`.

    Raises:
        TypeError: If a block holds a float or complex number.

    Example:
        >>> from spinnet.networks import tetrahedron_network
        >>> evaluate_exactly(tetrahedron_network(1, 1, 2, 1, 1, 2))
        Radical(1/6)
    """
    tensors = [exact_intertwiner_tensor(vertex_map(vertex)) for vertex in network.vertices]
    value = _contract(network, tensors, {})
    if network.open_edges:
        return np.vectorize(radical, otypes=[object])(value)
    return radical(np.asarray(value, dtype=object)[()])


def intertwiner_tensor(vertex: Intertwiner) -> np.ndarray:
    """Return an intertwiner as a tensor, one axis a spin.

    Args:
        vertex: The intertwiner.

    Returns:
        Array of shape ``(2 j + 1 for outgoing spins..., 2 j + 1 for incoming spins...)``.
    """
    out_spins, in_spins = vertex.out_spins, vertex.in_spins
    shape = (_dimension(out_spins), _dimension(in_spins))
    matrix: np.ndarray = np.zeros(shape)
    for two_total, block in vertex.blocks:
        numbers = np.array([[_inexact(entry) for entry in row] for row in block])
        outgoing, incoming = (
            sector_isometry(tree, two_total) if tree else np.ones((1, 1, 1))
            for tree in (vertex.out_tree, vertex.in_tree)
        )
        matrix = matrix + np.einsum("xpm,pq,yqm->xy", outgoing, numbers, incoming, optimize=True)
    return matrix.reshape([two_j + 1 for two_j in out_spins + in_spins])


def exact_intertwiner_tensor(vertex: Intertwiner) -> np.ndarray:
    """Return an intertwiner as an object array of exact numbers, shaped as the float tensor.

    Args:
        vertex: The intertwiner, with exact block entries.

    Raises:
        TypeError: If a block entry is a float or complex number.
    """
    out_spins, in_spins = vertex.out_spins, vertex.in_spins
    total = _exact_zeros((_dimension(out_spins), _dimension(in_spins)))
    for two_total, block in vertex.blocks:
        outgoing, incoming = (
            _exact_isometry(tree, two_total) for tree in (vertex.out_tree, vertex.in_tree)
        )
        for row, entries in zip(outgoing, block, strict=True):
            for column, entry in zip(incoming, entries, strict=True):
                number = radical(entry)
                if number:
                    total = total + (row * number).dot(column.T)
    return total.reshape([two_j + 1 for two_j in out_spins + in_spins])


def _contract(
    network: SpinNetwork, tensors: list[np.ndarray], matrices: Mapping[str, np.ndarray]
) -> Any:
    """Contract vertex tensors along the edges, inserting matrices where given."""
    symbol = {edge.name: number for number, edge in enumerate(network.edges)}
    operands: list[Any] = []
    for vertex, tensor in zip(network.vertices, tensors, strict=True):
        axes = [_outgoing_symbol(network, name, symbol, matrices) for name in vertex.outgoing]
        operands += [tensor, axes + [symbol[name] for name in vertex.incoming]]
    for name, matrix in matrices.items():
        operands += [matrix, [symbol[name], len(symbol) + symbol[name]]]
    result = [symbol[name] for name in network.open_edges]
    for position, name in enumerate(network.open_edges):
        if name in matrices and network.edge_by_name[name].source is None:
            result[position] = len(symbol) + symbol[name]
    return opt_einsum.contract(*operands, result, optimize="auto")


def _outgoing_symbol(
    network: SpinNetwork,
    name: str,
    symbol: dict[str, int],
    matrices: Mapping[str, np.ndarray],
) -> int:
    """Return the index at the start of an edge; it differs from the end's if a matrix sits there."""
    return symbol[name] + (len(symbol) if name in matrices else 0)


def _checked_matrices(
    network: SpinNetwork, matrices: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    checked = {}
    for name, matrix in matrices.items():
        edge: Edge | None = network.edge_by_name.get(name)
        if edge is None:
            raise ValueError(f"edge_matrices must name edges of the network; got {name!r}.")
        size = edge.two_j + 1
        if np.shape(matrix) != (size, size):
            raise ValueError(
                f"the matrix on edge {name!r} must have shape {(size, size)}; got "
                f"{np.shape(matrix)}."
            )
        checked[name] = np.asarray(matrix)
    return checked


def _exact_isometry(tree: Tree | None, two_total: int) -> list[np.ndarray]:
    """Return, path by path, the exact coupled states as arrays (product basis, 2 J + 1)."""
    if tree is None:
        one = _exact_zeros((1, 1))
        one[0, 0] = radical(1)
        return [one]
    return [_exact_state(tree, path, two_total) for path in enumerate_paths(tree, two_total)]


def _exact_state(tree: Tree, path: Path, two_total: int) -> np.ndarray:
    """Return one exact coupled state, rows the product basis in leaf order."""
    nodes = [_exact_identity(two_j) for two_j in tree.leaf_spins]
    for (left, right), spins in zip(
        tree.joins, labelled_joins(tree, path, two_total), strict=True
    ):
        nodes.append(_exact_coupled(nodes[left], nodes[right], spins))
    state = nodes[-1]
    dimensions = [tree.leaf_spins[leaf] + 1 for leaf in tree.leaf_order]
    tensor = state.reshape(*dimensions, two_total + 1)
    back = [tree.leaf_order.index(leaf) for leaf in range(tree.n_leaves)]
    return tensor.transpose(*back, tree.n_leaves).reshape(state.shape)


def _exact_coupled(
    left: np.ndarray, right: np.ndarray, spins: tuple[int, int, int]
) -> np.ndarray:
    """Couple exact states of shapes (a, 2 j1 + 1) and (b, 2 j2 + 1) to spin J: (a b, 2 J + 1)."""
    two_left, two_right, two_top = spins
    coupled = _exact_zeros((len(left), len(right), two_top + 1))
    for i, two_m1 in enumerate(range(two_left, -two_left - 1, -2)):
        for j, two_m2 in enumerate(range(two_right, -two_right - 1, -2)):
            two_m = two_m1 + two_m2
            if abs(two_m) <= two_top:
                root = clebsch_gordan_root(two_left, two_right, two_top, two_m1, two_m2, two_m)
                term = np.multiply.outer(left[:, i], right[:, j]) * radical(root)
                coupled[:, :, (two_top - two_m) // 2] += term
    return coupled.reshape(-1, two_top + 1)


def _exact_identity(two_j: int) -> np.ndarray:
    identity = _exact_zeros((two_j + 1, two_j + 1))
    identity[np.diag_indices(two_j + 1)] = radical(1)
    return identity


def _exact_zeros(shape: tuple[int, ...]) -> np.ndarray:
    zeros = np.empty(shape, dtype=object)
    zeros.fill(Radical())
    return zeros


def _dimension(spins: tuple[int, ...]) -> int:
    return prod(two_j + 1 for two_j in spins)


def _inexact(entry: Any) -> float | complex:
    if isinstance(entry, (Radical, SignedRoot)):
        return float(entry)
    return complex(entry) if isinstance(entry, complex) else float(entry)
