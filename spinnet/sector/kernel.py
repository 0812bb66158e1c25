"""The kernel: one window operation on a state, its adjoint step, and what its entries receive.

Every amplitude of the result is a short sum over the amplitudes of its class. How they are found is
the layout's part (``tile_layout.py``, ``path_layout.py``); what they are multiplied with is decided
here. Block entries are ``(n_entries, *batch)``, and the tables that turn them into matrices are
real constants. Every function is pure JAX.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp


def class_matrices(entries: jax.Array, tables: jax.Array, kind_type: jax.Array) -> jax.Array:
    """Return the matrices of every class from the block entries of one operation.

    ``sum_e table[e] * entries[e]``, a real constant times real or complex numbers.

    Args:
        entries: ``(n_entries, *batch)``.
        tables: The constants ``(n_types, n_entries, n_classes, M, M)``.
        kind_type: Which type of operation, a scalar index.

    Returns:
        ``(n_classes, M, M, *batch)``.
    """
    table = tables[kind_type].astype(entries.real.dtype)
    parts = (entries.real, entries.imag) if jnp.iscomplexobj(entries) else (entries,)
    flat = table.reshape(table.shape[0], -1).T  # (classes * M * M, entries)
    columns = [flat @ part.reshape(part.shape[0], -1) for part in parts]
    mixed = columns[0] if len(parts) == 1 else jax.lax.complex(*columns)
    return mixed.reshape(*table.shape[1:], *entries.shape[1:])


def adjoint(matrices: jax.Array) -> jax.Array:
    """Return the conjugate transposed matrices of every class."""
    return jnp.swapaxes(matrices, 1, 2).conj()
