"""How often each site is read wrongly, from samples of circuits that prepare known bits.

What follows for estimates is in ``readout_features``. The same calibration can be handed to mthree,
to correct whole distributions of strings.
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

    def to_mthree(self) -> M3Mitigation:
        """Return mthree's mitigation with this calibration, site s being its qubit s."""
        mitigation = M3Mitigation()
        mitigation.cals_from_matrices(
            [
                np.array([[1 - zero, one], [zero, 1 - one]], dtype=np.float32)
                for zero, one in self.error_rates
            ]
        )
        return mitigation

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
