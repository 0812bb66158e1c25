"""Assertions that operators and networks respect rotations."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import aklt_ring, tetrahedron_network
from spinnet.testing import (
    assert_equivariant,
    assert_invariant,
    equivariance,
    random_equivariant_unitary,
)


def test_equivariant_operators_pass(rng):
    assert_equivariant(random_equivariant_unitary((1, 2, 1), rng), (1, 2, 1))


def test_others_are_refused_with_their_distance():
    with pytest.raises(AssertionError, match="it is 1 of its norm away from the commutant"):
        assert_equivariant(np.diag([1.0, -1.0]))


def test_networks_are_invariant(rng):
    for network in (aklt_ring(4), tetrahedron_network(2, 3, 3, 4, 3, 5)):
        assert_invariant(network, rng)


def test_a_network_that_is_not_invariant_is_noticed(rng, monkeypatch):
    monkeypatch.setattr(
        equivariance, "rotation_matrix", lambda _, two_j: np.diag(np.arange(two_j + 1.0))
    )
    with pytest.raises(AssertionError, match="each vertex must be invariant; the value"):
        assert_invariant(aklt_ring(3), rng)
