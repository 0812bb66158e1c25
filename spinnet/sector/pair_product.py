r"""One step on two states of which the second receives from the first, in one sweep.

.. math:: y = A x, \qquad z' = A z + B x

Each layout has its own way; the plain one is two window operations.
"""

from __future__ import annotations

from functools import singledispatch

import jax
import jax.numpy as jnp

from spinnet.sector.abstract_layout import AbstractLayout
from spinnet.sector.path_layout import PathLayout


@singledispatch
def pair_product(
    layout: AbstractLayout,
    first: jax.Array,
    second: jax.Array,
    matrices: jax.Array,
    added: jax.Array,
    window: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    """Return both states after the step.

    Args:
        layout: The layout of the window's width.
        first: x ``(dimension,)``, real.
        second: z, likewise.
        matrices: A in every class, ``(n_classes, M, M)``.
        added: B in every class, of the same shape.
        window: First position of the window, a scalar index.
    """
    columns = jnp.stack([first, second], axis=1)
    turned = layout.apply(columns, matrices, window)
    return turned[:, 0], turned[:, 1] + layout.apply(columns[:, :1], added, window)[:, 0]


@pair_product.register
def _on_paths(
    layout: PathLayout,
    first: jax.Array,
    second: jax.Array,
    matrices: jax.Array,
    added: jax.Array,
    window: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    size = matrices.shape[1]
    rows = [one.reshape(-1, size)[layout.row] for one in (matrices, added)]  # (n_keys, M)
    rows, shifts = jax.lax.optimization_barrier((rows, layout.shift[window]))
    ranks, keys = layout.ranks_and_keys(window)
    turned, total = jnp.zeros_like(first), jnp.zeros_like(second)
    for m in range(size):
        own, other = rows[0][keys, m], rows[1][keys, m]
        place = ranks + shifts[keys, m]
        turned = turned + own * first[place]
        total = total + own * second[place] + other * first[place]
    return jax.lax.optimization_barrier((turned, total))
