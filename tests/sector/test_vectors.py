"""Arithmetic on long vectors against NumPy."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector import vectors


@pytest.fixture(autouse=True)
def _double():
    with jax.enable_x64(True):
        yield


@pytest.mark.parametrize("n_vectors", [0, 1, 4, 7])
def test_removing_a_basis_leaves_what_is_orthogonal(n_vectors, rng):
    basis = np.linalg.qr(rng.normal(size=(50, 7)))[0].T[:n_vectors]
    vector = rng.normal(size=50)
    left, overlaps = vectors.remove(jnp.array(vector), [jnp.array(one) for one in basis])
    np.testing.assert_allclose(overlaps, basis @ vector, atol=1e-13)
    np.testing.assert_allclose(left, vector - basis.T @ (basis @ vector), atol=1e-13)


@pytest.mark.parametrize("chunk", [1, 7, 16, 50, 100])
def test_combinations_in_place_and_through_numpy(chunk, rng, monkeypatch):
    monkeypatch.setattr(vectors, "_CHUNK", chunk)
    basis, weights = rng.normal(size=(5, 50)), rng.normal(size=(5, 3))
    jax.clear_caches()
    found = vectors.combined([jnp.array(one) for one in basis], weights)
    np.testing.assert_allclose(np.stack(found), weights.T @ basis, atol=1e-13)


def test_random_vectors_depend_on_seed_and_run_alone():
    one = vectors.random_vector(3, 1, 1000)
    assert np.array_equal(one, vectors.random_vector(3, 1, 1000))
    assert not np.array_equal(one, vectors.random_vector(3, 2, 1000))
    assert abs(np.mean(one)) < 0.1 and np.ptp(one) > 1.9
