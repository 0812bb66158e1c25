"""Readout mitigation: against mthree's own correction, with its derivatives and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.backends.ibm import readout_calibration
from spinnet.backends.ibm.basis_circuits import readout_circuits, readout_patterns
from spinnet.backends.ibm.conserved_blocks import ConservedBlock
from spinnet.backends.ibm.moments import counted, sample_moments
from spinnet.backends.ibm.readout import ReadoutCalibration
from spinnet.backends.ibm.readout_features import corrected_features, rate_derivatives
from spinnet.backends.ibm.shot_features import shot_features
from spinnet.backends.ibm.symmetry_weights import ALL, KINDS
from tests.backends.ibm.exact_sampling import all_bits, exact_probabilities

N_SITES = 5
EDGES = ((0, 1), (1, 2), (3, 4), (0, 4))
BLOCKS = {
    "one": (ConservedBlock((0, 1, 2, 3, 4), 1),),
    "two": (ConservedBlock((0, 1, 3), 1), ConservedBlock((2, 4), 0)),
}


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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS.keys())
def test_corrected_means_are_those_of_mthree_when_all_strings_are_seen(
    rng, calibration, kind, blocks
):
    bits, counts = all_bits(N_SITES), rng.integers(1, 50, 2**N_SITES)
    rates = calibration.error_rates
    corrected = corrected_features(bits, EDGES, blocks, "X", (kind,), rates)
    found = counts @ corrected / counts.sum()

    # mthree's strings have their last qubit first
    strings = {"".join(map(str, row[::-1])): int(n) for row, n in zip(bits, counts, strict=True)}
    quasi = calibration.to_mthree().apply_correction(
        strings, list(range(N_SITES)), distance=-1, method="direct"
    )
    features = dict(zip(strings, shot_features(bits, EDGES, blocks, "X", kind), strict=True))
    expected = sum(quasi[string] * features[string] for string in strings)
    np.testing.assert_allclose(found, expected, atol=2e-5)  # mthree computes in single precision


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS.keys())
def test_misreading_is_undone_on_average(rng, rates, blocks):
    exact = rng.dirichlet(np.ones(2**N_SITES))
    read = exact.reshape((2,) * N_SITES)
    for site, (zero, one) in enumerate(rates):
        matrix = np.array([[1 - zero, one], [zero, 1 - one]])
        read = np.moveaxis(np.tensordot(matrix, read, (1, site)), 0, site)
    bits = all_bits(N_SITES)
    found = read.reshape(-1) @ corrected_features(bits, EDGES, blocks, "Z", KINDS, rates)
    features = [shot_features(bits, EDGES, blocks, "Z", kind) for kind in KINDS]
    np.testing.assert_allclose(found, exact @ np.concatenate(features, axis=1), atol=1e-12)


def test_broad_states_need_more_than_the_strings_that_were_seen(rng):
    n_sites, n_shots, rate = 16, 3000, 0.03
    firsts = rng.integers(0, 2, (n_shots, n_sites // 2)).astype(np.uint8)
    exact = np.stack([firsts, 1 - firsts], axis=-1).reshape(n_shots, n_sites)  # pairs opposite
    rates = np.full((n_sites, 2), rate)
    bits, counts = counted(misread(exact, rates, rng))
    edges = tuple((site, site + 1) for site in range(0, n_sites, 2))
    block = ConservedBlock(tuple(range(n_sites)), 0)
    given = (bits, edges, (block,), "Z")
    corrected = corrected_features(*given, (ALL,), rates)
    moments = sample_moments(corrected[:, 1:-1].mean(axis=1, keepdims=True), counts)
    assert moments.means[0] == pytest.approx(-0.25, abs=4.5 * moments.covariance[0, 0] ** 0.5)

    misreads = round(rate * 100_000)
    calibration = ReadoutCalibration((misreads,) * n_sites, (misreads,) * n_sites, 100_000, 100_000)
    strings = {"".join(map(str, row[::-1])): int(n) for row, n in zip(bits, counts, strict=True)}
    quasi = calibration.to_mthree().apply_correction(
        strings, list(range(n_sites)), distance=-1, method="direct"
    )
    features = dict(zip(strings, shot_features(*given, ALL)[:, 1:-1].mean(axis=1), strict=True))
    among_seen = sum(quasi[string] * features[string] for string in strings)
    uncorrected = counts @ np.array([features[s] for s in strings]) / n_shots
    assert uncorrected == pytest.approx(-0.25 * 0.94**2, abs=0.004)
    assert abs(among_seen + 0.25) > 0.3 * abs(uncorrected + 0.25)


def test_without_misread_bits_nothing_changes(rng):
    bits = rng.integers(0, 2, (20, N_SITES)).astype(np.uint8)
    found = corrected_features(bits, EDGES, BLOCKS["one"], "Z", KINDS, np.zeros((N_SITES, 2)))
    features = [shot_features(bits, EDGES, BLOCKS["one"], "Z", kind) for kind in KINDS]
    np.testing.assert_allclose(found, np.concatenate(features, axis=1), atol=1e-13)


def test_derivatives_are_those_of_wide_differences(rng, rates):
    bits, counts = counted(rng.integers(0, 2, (9, N_SITES)).astype(np.uint8))
    given = (bits, EDGES, BLOCKS["two"], "X", KINDS)
    slopes = rate_derivatives(bits, counts, *given[1:], rates)
    for index in np.ndindex(N_SITES, 2):
        shift = np.zeros((N_SITES, 2))
        shift[index] = 1e-4
        ahead, behind = (
            counts @ corrected_features(*given, rates + sign * shift) for sign in (1, -1)
        )
        difference = (ahead - behind) / counts.sum() / 2e-4
        np.testing.assert_allclose(slopes[(slice(None), *index)], difference, atol=1e-4)


def test_a_site_read_backwards_is_refused(rng):
    samples = [np.tile(pattern, (10, 1)) for pattern in readout_patterns(3)]
    for bits in samples:
        bits[:, 1] ^= 1
    with pytest.raises(ValueError, match="site 1 is not"):
        readout_calibration(samples)
