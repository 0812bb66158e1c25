"""Random inputs are valid, reproducible and spread out."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from spinnet.networks import check_path, comb_tree, enumerate_paths, is_equivariant
from spinnet.testing import (
    random_equivariant_unitary,
    random_path,
    random_spins,
    random_tree,
    random_unitary,
)


def test_the_same_seed_gives_the_same_tree():
    first, second = (random_tree((1,) * 6, np.random.default_rng(4)) for _ in range(2))
    assert first == second
    assert random_tree((1, 2), np.random.default_rng(0), permuted=False).is_ordered


def test_paths_are_valid_and_all_occur(rng):
    tree = comb_tree(6)
    paths = [random_path(tree, 2, rng) for _ in range(900)]
    for path in paths[:20]:
        check_path(tree, path, two_total=2)
    counts = Counter(paths)
    assert set(counts) == set(enumerate_paths(tree, 2))
    assert max(counts.values()) < 2.5 * 900 / len(counts)


def test_unitaries_are_unitary(rng):
    matrix = random_unitary(5, rng)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(5), atol=1e-13)
    gate = random_equivariant_unitary((1, 2, 1), rng)
    np.testing.assert_allclose(gate @ gate.conj().T, np.eye(12), atol=1e-12)
    assert is_equivariant(gate, (1, 2, 1))


def test_spins_stay_in_range(rng):
    spins = random_spins(200, rng, max_two_j=2)
    assert set(spins) == {0, 1, 2}


def test_impossible_requests_are_refused(rng):
    with pytest.raises(ValueError, match="at least 1 leaf; got 0"):
        random_tree((), rng)
    with pytest.raises(ValueError, match="it has no path to 6"):
        random_path(comb_tree(3), 6, rng)
