"""What gate sets can reach, sector by sector."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    comb_tree,
    exchange_generators,
    from_blocks,
    permutation_operator,
    placed_generator,
    reach,
)
from spinnet.su2 import catalan
from spinnet.testing import random_equivariant_unitary


def chain(n_sites):
    return [(site, site + 1) for site in range(n_sites - 1)]


def local_generators(n_sites, k, rng):
    """Random Hermitian operators on every k consecutive sites, with the identity among them."""
    found = list(exchange_generators(n_sites, [], with_identity=True))
    for first in range(n_sites - k + 1):
        for _ in range(2):
            unitary = random_equivariant_unitary((1,) * k, rng)
            sites = tuple(range(first, first + k))
            found.append(placed_generator(unitary + unitary.conj().T, sites, n_sites))
    return found


def dense_dimension(matrices):
    """The dimension of the generated algebra, from plain 2^N matrices and nested brackets."""
    basis = np.zeros((0, matrices[0].size * 2))
    queue = list(matrices)
    while queue:
        matrix = queue.pop()
        row = np.concatenate([matrix.real.ravel(), matrix.imag.ravel()])
        if np.linalg.norm(row) < 1e-10:  # a bracket that vanishes up to rounding
            continue
        row = row / np.linalg.norm(row)
        row = row - basis.T @ (basis @ row)
        row = row - basis.T @ (basis @ row)
        if np.linalg.norm(row) > 1e-8:
            basis = np.vstack([basis, row / np.linalg.norm(row)])
            scaled = matrix / np.linalg.norm(matrix)
            queue += [1j * (g @ scaled - scaled @ g) for g in matrices]
    return len(basis)


@pytest.mark.parametrize("n_sites", [2, 3, 4])
def test_dimension_agrees_with_dense_matrices(n_sites):
    generators = exchange_generators(n_sites, chain(n_sites), with_identity=True)
    dense = [from_blocks(g, comb_tree(n_sites)).astype(complex) for g in generators]
    assert reach(generators).dimension == dense_dimension(dense)


@pytest.mark.parametrize("n_sites", [2, 3, 4, 5, 6, 7])
def test_exchange_on_a_chain_is_semi_universal(n_sites):
    """Marvian's count: floor(N/2) - floor(k/2) phases are out of reach, here k = 2."""
    found = reach(exchange_generators(n_sites, chain(n_sites), with_identity=True))
    missing = n_sites // 2 - 1
    assert found.is_semi_universal and found.is_universal == (missing == 0)
    assert found.full_dimension == catalan(n_sites)
    assert found.dimension == catalan(n_sites) - missing
    assert len(found.phase_constraints) == missing
    assert all(sector.is_controllable for sector in found.sectors)


@pytest.mark.parametrize(("k", "missing"), [(2, 2), (3, 2), (4, 1)])
def test_more_local_gates_reach_more_phases(k, missing, rng):
    found = reach(local_generators(6, k, rng))
    assert found.is_semi_universal
    assert len(found.phase_constraints) == missing == 6 // 2 - k // 2


def test_without_the_identity_only_the_global_phase_is_lost():
    found = reach(exchange_generators(3, chain(3)))
    assert (found.dimension, found.n_phases) == (4, 1)
    assert found.is_universal


def test_constraints_annihilate_the_traces():
    generators = exchange_generators(6, chain(6), with_identity=True)
    found = reach(generators)
    for generator in generators:
        traces = [np.trace(generator[sector.two_total]) for sector in found.sectors]
        np.testing.assert_allclose(np.array(found.phase_constraints) @ traces, 0, atol=1e-12)


def test_a_disconnected_graph_controls_nothing_large():
    found = reach(exchange_generators(4, [(0, 1), (2, 3)]))
    assert not found.is_semi_universal and found.dimension == 2
    assert [sector.is_controllable for sector in found.sectors] == [False, False, True]
    assert "not controllable" in str(found) and "dimension 2 out of 14" in str(found)
    assert str(found).count("out of reach") == len(found.phase_constraints) == 2


def test_placed_generators_agree_with_dense():
    placed = placed_generator(permutation_operator((2, 1, 0)), (3, 1, 0), 4)
    dense = permutation_operator((3, 1, 2, 0))
    np.testing.assert_allclose(from_blocks(placed, comb_tree(4)), dense, atol=1e-12)


@pytest.mark.slow
def test_eight_sites_take_seconds():
    found = reach(exchange_generators(8, chain(8), with_identity=True))
    assert found.dimension == 1430 - 3


def test_bad_generators_are_refused():
    with pytest.raises(ValueError, match="at least one generator; got none"):
        reach([])
    with pytest.raises(ValueError, match="generator 0 must be a Hermitian matrix in every sector"):
        reach([{0: np.array([[0, 1], [0, 0]])}])
    with pytest.raises(ValueError, match="generator 1 differs from generator 0"):
        reach([{0: np.eye(2)}, {0: np.eye(3)}])
    with pytest.raises(ValueError, match=r"two different sites from 0 to 2; got \(0, 0\)"):
        exchange_generators(3, [(0, 0)])
    with pytest.raises(ValueError, match="must not be zero"):
        placed_generator(np.zeros((4, 4)), (0, 1), 3)
    with pytest.raises(ValueError, match="away from the commutant"):
        placed_generator(np.diag([1.0, 0, 0, 0]), (0, 1), 3)
