"""Random trees, paths and equivariant operators for tests; every draw takes an explicit rng."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spinnet.networks import (
    Path,
    Tree,
    allowed_spins,
    comb_tree_of,
    count_paths,
    from_blocks,
    unrank_path,
)
from spinnet.networks.tree import Shape
from spinnet.su2 import Spin, doubled


def random_tree(
    leaf_spins: Sequence[int | Spin], rng: np.random.Generator, *, permuted: bool = True
) -> Tree:
    """Return a random tree over given spins.

    Neighbouring parts are joined in random order; every form of tree can occur.

    Args:
        leaf_spins: Twice each spin, at least one.
        rng: Source of randomness.
        permuted: Let the leaves hang in random order, instead of left to right.

    Returns:
        The tree.

    Raises:
        ValueError: If there is no spin.
    """
    spins = tuple(doubled(two_j) for two_j in leaf_spins)
    if not spins:
        raise ValueError("a tree must have at least 1 leaf; got 0.")
    order = rng.permutation(len(spins)) if permuted else np.arange(len(spins))
    parts: list[Shape] = [int(leaf) for leaf in order]
    while len(parts) > 1:
        at = int(rng.integers(len(parts) - 1))
        parts[at : at + 2] = [(parts[at], parts[at + 1])]
    return Tree(parts[0], spins)


def random_spins(n_leaves: int, rng: np.random.Generator, *, max_two_j: int = 3) -> tuple[int, ...]:
    """Return random leaf spins, twice each, from 0 to ``max_two_j``."""
    return tuple(int(two_j) for two_j in rng.integers(0, max_two_j + 1, n_leaves))


def random_path(tree: Tree, two_total: int | Spin, rng: np.random.Generator) -> Path:
    """Return a path to a total spin, all equally likely, without listing them.

    Args:
        tree: The recoupling tree.
        two_total: Twice the total spin.
        rng: Source of randomness.

    Raises:
        ValueError: If the total spin cannot be reached.
    """
    two_total = doubled(two_total, "two_total")
    count = count_paths(tree, two_total)
    if not count:
        raise ValueError(f"{tree} must reach the total spin; it has no path to {two_total}.")
    # Counts may exceed 64 bits: build the rank from random bytes.
    return unrank_path(
        tree,
        int.from_bytes(rng.bytes(16 + count.bit_length() // 8), "big") % count,
        two_total=two_total,
    )


def random_unitary(size: int, rng: np.random.Generator) -> np.ndarray:
    """Return a unitary matrix drawn from the Haar measure.

    Args:
        size: Number of rows.
        rng: Source of randomness.

    Returns:
        Complex array of shape ``(size, size)``.
    """
    gaussian = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    unitary, triangle = np.linalg.qr(gaussian)
    diagonal = np.diag(triangle)
    return unitary * (diagonal / np.abs(diagonal))


def random_equivariant_unitary(
    leaf_spins: Sequence[int | Spin], rng: np.random.Generator
) -> np.ndarray:
    """Return a random unitary that commutes with all rotations: a Haar block in every sector.

    Args:
        leaf_spins: Twice each spin.
        rng: Source of randomness.

    Returns:
        Complex array on the product basis, spin 0 leftmost.
    """
    tree = comb_tree_of(tuple(doubled(two_j) for two_j in leaf_spins))
    blocks = {
        two_total: random_unitary(count_paths(tree, two_total), rng)
        for two_total in allowed_spins(tree)
    }
    return from_blocks(blocks, tree)
