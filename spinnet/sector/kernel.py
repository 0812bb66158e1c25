"""The kernel: one window operation on a state, its adjoint step, and what its entries receive.

A state is an array ``(dimension, n_columns, *batch)``: the columns of a batch member share its
matrices, so that a state and its adjoint travel together. Block entries are
``(n_entries, *batch)``. The tables that turn entries into matrices are real constants. Every
function is pure JAX.
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
    """Return the state cut into the tiles of a window: ``(n_tiles, M, T, n_columns, *batch)``."""
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
        tiles: ``(n_tiles, M, T, n_columns, *batch)``.
    """
    chosen = matrices[tile_class]  # (n_tiles, M, M, *batch)
    products = [chosen[:, :, k, None, None] * tiles[:, None, k] for k in range(tiles.shape[1])]
    return sum(products[1:], products[0])


def apply(
    state: jax.Array, matrices: Sequence[jax.Array], layout: Layout, window: jax.Array
) -> jax.Array:
    """Return a window operation applied to a state.

    Args:
        state: ``(dimension, n_columns, *batch)``.
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


def adjoint(matrices: Sequence[jax.Array]) -> list[jax.Array]:
    """Return the conjugate transposed matrices of every class."""
    return [jnp.swapaxes(matrix, 1, 2).conj() for matrix in matrices]


def overlaps(
    left: jax.Array,
    right: jax.Array,
    tables: Sequence[jax.Array],
    kind_type: jax.Array,
    layout: Layout,
    window: jax.Array,
) -> jax.Array:
    """Return how much each entry of an operation takes from one state to another.

    ``sum over paths of conj(left[a]) * table[e, a, b] * right[b]``.

    Args:
        left: A state ``(dimension, *batch)``.
        right: Another state of the same shape.
        tables: As in `class_matrices`.
        kind_type: Which type of operation.
        layout: The layout of the window's width.
        window: First position of the window.

    Returns:
        ``(n_entries, *batch)``.
    """
    parts = [
        _contract(table[kind_type], _class_overlaps(rows, columns, mask[window], owner[window], n))
        for table, rows, columns, mask, owner, n in zip(
            tables,
            cut(left.conj(), layout, window),
            cut(right, layout, window),
            layout.is_column,
            layout.tile_class,
            [table.shape[2] for table in tables],
            strict=True,
        )
    ]
    return sum(parts[1:], parts[0])


def _class_overlaps(
    rows: jax.Array, columns: jax.Array, mask: jax.Array, owner: jax.Array, n_classes: int
) -> jax.Array:
    """Return ``sum over columns of rows[a] * columns[b]``, ``(n_classes, M, M)``."""
    # Padding columns hold copies of rank 0; the mask keeps them out.
    shaped = mask.astype(rows.real.dtype).reshape(*mask.shape, *(1,) * (rows.ndim - 3))
    masked = rows * shaped
    products = (masked[:, :, None] * columns[:, None]).sum(axis=3)  # (n_tiles, M, M, *batch)
    return jax.ops.segment_sum(products, owner, num_segments=n_classes)


def _contract(table: jax.Array, by_class: jax.Array) -> jax.Array:
    """Return ``sum over classes and matrix elements of table[e] * by_class``."""
    flat = table.reshape(table.shape[0], -1)
    parts = (by_class.real, by_class.imag) if jnp.iscomplexobj(by_class) else (by_class,)
    columns = [flat @ part.reshape(flat.shape[1], -1) for part in parts]
    mixed = columns[0] if len(parts) == 1 else jax.lax.complex(*columns)
    return mixed.reshape(table.shape[0], *by_class.shape[3:])
