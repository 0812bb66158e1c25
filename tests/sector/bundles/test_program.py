"""What programs know before they begin; how they find their bundles is in ``test_kernel.py``."""

from __future__ import annotations

import jax.numpy as jnp
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.program import rank_type
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
