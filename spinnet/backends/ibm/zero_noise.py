r"""Zero-noise extrapolation: from several noise factors to none.

The value at zero is a weighted sum of the values at the factors, with the same weights for the
energy and every bond, so that the energy stays the sum of its bonds:

- "linear": the intercept of the least-squares line.
- "richardson": the polynomial through all points.
- "exponential": :math:`c_\infty + (c_0 - c_\infty) e^{-k \lambda}` with one rate k, fitted to the
  energy, and the known values :math:`c_\infty` of random bits. Where the energies do not lie on one
  side of their limit it is the line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

EXTRAPOLATIONS = ("linear", "richardson", "exponential")


def extrapolation_weights(factors: Sequence[int], energies: np.ndarray, method: str) -> np.ndarray:
    """Return the weights whose sum over factors extrapolates to factor 0.

    Args:
        factors: The noise factors, at least two.
        energies: The energy at each factor less its limit for infinite noise.
        method: "linear", "richardson" or "exponential".

    Returns:
        Array ``(n_factors,)``.
    """
    places = np.array(factors, dtype=float)
    if method == "richardson":
        return _polynomial_weights(places, len(places) - 1)
    one_sided = bool(np.all(energies > 0) or np.all(energies < 0))
    if method == "linear" or not one_sided:
        return _polynomial_weights(places, 1)
    slope = np.polyfit(places, np.log(np.abs(energies)), 1)[0]
    decay = np.exp(min(slope, 0.0) * places)  # noise does not help
    return decay / (decay @ decay)


def _polynomial_weights(places: np.ndarray, degree: int) -> np.ndarray:
    """Return the weights of the value at 0 of the least-squares polynomial."""
    return np.linalg.pinv(np.vander(places, degree + 1, increasing=True))[0]
