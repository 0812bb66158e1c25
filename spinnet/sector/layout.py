"""The choice of a layout: tiles where the state fits a cache, computed places everywhere else."""

from __future__ import annotations

import jax

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.basis import SectorBasis
from spinnet.sector.path_layout import path_layout
from spinnet.sector.tile_layout import tile_layout

TILED_DIMENSION = 1_000_000
"""Largest dimension for which a CPU gets index arrays; 26 spins in the singlet sector."""


def layout(basis: SectorBasis, width: int) -> AbstractLayout:
    """Return the layout of every window of one width, on the default device.

    Args:
        basis: The sector.
        width: Number of sites in the window, at most that of the basis.
    """
    tiled = jax.default_backend() == "cpu" and basis.dimension <= TILED_DIMENSION
    return tile_layout(basis, width) if tiled else path_layout(basis, width)
