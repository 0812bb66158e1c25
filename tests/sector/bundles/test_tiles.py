"""Tiles against products in NumPy."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.bundles import tiles
from spinnet.sector.bundles.codes import n_rows
from spinnet.sector.bundles.program import OUTSIDE
from spinnet.sector.bundles.tiles import Paths, n_lanes, tile_product


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_products_of_tiles(kind, rng):
    left, right = rng.normal(size=(2, 16, 16)).astype(kind)
    atol = 1e-5 if kind is np.float32 else 1e-13
    found = tile_product(jnp.asarray(left), jnp.asarray(right))
    assert found.dtype == kind
    np.testing.assert_allclose(found, left @ right, atol=atol)
    found = tile_product(jnp.asarray(left), jnp.asarray(right), transposed=True)
    np.testing.assert_allclose(found, left @ right.T, atol=atol)


def test_rows_without_a_path_and_lanes_without_a_bundle_are_nowhere():
    paths = Paths(jnp.arange(3), jnp.array([True, True, False]), jnp.array([0, 5, 7]))
    places, mask = paths.places(jnp.array([10, 20]), jnp.array([True, False]))
    assert places.tolist() == [[10, OUTSIDE], [15, OUTSIDE], [OUTSIDE, OUTSIDE]]
    assert mask.tolist() == [[True, False], [True, False], [False, False]]
    assert paths.is_pair.tolist() == [[True, True, False], [True, True, False], [False] * 3]


@pytest.mark.parametrize(
    ("count", "rows", "lanes"),
    [(1, 16, 64), (16, 16, 64), (17, 32, 32), (20, 32, 32), (70, 128, 16)],
)
def test_rows_are_a_power_of_two_and_tiles_of_about_one_size(count, rows, lanes, monkeypatch):
    assert n_rows(count) == rows
    monkeypatch.setattr(tiles, "AMPLITUDES", 1024)
    assert n_lanes(rows) == lanes
