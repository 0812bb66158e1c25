"""What one shot tells: its weight, the weighted product of each bond, and the total spin.

All estimates are ratios of means of these features, so that their errors follow from the
covariance of the features alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from spinnet.backends.ibm.conserved_blocks import ConservedBlock
from spinnet.backends.ibm.symmetry_weights import block_weight, shot_weights

Edges = Sequence[tuple[int, int]]


def shot_features(
    bits: np.ndarray, edges: Edges, blocks: Sequence[ConservedBlock], axis: str, kind: str
) -> np.ndarray:
    """Return the features of each shot.

    Args:
        bits: Array ``(n_shots, n_sites)`` of 0 (up) and 1 (down) along the axis.
        edges: The pair of sites of each bond.
        blocks: The conserved blocks.
        axis: The measured axis.
        kind: Which shots count, one of `symmetry_weights.KINDS`.

    Returns:
        Array ``(n_shots, 2 + n_bonds)``: the weight f, then f S^a_i S^a_j for each bond, then
        (S^a)^2 of all sites, unweighted: weights that ask for a spin would only find it again.
    """
    spins = 0.5 - bits  # (n_shots, n_sites)
    pairs = np.array(edges, dtype=int).reshape(-1, 2)
    bonds = spins[:, pairs[:, 0]] * spins[:, pairs[:, 1]]
    total = spins.sum(axis=1)[:, None] ** 2
    weights = shot_weights(bits, blocks, axis, kind)[:, None]
    return np.concatenate([weights, weights * bonds, total], axis=1)


def white_noise_features(
    edges: Edges, blocks: Sequence[ConservedBlock], axis: str, kind: str
) -> np.ndarray:
    """Return the mean features of random bits, which is where noise takes them in the end.

    Args:
        edges: The pair of sites of each bond.
        blocks: The conserved blocks.
        axis: The measured axis.
        kind: Which shots count.

    Returns:
        Array ``(2 + n_bonds,)``.
    """
    moments = [_block_moments(block, axis, kind) for block in blocks]  # of f, f m and f m^2
    home = {site: index for index, block in enumerate(blocks) for site in block.sites}
    weights = np.array([values[0] for values in moments])

    def product(powers: dict[int, float]) -> float:
        others = [weights[index] for index in range(len(blocks)) if index not in powers]
        return float(np.prod([*powers.values(), *others]))

    def pair(first: int, second: int) -> float:
        a, b = home[first], home[second]
        size = len(blocks[a].sites)
        if a == b:
            squares = moments[a][2] - size / 4 * moments[a][0]
            return product({a: squares / (size * (size - 1))})
        return product({index: moments[index][1] / len(blocks[index].sites) for index in (a, b)})

    return np.array([product({}), *(pair(*edge) for edge in edges), len(home) / 4])


def _block_moments(block: ConservedBlock, axis: str, kind: str) -> tuple[float, float, float]:
    """Return the means of f, f m and f m^2 over random bits of a block."""
    size = len(block.sites)
    two_m = np.arange(size, -size - 1, -2)
    chances = np.array([math.comb(size, down) for down in range(size + 1)]) / 2.0**size
    weights = chances * block_weight(two_m, block.two_total, axis, kind)
    m = two_m / 2
    return float(weights.sum()), float(weights @ m), float(weights @ m**2)
