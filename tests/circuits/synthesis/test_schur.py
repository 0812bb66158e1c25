"""Schur transforms against the matrices of the networks floor."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits.synthesis import schur_structure
from spinnet.networks import comb_tree, schur_matrix


@pytest.mark.parametrize(
    ("n_spins", "connectivity", "count"),
    [
        (2, "all-to-all", 2),
        (2, "line", 2),
        (3, "all-to-all", 14),
        (3, "line", 17),
        (4, "all-to-all", 100),
        (4, "line", 140),
    ],
)
def test_schur_transform(n_spins, connectivity, count):
    structure = schur_structure(n_spins, connectivity)
    assert structure.two_qubit_count == count
    wanted = schur_matrix(comb_tree(n_spins)).T
    np.testing.assert_allclose(structure.unitary([]), wanted, atol=1e-12)


def test_schur_transform_of_one_spin_is_refused():
    with pytest.raises(ValueError, match="at least 2, got 1"):
        schur_structure(1)
