"""Dense operators on the product basis, built from bit strings alone: the independent route."""

from __future__ import annotations

import itertools
from functools import reduce
from types import SimpleNamespace

import numpy as np
import pytest


def permutation_matrix(permutation):
    """Move the state of factor i to factor permutation[i], on 2^n amplitudes."""
    n_factors = len(permutation)
    matrix = np.zeros((2**n_factors,) * 2)
    for bits in itertools.product((0, 1), repeat=n_factors):
        moved = [0] * n_factors
        for factor, image in enumerate(permutation):
            moved[image] = bits[factor]
        matrix[number(moved), number(bits)] = 1
    return matrix


def swap(n_factors, i, j):
    """Exchange factors i and j."""
    permutation = list(range(n_factors))
    permutation[i], permutation[j] = j, i
    return permutation_matrix(permutation)


def symmetriser(n_factors):
    """Project on the states that no permutation changes: the largest total spin."""
    permutations = list(itertools.permutations(range(n_factors)))
    return sum(permutation_matrix(p) for p in permutations) / len(permutations)


def total_spin_components(n_factors):
    """Return S_x, S_y, S_z of all factors together."""
    half = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]]) / 2
    return [
        sum(on_factor(component, factor, n_factors) for factor in range(n_factors))
        for component in half
    ]


def on_factor(matrix, factor, n_factors):
    """Act with a 2 by 2 matrix on one factor."""
    parts = [np.eye(2)] * n_factors
    parts[factor] = matrix
    return reduce(np.kron, parts)


def on_sites(matrix, sites, n_sites):
    """Act with a gate's matrix on given sites, by permuting them to the front and back."""
    rest = [site for site in range(n_sites) if site not in sites]
    order = [*sites, *rest]
    to_sites = permutation_matrix(order)  # factor i to site order[i]
    return to_sites @ np.kron(matrix, np.eye(2 ** len(rest))) @ to_sites.T


def number(bits):
    return int("".join(map(str, bits)), 2)


@pytest.fixture
def dense():
    """The functions above, by name."""
    return SimpleNamespace(
        on_factor=on_factor,
        on_sites=on_sites,
        permutation_matrix=permutation_matrix,
        swap=swap,
        symmetriser=symmetriser,
        total_spin_components=total_spin_components,
    )
