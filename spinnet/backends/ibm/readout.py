r"""Readout mitigation by M3: shots as they would be if bits were read without error.

The readout circuits give a matrix :math:`A_s` of each site. M3 restricts their product to the
strings that were seen and solves :math:`A x = p`. Expectations :math:`o \cdot x` are here written
as means over shots of :math:`A^{-T} o`, the same numbers, so that errors follow as for any other
features. The error of the calibration itself is found from resampled calibrations.

Source: P. D. Nation et al., PRX Quantum 2, 040326 (2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mthree import M3Mitigation

from spinnet.backends.ibm.basis_circuits import readout_patterns


@dataclass(frozen=True)
class ReadoutCalibration:
    """How often each site was read wrongly.

    Args:
        zeros_as_one: For each site, how often a 0 was read as 1.
        ones_as_zero: For each site, how often a 1 was read as 0.
        n_zeros: Number of times that each site was prepared in 0.
        n_ones: Number of times that it was prepared in 1.
    """

    zeros_as_one: tuple[int, ...]
    ones_as_zero: tuple[int, ...]
    n_zeros: int
    n_ones: int

    @property
    def error_rates(self) -> np.ndarray:
        """Array ``(n_sites, 2)``: chance to read a 0, and a 1, wrongly."""
        zeros = np.array(self.zeros_as_one) / self.n_zeros
        return np.stack([zeros, np.array(self.ones_as_zero) / self.n_ones], axis=1)


def readout_calibration(samples: Sequence[np.ndarray]) -> ReadoutCalibration:
    """Return the calibration from samples of the readout circuits.

    Args:
        samples: For each circuit of `readout_circuits`, in order, bits ``(n_shots, n_sites)``.

    Raises:
        ValueError: If a site is read more often wrongly than rightly.
    """
    patterns = readout_patterns(samples[0].shape[1]).astype(bool)
    wrong = np.zeros((2, patterns.shape[1]), dtype=int)
    totals = np.zeros(2, dtype=int)
    for bits, pattern in zip(samples, patterns, strict=True):
        misread = (bits != pattern).sum(axis=0)
        wrong[0] += np.where(pattern, 0, misread)
        wrong[1] += np.where(pattern, misread, 0)
    for bit in (0, 1):
        chosen = patterns[:, 0] == bool(bit)
        totals[bit] = sum(len(samples[k]) for k in np.flatnonzero(chosen))
    calibration = ReadoutCalibration(
        tuple(map(int, wrong[0])), tuple(map(int, wrong[1])), int(totals[0]), int(totals[1])
    )
    if np.any(calibration.error_rates.sum(axis=1) >= 1):
        site = int(np.argmax(calibration.error_rates.sum(axis=1)))
        raise ValueError(
            f"each site must be read rightly more often than wrongly; site {site} is not. Choose "
            "other qubits, or leave readout mitigation out."
        )
    return calibration


def reduced_matrix(bits: np.ndarray, error_rates: np.ndarray) -> np.ndarray:
    """Return M3's matrix A on the strings that were seen, its columns normalised.

    Args:
        bits: The different strings ``(n_different, n_sites)``, in the order of `numpy.unique`.
        error_rates: Array ``(n_sites, 2)``.

    Returns:
        Array ``(n_different, n_different)``: the chance to read row for column.
    """
    n_sites = bits.shape[1]
    mitigation = M3Mitigation()
    mitigation.cals_from_matrices(
        [
            np.array([[1 - zero, one], [zero, 1 - one]], dtype=np.float32)
            for zero, one in error_rates[::-1]
        ]
    )
    # M3 keeps strings in alphabetical order, which is that of the rows, and its last qubit first
    counts = {"".join(map(str, row)): 1 for row in bits}
    matrix, _ = mitigation.reduced_cal_matrix(counts, list(range(n_sites)))
    return np.asarray(matrix, dtype=float)


def corrected_features(
    bits: np.ndarray, features: np.ndarray, error_rates: np.ndarray
) -> np.ndarray:
    """Return the features that each string has after readout mitigation.

    Args:
        bits: The different strings ``(n_different, n_sites)``, in the order of `numpy.unique`.
        features: Their features ``(n_different, n_features)``.
        error_rates: Array ``(n_sites, 2)``.
    """
    return np.linalg.solve(reduced_matrix(bits, error_rates).T, features)


def calibration_shifts(
    calibration: ReadoutCalibration,
    bits: np.ndarray,
    counts: np.ndarray,
    corrected: np.ndarray,
    seed: int,
    n_resampled: int = 24,
) -> np.ndarray:
    """Return how mean features shift when the calibration is resampled, to first order.

    With A' for A the solution x shifts by -A^-1 (A' - A) x, and a mean o.x by -(A^-T o).(A' - A) x.

    Args:
        calibration: The calibration.
        bits: The different strings.
        counts: How often each was seen.
        corrected: The corrected features ``(n_different, n_features)`` of `corrected_features`.
        seed: Seed of the resampling; the same seed resamples the same calibrations.
        n_resampled: Number of resampled calibrations.

    Returns:
        Array ``(n_resampled, n_features)``.
    """
    rng = np.random.default_rng(seed)
    rates = calibration.error_rates
    seen = counts / counts.sum()
    solution = np.linalg.solve(reduced_matrix(bits, rates), seen)
    shots = np.array([calibration.n_zeros, calibration.n_ones])
    shifts = []
    for _ in range(n_resampled):
        resampled = reduced_matrix(bits, rng.binomial(shots, rates) / shots)
        shifts.append((seen - resampled @ solution) @ corrected)
    return np.array(shifts)
