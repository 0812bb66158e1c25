"""Assertions that operators and networks respect rotations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spinnet.networks import SpinNetwork, commutant_distance, evaluate
from spinnet.su2 import Spin, random_rotation, rotation_matrix


def assert_equivariant(
    matrix: np.ndarray,
    leaf_spins: Sequence[int | Spin] | None = None,
    tolerance: float = 1e-10,
) -> None:
    """Assert that an operator commutes with all rotations.

    Args:
        matrix: Operator on k spins, site 0 leftmost.
        leaf_spins: Twice each spin; all spins one half if left out.
        tolerance: Largest accepted distance from the commutant, relative to the norm.

    Raises:
        AssertionError: If it does not; the message says how far it is from doing so.
        ValueError: If the matrix does not fit the spins.
    """
    distance = commutant_distance(matrix, leaf_spins)
    if not distance <= tolerance:
        raise AssertionError(
            f"the matrix must commute with all rotations; it is {distance:.3g} of its norm away "
            f"from the commutant (tolerance {tolerance:.0e})."
        )


def assert_invariant(
    network: SpinNetwork, rng: np.random.Generator, tolerance: float = 1e-10
) -> None:
    """Assert that every vertex of a network is invariant under its own random rotation.

    Each vertex draws an element of SU(2); an edge is turned by the element of its source and the
    inverse of that of its target. Neither numbers nor open tensors may notice.

    Args:
        network: The spin network.
        rng: Source of randomness.
        tolerance: Largest accepted change.

    Raises:
        AssertionError: If the value changes; the message says by how much.
    """
    group = {vertex.name: random_rotation(rng) for vertex in network.vertices}
    turns = {}
    for edge in network.edges:
        source, target = (group[end] if end else np.eye(2) for end in (edge.source, edge.target))
        turns[edge.name] = rotation_matrix(target.conj().T @ source, edge.two_j)
    change = np.abs(evaluate(network, edge_matrices=turns) - evaluate(network)).max()
    if not change <= tolerance:
        raise AssertionError(f"each vertex must be invariant; the value changes by {change:.2g}.")
