"""Block layouts: the GPU kernel, interpreted, gives what the plain path layout gives."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector import SectorBasis, block_layout
from spinnet.sector.window import gate_table, permutation_table


@pytest.fixture(autouse=True)
def double():
    with jax.enable_x64(True):
        yield


@pytest.mark.parametrize(("n_sites", "two_total"), [(6, 0), (9, 1), (9, 3), (10, 0)])
@pytest.mark.parametrize("width", [2, 3, 4])
def test_real_operations_agree_with_paths(n_sites, two_total, width, rng, monkeypatch):
    # Small blocks, so that several programs share the work.
    monkeypatch.setattr(block_layout, "BLOCK", 4)
    monkeypatch.setattr(block_layout, "PREFIXES", 3)
    block_layout._programs.cache_clear()
    basis = SectorBasis(n_sites, two_total)
    blocks = block_layout.block_layout.__wrapped__(basis, width)
    block_layout._programs.cache_clear()
    after = tuple(rng.permutation(width).tolist())
    matrices = jnp.asarray(permutation_table(width, basis.max_height, after))
    state = jnp.asarray(rng.normal(size=(basis.dimension, 2)))

    @jax.jit
    def difference(window):
        one = blocks.apply(state, matrices, window)
        return abs(one - blocks.paths.apply(state, matrices, window)).max()

    found = [float(difference(window)) for window in range(n_sites - width + 1)]
    np.testing.assert_allclose(found, 0, atol=1e-14)


def test_complex_states_and_overlaps_run_on_the_paths(rng):
    basis = SectorBasis(8, 0)
    blocks = block_layout.block_layout(basis, 3)
    table = jnp.asarray(gate_table(3, basis.max_height, (0, 1, 2), (0, 1, 2)))
    state = jnp.asarray(rng.normal(size=(basis.dimension, 1)) + 1j)
    np.testing.assert_array_equal(
        blocks.apply(state, table[1] + 0j, 2), blocks.paths.apply(state, table[1] + 0j, 2)
    )
    np.testing.assert_array_equal(
        blocks.overlaps(state[:, 0], state[:, 0], table, 2),
        blocks.paths.overlaps(state[:, 0], state[:, 0], table, 2),
    )


def test_programs_cover_every_path_once():
    basis = SectorBasis(15, 1)
    blocks = block_layout.block_layout(basis, 3)
    offset = np.asarray(blocks.paths.halves.offset)[np.asarray(blocks.programs.prefixes)]
    for order in np.asarray(blocks.programs.work):
        ranks = [
            suffix - offset[prefix]
            for first, count, start, stop in order
            for prefix in range(start, stop)
            for suffix in range(first, first + count)
        ]
        assert sorted(ranks) == list(range(basis.dimension))
