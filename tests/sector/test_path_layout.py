"""Path layouts: places computed on the way are the places that the tiles look up."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector import SectorBasis
from spinnet.sector.path_layout import path_halves, path_layout, rank_type
from spinnet.sector.tile_layout import tile_layout
from spinnet.sector.window import window_classes

SECTORS = [(3, 1), (4, 0), (7, 1), (8, 2), (10, 0), (11, 3), (6, 6)]


def random_complex(rng, *shape):
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


@pytest.fixture(autouse=True)
def double():
    with jax.enable_x64(True):
        yield


@pytest.mark.parametrize(("n_sites", "two_total"), [*SECTORS, (1, 1), (2, 0)])
def test_halves_count_prefixes_and_suffixes(n_sites, two_total):
    basis = SectorBasis(n_sites, two_total)
    halves = path_halves(basis)
    middle = n_sites // 2
    prefixes = basis.codes >> (n_sites - middle)
    _, expected = np.unique(prefixes, return_inverse=True)
    np.testing.assert_array_equal(halves.prefix, expected)
    suffix = np.arange(basis.dimension) + np.asarray(halves.offset)[expected]
    code_of_suffix = {}
    for number, code, height in zip(
        suffix.tolist(), basis.codes.tolist(), basis.heights[:, middle].tolist(), strict=True
    ):
        rest = (height, code & ((1 << (n_sites - middle)) - 1))
        assert code_of_suffix.setdefault(number, rest) == rest
    assert len(set(code_of_suffix.values())) == len(code_of_suffix)


@pytest.mark.parametrize(("n_sites", "two_total"), SECTORS)
@pytest.mark.parametrize("width", [2, 3, 4])
def test_operations_agree_with_tiles(n_sites, two_total, width, rng):
    if width > n_sites:
        pytest.skip("the window is longer than the line")
    basis = SectorBasis(n_sites, two_total)
    paths, tiles = path_layout(basis, width), tile_layout(basis, width)
    classes = window_classes(width, basis.max_height)
    shape = (len(classes.members), classes.size, classes.size, 2)
    # Tables are zero where a class has fewer patterns than the largest.
    sizes = np.array([len(patterns) for patterns in classes.patterns])
    inside = np.arange(classes.size) < sizes[:, None]
    kept = (inside[:, :, None] & inside[:, None, :])[..., None]
    matrices = jnp.asarray(random_complex(rng, *shape) * kept)
    state = jnp.asarray(random_complex(rng, basis.dimension, 3, 2))
    table = jnp.asarray(rng.normal(size=(4, *shape[:3])) * kept[..., 0])

    @jax.jit
    def differences(window):
        applied = [one.apply(state, matrices, window) for one in (paths, tiles)]
        taken = [one.overlaps(state[:, 0], state[:, 1], table, window) for one in (paths, tiles)]
        return abs(applied[0] - applied[1]).max(), abs(taken[0] - taken[1]).max()

    for window in range(n_sites - width + 1):
        np.testing.assert_allclose(differences(window), 0, atol=1e-10)


def test_single_precision_is_summed_in_double(rng):
    basis = SectorBasis(14, 0)
    index = path_layout(basis, 3)
    classes = window_classes(3, basis.max_height)
    table = jnp.asarray(rng.normal(size=(1, len(classes.members), classes.size, classes.size)))
    state = jnp.asarray(random_complex(rng, basis.dimension).astype(np.complex64))
    found = index.overlaps(state, state, table, 2)
    assert found.dtype == jnp.complex64
    exact = index.overlaps(state.astype(complex), state.astype(complex), table, 2)
    np.testing.assert_allclose(found, exact, rtol=3e-7)


def test_ranks_beyond_32_bits_have_a_wider_type():
    assert rank_type(SectorBasis(36, 0)) == np.int32
    assert rank_type(SectorBasis(40, 0)) == np.int64
