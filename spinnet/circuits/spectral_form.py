"""Exponentials of Hermitian block matrices as sines and cosines with constant matrices.

One form serves simulators that differentiate and symbolic angles; nothing here knows gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits.block_matrix import BlockMatrix


@dataclass(frozen=True)
class SpectralForm:
    r"""A generator's exponential as sines and cosines with constant matrices.

    .. math:: e^{i a G} = \sum_r \cos(\lambda_r a) A_r + \sin(\lambda_r a) B_r

    where ``A_r`` projects on the eigenvalues ``±λ_r`` and ``B_r = i (Π_{λ_r} - Π_{-λ_r})``. For an
    imaginary generator all matrices are real. The differences of the eigenvalues give the
    parameter-shift rule.

    Args:
        frequencies: The ``λ_r`` >= 0, ascending, one per term.
        cosines: Array ``(n_terms, m, m)``, read-only.
        sines: Array ``(n_terms, m, m)``, read-only.
    """

    frequencies: tuple[float, ...]
    cosines: np.ndarray
    sines: np.ndarray


@lru_cache(maxsize=1024)
def spectral_form(generator: BlockMatrix) -> SpectralForm:
    """Return the exponential of a Hermitian block matrix as constant matrices and frequencies."""
    values, vectors = np.linalg.eigh(generator.dense())
    frequencies = sorted({round(abs(float(value)), 10) for value in values})
    cosines, sines = [], []
    for frequency in frequencies:
        plus = _projector(vectors[:, np.abs(values - frequency) < 1e-8])
        minus = _projector(vectors[:, np.abs(values + frequency) < 1e-8])
        cosines.append(plus if frequency == 0 else plus + minus)
        sines.append(1j * (plus - minus))
    arrays = [np.stack(cosines), np.stack(sines)]
    if generator.is_imaginary:
        arrays = [array.real for array in arrays]
    for array in arrays:
        array.flags.writeable = False
    return SpectralForm(tuple(frequencies), arrays[0], arrays[1])


def exponential(generator: BlockMatrix, angle: float) -> np.ndarray:
    """Return ``exp(i angle generator)`` as one block-diagonal matrix, total spin ascending."""
    form = spectral_form(generator)
    phases = np.array(form.frequencies) * angle
    return np.tensordot(np.cos(phases), form.cosines, 1) + np.tensordot(
        np.sin(phases), form.sines, 1
    )


def _projector(vectors: np.ndarray) -> np.ndarray:
    return vectors @ vectors.conj().T
