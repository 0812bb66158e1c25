"""Spectra made to order: the search must give every multiplicity, dense or by Lanczos."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import lowest_states as module
from hamiltonians.lowest_states import lowest_states

DIMENSION = 80


@pytest.fixture(params=["dense", "lanczos"])
def method(request, monkeypatch):
    if request.param == "lanczos":
        monkeypatch.setattr(module, "_DENSE_LIMIT", 1)
    return request.param


def matrix_with(spectrum, rng):
    rest = np.linspace(spectrum[-1] + 0.5, 20.0, DIMENSION - len(spectrum))
    rotation = np.linalg.qr(rng.normal(size=(DIMENSION, DIMENSION)))[0]
    return rotation @ np.diag([*spectrum, *rest]) @ rotation.T


def solve(matrix, n_states, rng):
    return lowest_states(
        lambda states: matrix @ states,
        DIMENSION,
        n_states=n_states,
        upper_bound=25.0,
        tolerance=1e-8,
        rng=rng,
    )


@pytest.mark.parametrize("multiplicity", [1, 2, 3, 7, 20])
def test_the_lowest_level_is_complete(multiplicity, method, rng):
    matrix = matrix_with([-3.0] * multiplicity, rng)
    values, vectors = solve(matrix, 1, rng)
    np.testing.assert_allclose(values, [-3.0] * multiplicity, atol=1e-9)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(multiplicity), atol=1e-9)
    np.testing.assert_allclose(matrix @ vectors, -3.0 * vectors, atol=1e-8)


@pytest.mark.parametrize(("n_states", "found"), [(1, 1), (2, 4), (4, 4), (5, 6), (6, 6), (7, 7)])
def test_enough_states_and_the_last_level_complete(n_states, found, method, rng):
    spectrum = [-3.0, -2.0, -2.0, -2.0, -1.0, -1.0, -0.5]
    values, _ = solve(matrix_with(spectrum, rng), n_states, rng)
    np.testing.assert_allclose(values, spectrum[:found], atol=1e-9)


def test_close_levels_are_kept_apart(method, rng):
    values, _ = solve(matrix_with([-3.0, -3.0, -3.0 + 1e-5, -2.9], rng), 1, rng)
    assert len(values) == 2


def test_levels_within_the_tolerance_are_one(method, rng):
    values, _ = solve(matrix_with([-3.0, -3.0 + 1e-10, -2.9], rng), 1, rng)
    assert len(values) == 2


def test_every_state_may_be_the_same(method, rng):
    values, vectors = solve(2.0 * np.eye(DIMENSION), 1, rng)
    assert values.shape == (DIMENSION,)
    np.testing.assert_allclose(np.abs(np.linalg.det(vectors)), 1.0, atol=1e-9)


def test_levels_too_large_to_count_are_refused(method, rng, monkeypatch):
    monkeypatch.setattr(module, "_LARGEST_LEVEL", 10)
    matrix = matrix_with([-3.0] * 40, rng)
    if method == "lanczos":
        with pytest.raises(ValueError, match="at most 10 states to be counted"):
            solve(matrix, 1, rng)
