"""What programs know before they begin; how they find their bundles is in ``test_kernel.py``."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.experimental import pallas as pl

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import groups
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.program import (
    Operation,
    Program,
    Tables,
    each_block,
    n_pieces,
    rank_type,
)
from spinnet.sector.bundles.work import window_work


@pytest.mark.parametrize(
    ("n_batch", "dimension", "kind"),
    [(1, 2**31 - 1, jnp.int32), (1, 2**31, jnp.int64), (3, 2**30, jnp.int64)],
)
def test_ranks_are_wide_where_batches_are_large(n_batch, dimension, kind):
    tables = window_work(SectorBasis(8, 0), (Window(2, 1, True),))
    assert rank_type(tables, n_batch, dimension) == kind


def test_ranks_are_wide_where_tables_are():
    tables = window_work(SectorBasis(36, 4), (Window(2, 0, True),))
    assert SectorBasis(36, 4).dimension < 2**31
    assert rank_type(tables, 1, 1) == jnp.int32
    tables = window_work(SectorBasis(40, 0), (Window(2, 0, True),))
    assert rank_type(tables, 1, 1) == jnp.int64


def ranks_in_blocks(size, n_blocks, listed, lanes, start, stop, first, stride, wide):
    """What a program calls out: ranks of all blocks, and whether each is one."""
    rng = np.random.default_rng(7)
    firsts, lists = rng.integers(0, 1000, size=(2, 200)).astype(np.int32)
    fields = {"lanes": lanes, "listed": listed, "start": start, "stop": stop, "first": first}
    numbers = jnp.array(list(fields.values()), jnp.int32)

    def kernel(numbers, firsts, lists, found):
        named = {name: numbers[n] for n, name in enumerate(fields)}
        mine = Program(1, 0, 0, jnp.int32(2), stride, named, Operation(0, 0, 0, 0))

        def body(ranks, inside, n):
            found[pl.ds(n * size, size)] = jnp.where(inside, ranks, -1)
            return n + 1

        each_block(mine, Tables(firsts, lists, None, wide), size, body, 0)

    shape = jax.ShapeDtypeStruct((size * n_blocks,), wide)
    found = pl.pallas_call(kernel, out_shape=shape, interpret=True)(numbers, firsts, lists)
    prefix, lane = np.divmod(np.arange(start, stop), lanes)
    own = lists[listed + lane] if listed >= 0 else lane
    return np.asarray(found), firsts[first + prefix].astype(np.int64) + own + 2 * stride


@pytest.mark.parametrize(("stride", "wide"), [(5000, jnp.int32), (2**31, jnp.int64)])
@pytest.mark.parametrize("listed", [-1, 40])
@pytest.mark.parametrize(
    ("lanes", "start", "stop"),
    [
        pytest.param(3, 7, 47, id="several prefixes in a block"),
        pytest.param(8, 0, 40, id="one prefix for each block"),
        pytest.param(13, 8, 41, id="blocks that go on in the next prefix"),
        pytest.param(150, 16, 53, id="one prefix for all"),
        pytest.param(1, 0, 11, id="one lane"),
    ],
)
def test_blocks_go_through_lanes_and_prefixes(listed, lanes, start, stop, stride, wide):
    size = 8
    n_blocks = -(-(stop - start) // size)
    found, expected = ranks_in_blocks(size, n_blocks, listed, lanes, start, stop, 20, stride, wide)
    np.testing.assert_array_equal(found[: stop - start], expected)
    np.testing.assert_array_equal(found[stop - start :], -1)


@pytest.mark.parametrize(
    ("numbers", "kind", "most", "pieces"),
    [
        (3, np.float64, 48, 1),
        (4, np.float64, 48, 2),
        (4, np.float32, 48, 1),
        (9, np.float64, 48, 4),
    ],
)
def test_pieces_are_as_few_as_registers_allow(numbers, kind, most, pieces, monkeypatch):
    monkeypatch.setattr(groups, "BLOCK", 256)
    assert n_pieces(numbers, np.dtype(kind), most) == pieces
