"""Matrices of vertex gates that every PennyLane interface can differentiate.

A matrix is built from the spectral form of the generators, so it holds only sines and cosines of
the angles and constant matrices: NumPy, autograd, JAX and Torch angles all work, batches too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pennylane as qml

from spinnet.circuits import BlockMatrix, VertexGate, block_sizes, identity_blocks, spectral_form
from spinnet.networks import schur_matrix


def gate_matrix(angles: Sequence[Any], gate: VertexGate) -> Any:
    """Return the unitary of a gate on the product basis.

    Args:
        angles: One number, tracer or array ``(batch,)`` per generator, in radians.
        gate: The gate.

    Returns:
        Array ``(2**k, 2**k)``, or ``(batch, 2**k, 2**k)``; wire 0 leftmost, up first.
    """
    block = (gate.constant or identity_blocks(gate.n_spins)).dense()
    for angle, generator in zip(angles, gate.generators, strict=True):
        block = _exponential(generator, angle) @ block
    labels, same_m = _column_labels(gate.n_spins)
    coupled = block[..., labels[:, None], labels[None, :]] * same_m
    return schur_matrix(gate.out_tree) @ coupled @ schur_matrix(gate.in_tree).T


def _exponential(generator: BlockMatrix, angle: Any) -> Any:
    """Return ``exp(i angle generator)``, shape ``(m, m)`` or ``(batch, m, m)``."""
    form = spectral_form(generator)
    column = qml.math.reshape(angle, (-1, 1, 1)) if qml.math.ndim(angle) else angle
    total: Any = 0.0
    for frequency, cosine, sine in zip(form.frequencies, form.cosines, form.sines, strict=True):
        if frequency == 0:
            total = total + cosine
        else:
            phase = frequency * column
            total = total + qml.math.cos(phase) * cosine + qml.math.sin(phase) * sine
    return total


@lru_cache(maxsize=16)
def _column_labels(n_spins: int) -> tuple[np.ndarray, np.ndarray]:
    """Return for each coupled state its path, counted over all spins, and which share m."""
    paths, states = [], []
    first = 0
    for two_total, size in block_sizes(n_spins):
        for path in range(first, first + size):
            paths += [path] * (two_total + 1)
            states += [(two_total, two_m) for two_m in range(two_total, -two_total - 1, -2)]
        first += size
    same = np.array([[row == column for column in states] for row in states], dtype=float)
    labels = np.array(paths)
    for array in (labels, same):
        array.setflags(write=False)
    return labels, same
