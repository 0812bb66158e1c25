"""Vertex gates, twirling and generalised permutations span the same operators."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    canonical_permutations,
    enumerate_paths,
    from_blocks,
    permutation_operator,
    twirl,
)
from spinnet.networks.paths import allowed_spins
from spinnet.su2 import catalan
from spinnet.testing import random_tree


def vertex_gate_space(k, rng):
    """One operator for each entry of each block of a random tree."""
    tree = random_tree((1,) * k, rng)
    for two_total in allowed_spins(tree):
        size = len(enumerate_paths(tree, two_total))
        for entry in range(size**2):
            block = np.zeros(size**2)
            block[entry] = 1
            yield from_blocks({two_total: block.reshape(size, size)}, tree)


def twirled_space(k, rng):
    for _ in range(catalan(k) + 3):
        yield twirl(rng.normal(size=(2**k, 2**k)))


def permutation_space(k):
    for images in canonical_permutations(k):
        yield permutation_operator(images)


def rank(operators):
    rows = np.array([operator.ravel() for operator in operators])
    return np.linalg.matrix_rank(rows, tol=1e-9 * np.linalg.norm(rows))


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_three_constructions_span_one_space_of_catalan_dimension(k, rng):
    gates, twirled = list(vertex_gate_space(k, rng)), list(twirled_space(k, rng))
    permuted = list(permutation_space(k))
    dimensions = {rank(gates), rank(twirled), rank(permuted), rank(gates + twirled + permuted)}
    assert dimensions == {catalan(k)}
