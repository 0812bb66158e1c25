"""Readout mitigation: against mthree's own correction, with its derivatives and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from mthree import M3Mitigation

from spinnet.backends.ibm import readout_calibration
from spinnet.backends.ibm.basis_circuits import readout_circuits, readout_patterns
from spinnet.backends.ibm.moments import counted
from spinnet.backends.ibm.readout import ReadoutCalibration, readout_solver
from tests.backends.ibm.exact_sampling import all_bits, exact_probabilities

N_SITES = 4


def misread(bits, rates, rng):
    chance = np.where(bits, rates[:, 1], rates[:, 0])
    return (bits ^ (rng.random(bits.shape) < chance)).astype(np.uint8)


@pytest.fixture
def rates(rng):
    return rng.uniform(0.01, 0.15, (N_SITES, 2))


@pytest.fixture
def calibration(rng, rates):
    patterns = readout_patterns(N_SITES)
    return readout_calibration([misread(np.tile(p, (4000, 1)), rates, rng) for p in patterns])


def test_calibration_finds_the_rates(calibration, rates):
    errors = np.sqrt(calibration.rate_variances)
    assert np.all(np.abs(calibration.error_rates - rates) < 4.5 * errors)
    assert calibration.n_zeros == calibration.n_ones == 8000


def test_readout_circuits_prepare_the_patterns():
    patterns = readout_patterns(3)
    for circuit, pattern in zip(readout_circuits(6, (5, 0, 2)), patterns, strict=True):
        found = all_bits(3)[np.argmax(exact_probabilities(circuit))]
        np.testing.assert_array_equal(found, pattern)


def test_corrected_means_are_those_of_mthree(rng, calibration):
    bits, counts = counted(rng.choice([0, 1], size=(300, N_SITES), p=[0.7, 0.3]).astype(np.uint8))
    features = rng.normal(size=(len(bits), 3))
    corrected = readout_solver(bits, counts, calibration).corrected(features)
    found = counts @ corrected / counts.sum()

    mitigation = M3Mitigation()
    mitigation.cals_from_matrices(
        [
            np.array([[1 - zero, one], [zero, 1 - one]], dtype=np.float32)
            for zero, one in calibration.error_rates
        ]
    )
    # mthree's strings have their last qubit first
    strings = {"".join(map(str, row[::-1])): int(n) for row, n in zip(bits, counts, strict=True)}
    quasi = mitigation.apply_correction(strings, list(range(N_SITES)), distance=-1, method="direct")
    values = dict(zip(strings, features, strict=True))
    expected = sum(quasi[string] * values[string] for string in strings)
    np.testing.assert_allclose(found, expected, atol=2e-5)  # mthree computes in single precision


def test_misread_bits_are_unscrambled(rng, rates, calibration):
    exact = rng.dirichlet(np.ones(2**N_SITES))
    rows = all_bits(N_SITES)
    bits = misread(rows[rng.choice(len(rows), size=40000, p=exact)], rates, rng)
    strings, counts = counted(bits)
    parities = (1.0 - 2 * strings).prod(axis=1, keepdims=True)
    corrected = readout_solver(strings, counts, calibration).corrected(parities)
    expected = exact @ (1.0 - 2 * rows).prod(axis=1)
    assert counts @ corrected[:, 0] / 40000 == pytest.approx(expected, abs=0.04)
    assert abs(counts @ parities[:, 0] / 40000 - expected) > 0.01 or abs(expected) < 0.05


def test_derivatives_are_those_of_finite_differences(rng, calibration):
    bits, counts = counted(rng.integers(0, 2, (9, N_SITES)).astype(np.uint8))  # not all strings
    features = rng.normal(size=(len(bits), 2))
    solver = readout_solver(bits, counts, calibration)
    slopes = solver.derivatives(features, solver.corrected(features))

    def mean(shift):
        wrong = np.array([calibration.zeros_as_one, calibration.ones_as_zero], dtype=float)
        moved = wrong + shift.T * (calibration.n_zeros + 1)
        changed = ReadoutCalibration(
            tuple(moved[0]), tuple(moved[1]), calibration.n_zeros, calibration.n_ones
        )
        return counts @ readout_solver(bits, counts, changed).corrected(features) / counts.sum()

    for site, bit in np.ndindex(N_SITES, 2):
        shift = np.zeros((N_SITES, 2))
        shift[site, bit] = 5e-3  # single precision forbids small steps
        difference = (mean(shift) - mean(-shift)) / 1e-2
        np.testing.assert_allclose(slopes[:, site, bit], difference, atol=2e-2, rtol=2e-2)


def test_a_site_read_backwards_is_refused(rng):
    samples = [np.tile(pattern, (10, 1)) for pattern in readout_patterns(3)]
    for bits in samples:
        bits[:, 1] ^= 1
    with pytest.raises(ValueError, match="site 1 is not"):
        readout_calibration(samples)
