"""The value of a spin network: contract the tensors of its vertices along its edges.

Floats go through opt_einsum; exact values use the same contraction over Python integers and roots.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import opt_einsum

from spinnet.networks.spin_network import Edge, SpinNetwork, vertex_map
from spinnet.networks.vertex_tensors import exact_intertwiner_tensor, intertwiner_tensor
from spinnet.su2 import radical


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
    return radical(np.asarray(value, dtype=object).item())


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
    """Return the index at the start of an edge, which is not the end's if a matrix sits there."""
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
