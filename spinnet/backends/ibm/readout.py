r"""Readout mitigation by M3: shots as they would be if bits were read without error.

The readout circuits give a matrix :math:`A_s` of each site. M3 restricts their product to the
strings that were seen and solves :math:`A x = p`. Expectations :math:`o \cdot x` are here written
as means over shots of :math:`A^{-T} o`, the same numbers, so that errors follow as for any other
features. The error of the calibration itself follows from the derivatives by each error rate.

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
        """Array ``(n_sites, 2)``: chance to read a 0, and a 1, wrongly, half an error added."""
        zeros = (np.array(self.zeros_as_one) + 0.5) / (self.n_zeros + 1)
        return np.stack([zeros, (np.array(self.ones_as_zero) + 0.5) / (self.n_ones + 1)], axis=1)

    @property
    def rate_variances(self) -> np.ndarray:
        """Array ``(n_sites, 2)``: the variance of each rate."""
        return self.error_rates * (1 - self.error_rates) / np.array([self.n_zeros, self.n_ones])


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
        totals[bit] = sum(
            len(bits) for bits, pattern in zip(samples, patterns, strict=True) if pattern[0] == bit
        )
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


@dataclass(frozen=True)
class ReadoutSolver:
    """M3's matrix for one set of samples, ready to correct features.

    Args:
        bits: The different strings ``(n_different, n_sites)``, in the order of `numpy.unique`.
        counts: How often each was seen.
        error_rates: Array ``(n_sites, 2)``.
        matrix: The `reduced_matrix` of these.
    """

    bits: np.ndarray
    counts: np.ndarray
    error_rates: np.ndarray
    matrix: np.ndarray

    def corrected(self, features: np.ndarray) -> np.ndarray:
        """Return the features that each string has after readout mitigation.

        Args:
            features: Array ``(n_different, n_features)``.

        Returns:
            Array of the same shape, whose mean over shots is M3's mean of the features.
        """
        return np.linalg.solve(self.matrix.T, features)

    def derivatives(self, features: np.ndarray, corrected: np.ndarray) -> np.ndarray:
        r"""Return how the corrected means change with each error rate.

        With :math:`A x = p` and :math:`y = A^{-T} o` a mean o.x changes by -y.dA x. Every column of
        A is a product over sites, divided by its sum.

        Args:
            features: The features ``(n_different, n_features)``.
            corrected: What `corrected` made of them.

        Returns:
            Array ``(n_features, n_sites, 2)``.
        """
        solution = np.linalg.solve(self.matrix, self.counts / self.counts.sum())
        result = np.empty((features.shape[1], self.bits.shape[1], 2))
        read_one = self.matrix.T @ self.bits  # (n_different, n_sites): share of a column
        for bit in (0, 1):
            prepared = self.bits == bit
            seen = self.matrix @ (prepared * solution[:, None])  # (n_different, n_sites)
            # the logarithmic derivative of an entry by the rate, where it is read wrongly or not
            rate = self.error_rates[:, bit]
            slopes = np.where(self.bits == bit, -1 / (1 - rate), 1 / rate)
            wrong = read_one if bit == 0 else 1 - read_one
            norms = prepared * (wrong / rate - (1 - wrong) / (1 - rate))
            direct = corrected.T @ (slopes * seen)
            result[:, :, bit] = features.T @ (norms * solution[:, None]) - direct
        return result


def readout_solver(
    bits: np.ndarray, counts: np.ndarray, calibration: ReadoutCalibration
) -> ReadoutSolver:
    """Return the solver for one set of samples.

    Args:
        bits: The different strings ``(n_different, n_sites)``, in the order of `numpy.unique`.
        counts: How often each was seen.
        calibration: The calibration of the sites.
    """
    rates = calibration.error_rates
    return ReadoutSolver(bits, counts, rates, reduced_matrix(bits, rates))
