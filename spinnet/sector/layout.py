"""The choice of a layout: tiles where the state fits a cache, computed places everywhere else.

The figures behind the bound are in docs/explanation/sector-engine.md.
"""

from __future__ import annotations

import jax
from jax.sharding import NamedSharding

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.path_layout import path_layout
from spinnet.sector.tile_layout import tile_layout

TILED_DIMENSION = 1_000_000
"""Largest dimension for which a CPU gets index arrays; 26 spins in the singlet sector."""


def is_tiled(dimension: int) -> bool:
    """Return whether a sector gets index arrays on the default device.

    Args:
        dimension: Number of states in the sector.
    """
    return jax.default_backend() == "cpu" and dimension <= TILED_DIMENSION


def layout(basis: SectorBasis, width: int, sharding: NamedSharding | None = None) -> AbstractLayout:
    """Return the layout of every window of one width.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
        sharding: How states are spread over devices; None is the default device alone.
    """
    if sharding is not None:
        return path_layout(basis, width, sharding)
    if is_tiled(basis.dimension):
        return tile_layout(basis, width)
    return path_layout(basis, width)
