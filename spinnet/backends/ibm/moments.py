"""Means of features over shots, with their covariance, and how functions of them err."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Moments:
    """Means and the covariance of their errors.

    Args:
        means: Array ``(n_features,)``.
        covariance: Array ``(n_features, n_features)``.
    """

    means: np.ndarray
    covariance: np.ndarray


def counted(bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different rows of an array of bits and how often each occurs.

    Args:
        bits: Array ``(n_shots, n_sites)``.

    Returns:
        Rows ``(n_different, n_sites)`` and counts ``(n_different,)``.
    """
    return np.unique(bits, axis=0, return_counts=True)


def sample_moments(features: np.ndarray, counts: np.ndarray) -> Moments:
    """Return the means of features over independent shots.

    Args:
        features: Array ``(n_different, n_features)``.
        counts: How often each row occurs, ``(n_different,)``.
    """
    n_shots = int(counts.sum())
    means = counts @ features / n_shots
    scaled = (features - means) * np.sqrt(counts)[:, None]
    return Moments(means, scaled.T @ scaled / (n_shots * max(n_shots - 1, 1)))


def stacked(moments: Sequence[Moments], shared: np.ndarray | None = None) -> Moments:
    """Return independent moments as one, with the errors they share added.

    Args:
        moments: The parts.
        shared: Covariance of what is common to all of them, such as a calibration.
    """
    means = np.concatenate([part.means for part in moments])
    covariance = np.zeros((len(means), len(means))) if shared is None else shared.copy()
    start = 0
    for part in moments:
        stop = start + len(part.means)
        covariance[start:stop, start:stop] += part.covariance
        start = stop
    return Moments(means, covariance)


def propagated(function: Callable[[np.ndarray], np.ndarray], moments: Moments) -> Moments:
    """Return a smooth function of means with its covariance, to first order in the errors.

    Args:
        function: Takes means ``(n_features,)`` to values ``(n_values,)``.
        moments: The means.
    """
    values = function(moments.means)
    jacobian = np.empty((len(values), len(moments.means)))
    steps = np.maximum(1e-3 * np.sqrt(np.diag(moments.covariance)), 1e-9)
    for index, step in enumerate(steps):
        shift = np.zeros(len(steps))
        shift[index] = step
        ahead, behind = function(moments.means + shift), function(moments.means - shift)
        jacobian[:, index] = (ahead - behind) / (2 * step)
    return Moments(values, jacobian @ moments.covariance @ jacobian.T)
