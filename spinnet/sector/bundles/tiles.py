"""Tiles: blocks of wide bundles as matrices, whose products GPUs have units for."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from spinnet.sector.bundles.codes import LEAST_ROWS
from spinnet.sector.bundles.program import OUTSIDE, Program, Tables, is_interpreted, load

AMPLITUDES = 1024
"""Of a tile, so that a few tiles fit the registers of one warp."""


def n_lanes(rows: int) -> int:
    """Return the lanes of a tile, no fewer than what GPUs multiply has.

    Args:
        rows: Rows of the tile.
    """
    return max(LEAST_ROWS, AMPLITUDES // rows)


class Paths(NamedTuple):
    """The rows of a tile: the paths of a bundle, padded.

    Args:
        number: ``(rows,)``: 0, 1, 2, ...
        is_path: Whether a row is a path.
        shift: What its steps in the window add to the rank.
    """

    number: jax.Array
    is_path: jax.Array
    shift: jax.Array

    def places(self, ranks: jax.Array, inside: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Return where a tile's amplitudes are ``(rows, lanes)``, and whether they are.

        Args:
            ranks: ``(lanes,)``: ranks but for the shifts.
            inside: Whether each is one.
        """
        mask = self.is_path[:, None] & inside[None, :]
        return jnp.where(mask, self.shift[:, None] + ranks[None, :], OUTSIDE), mask

    @property
    def is_pair(self) -> jax.Array:
        """Whether row and column are paths ``(rows, rows)``."""
        return self.is_path[:, None] & self.is_path[None, :]


def paths_of(mine: Program, tables: Tables, rows: int) -> Paths:
    """Return the rows of a program's tiles.

    Args:
        mine: The program.
        tables: Where ranks are found.
        rows: Rows of a tile.
    """
    number = jnp.arange(rows, dtype=jnp.int32)
    is_path = number < mine.fields["n_paths"]
    shift = load(tables.shifts, mine.shift + number, is_path)
    return Paths(number, is_path, shift.astype(tables.wide))


def tile_product(left: jax.Array, right: jax.Array, *, transposed: bool = False) -> jax.Array:
    """Return ``left @ right`` at the precision of the tiles.

    Single precision is three products of rounded parts on a GPU, in its fastest units.

    Args:
        left: A tile.
        right: Another one.
        transposed: Whether to take the right one transposed.
    """
    precision: Any = jax.lax.Precision.HIGHEST
    if left.dtype == jnp.float32 and not is_interpreted():
        precision = jax.lax.DotAlgorithmPreset.TF32_TF32_F32_X3
    contracted = ((1,), (1 if transposed else 0,))
    return jax.lax.dot_general(left, right, (contracted, ((), ())), precision=precision)
