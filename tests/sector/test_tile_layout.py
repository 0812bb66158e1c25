"""Tile layouts: every amplitude is in exactly one tile, beside the amplitudes it mixes with."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.sector import SectorBasis
from spinnet.sector.tile_layout import tile_layout
from spinnet.sector.window import window_classes


@pytest.mark.parametrize(("n_sites", "two_total"), [(4, 0), (7, 1), (8, 2), (10, 0), (6, 6)])
@pytest.mark.parametrize("width", [2, 3, 4])
def test_scatter_undoes_gather(n_sites, two_total, width):
    basis = SectorBasis(n_sites, two_total)
    index = tile_layout(basis, width)
    for t in range(n_sites - width + 1):
        tiles = np.concatenate([gather[t].ravel() for gather in index.gather])
        np.testing.assert_array_equal(tiles[index.scatter[t]], np.arange(basis.dimension))


@pytest.mark.parametrize("width", [3, 4])
def test_columns_differ_inside_the_window_only(width):
    basis = SectorBasis(9, 1)
    index, classes = tile_layout(basis, width), window_classes(width, basis.max_height)
    for t in range(9 - width + 1):
        mask = ((1 << width) - 1) << (9 - t - width)
        columns = 0
        for members, gather, owner, real in zip(
            index.members, index.gather, index.tile_class, index.is_column, strict=True
        ):
            for tile, member, kept in zip(
                np.asarray(gather[t]), np.asarray(owner[t]), np.asarray(real[t]), strict=True
            ):
                steps = classes.patterns[int(members[member])]
                codes = basis.codes[tile[: len(steps), kept[0] > 0]]
                columns += codes.size
                assert np.all((codes & ~mask) == (codes[:1] & ~mask))
                for row, step in zip(codes, steps, strict=True):
                    assert set((row & mask) >> (9 - t - width)) <= {step}
        assert columns == basis.dimension
