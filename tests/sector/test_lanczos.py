"""Lanczos on dense matrices whose spectrum is known."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.lanczos import ThickRestart
from spinnet.sector.level_search import LanczosSettings, LevelSearch

SPECTRUM = np.sort(np.concatenate([[-3.0] * 3, [-2.5], [-2.0] * 2, np.linspace(-1, 4, 54)]))


@pytest.fixture(autouse=True)
def _double():
    with jax.enable_x64(True):
        yield


@pytest.fixture
def matrix(rng):
    vectors = np.linalg.qr(rng.normal(size=(60, 60)))[0]
    return jnp.asarray(vectors * SPECTRUM @ vectors.T)


def settings(**changes):
    given = {
        "n_states": 1,
        "tolerance": 1e-9,
        "level_width": 1e-7,
        "max_vectors": 30,
        "seed": 0,
        "complete": True,
        "scale": 4.0,
    }
    return LanczosSettings(**{**given, **changes})


def searched(matrix, **changes):
    search = LevelSearch(lambda vector: matrix @ vector, len(matrix), settings(**changes))
    for _ in range(3000):
        if search.is_done:
            return search
        search.advance()
    raise AssertionError("the search did not end")


@pytest.mark.parametrize(("n_states", "found"), [(1, 3), (3, 3), (4, 4), (5, 6), (6, 6)])
def test_levels_come_whole(matrix, n_states, found):
    energies, vectors = searched(matrix, n_states=n_states).levels()
    np.testing.assert_allclose(energies, SPECTRUM[:found], atol=1e-12)
    stacked = np.stack(vectors, axis=1)
    np.testing.assert_allclose(stacked.T @ stacked, np.eye(found), atol=1e-9)
    np.testing.assert_allclose(matrix @ stacked, stacked * np.array(energies), atol=1e-7)


def test_without_completion_one_run_sees_distinct_levels(matrix):
    energies, _ = searched(matrix, n_states=3, complete=False).levels()
    np.testing.assert_allclose(energies, [-3, -2.5, -2], atol=1e-12)


def test_a_small_space_is_exhausted_and_gives_all(rng):
    values = np.array([1.0, 1.0, 1.0, 2.0])
    vectors = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    energies, _ = searched(jnp.asarray(vectors * values @ vectors.T), n_states=4).levels()
    np.testing.assert_allclose(energies, values, atol=1e-12)


def test_restarts_keep_the_recurrence(matrix, rng):
    space = ThickRestart(
        lambda vector: matrix @ vector,
        jnp.asarray(rng.normal(size=60)),
        max_vectors=9,
        n_wanted=2,
        scale=4.0,
        serials=itertools.count(),
    )
    for _ in range(40):
        space.step()
        assert len(space.basis) <= 9
    basis = np.stack(space.basis, axis=1)
    np.testing.assert_allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-12)
    kept, newest = basis[:, :-1], basis[:, -1]
    expected = kept @ space.projected + np.outer(newest, space.border)  # H V = V T + v b^T
    np.testing.assert_allclose(matrix @ kept, expected, atol=1e-12)
    assert len(set(space.names)) == len(space.names)


def test_too_little_room_is_refused(matrix):
    with pytest.raises(ValueError, match="leave room for 6 vectors beside the 3 states found"):
        searched(matrix, n_states=3, max_vectors=8)
