"""The kernel: one window operation on a state, its adjoint step, and what its entries receive.

A state is an array ``(dimension, *batch)``; block entries are ``(n_entries, *batch)``. The tables
that turn entries into matrices are real constants. Every function is pure JAX.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from spinnet.sector.layout import Layout


def class_matrices(
    entries: jax.Array, tables: Sequence[jax.Array], kind_type: jax.Array
) -> list[jax.Array]:
    """Return the matrices of every class from the block entries of one operation.

    Args:
        entries: ``(n_entries, *batch)``.
        tables: For each group the constants ``(n_types, n_entries, n_classes, M, M)``.
        kind_type: Which type of operation, a scalar index.

    Returns:
        For each group ``(n_classes, M, M, *batch)``.
    """
    return [_combine(table[kind_type], entries) for table in tables]


def _combine(table: jax.Array, entries: jax.Array) -> jax.Array:
    """Return ``sum_e table[e] * entries[e]``, a real constant times real or complex numbers."""
    parts = (entries.real, entries.imag) if jnp.iscomplexobj(entries) else (entries,)
    flat = table.reshape(table.shape[0], -1).T  # (classes * M * M, entries)
    columns = [flat @ part.reshape(part.shape[0], -1) for part in parts]
    mixed = columns[0] if len(parts) == 1 else jax.lax.complex(*columns)
    return mixed.reshape(*table.shape[1:], *entries.shape[1:])


def cut(state: jax.Array, layout: Layout, window: jax.Array) -> list[jax.Array]:
    """Return the state cut into the tiles of a window: ``(n_tiles, M, T, *batch)`` per group."""
    return [state[gather[window]] for gather in layout.gather]


def paste(tiles: Sequence[jax.Array], layout: Layout, window: jax.Array) -> jax.Array:
    """Return the state that tiles hold."""
    flat = [tile.reshape(-1, *tile.shape[3:]) for tile in tiles]
    # The barrier keeps XLA from recomputing the products for every rank it gathers.
    joined = jax.lax.optimization_barrier(jnp.concatenate(flat))
    return joined[layout.scatter[window]]


def multiply(matrices: jax.Array, tile_class: jax.Array, tiles: jax.Array) -> jax.Array:
    """Return each tile multiplied by the matrix of its class.

    Args:
        matrices: ``(n_classes, M, M, *batch)``.
        tile_class: ``(n_tiles,)``.
        tiles: ``(n_tiles, M, T, *batch)``.
    """
    chosen = matrices[tile_class]  # (n_tiles, M, M, *batch)
    return sum(
        chosen[:, :, k, None] * tiles[:, None, k] for k in range(tiles.shape[1])
    )  # type: ignore[return-value]


def apply(
    state: jax.Array, matrices: Sequence[jax.Array], layout: Layout, window: jax.Array
) -> jax.Array:
    """Return a window operation applied to a state.

    Args:
        state: ``(dimension, *batch)``.
        matrices: For each group ``(n_classes, M, M, *batch)``.
        layout: The layout of the window's width.
        window: First position of the window, a scalar index.
    """
    products = [
        multiply(matrix, owner[window], tiles)
        for matrix, owner, tiles in zip(
            matrices, layout.tile_class, cut(state, layout, window), strict=True
        )
    ]
    return paste(products, layout, window)


def transposed(matrices: Sequence[jax.Array]) -> list[jax.Array]:
    """Return the transposed matrices of every class."""
    return [jnp.swapaxes(matrix, 1, 2) for matrix in matrices]


def received(
    before: jax.Array,
    cotangent: jax.Array,
    tables: Sequence[jax.Array],
    kind_type: jax.Array,
    layout: Layout,
    window: jax.Array,
) -> jax.Array:
    """Return the cotangent of an operation's entries.

    ``sum over paths of cotangent[a] * table[e, a, b] * before[b]``.

    Args:
        before: The state the operation acted on, ``(dimension, *batch)``.
        cotangent: The cotangent of the state it gave.
        tables: As in `class_matrices`.
        kind_type: Which type of operation.
        layout: The layout of the window's width.
        window: First position of the window.

    Returns:
        ``(n_entries, *batch)``.
    """
    total = 0
    for table, owner, mask, inner, outer in zip(
        tables,
        layout.tile_class,
        layout.is_column,
        cut(before, layout, window),
        cut(cotangent, layout, window),
        strict=True,
    ):
        masked = outer * mask[window].astype(inner.real.dtype).reshape(
            mask.shape[1:] + (1,) * (inner.ndim - 3)
        )
        products = (masked[:, :, None] * inner[:, None]).sum(axis=3)  # (n_tiles, M, M, *batch)
        n_classes = table.shape[2]
        by_class = jax.ops.segment_sum(products, owner[window], num_segments=n_classes)
        total = total + _contract(table[kind_type], by_class)
    return total  # type: ignore[return-value]


def _contract(table: jax.Array, by_class: jax.Array) -> jax.Array:
    """Return ``sum over classes and matrix elements of table[e] * by_class``."""
    flat = table.reshape(table.shape[0], -1)
    parts = (by_class.real, by_class.imag) if jnp.iscomplexobj(by_class) else (by_class,)
    columns = [flat @ part.reshape(flat.shape[1], -1) for part in parts]
    mixed = columns[0] if len(parts) == 1 else jax.lax.complex(*columns)
    return mixed.reshape(table.shape[0], *by_class.shape[3:])
