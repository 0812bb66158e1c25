"""Features of shots, their means over random bits, and how their errors propagate."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.backends.ibm.conserved_blocks import ConservedBlock
from spinnet.backends.ibm.moments import Moments, counted, propagated, sample_moments, stacked
from spinnet.backends.ibm.shot_features import shot_features, white_noise_features
from spinnet.backends.ibm.symmetry_weights import KINDS
from tests.backends.ibm.exact_sampling import all_bits

EDGES = ((0, 1), (1, 4), (2, 5), (3, 5))
BLOCKS = {
    "one": (ConservedBlock((0, 1, 2, 3, 4, 5), 0),),
    "one of spin 1": (ConservedBlock((0, 1, 2, 3, 4, 5), 2),),
    "three": (ConservedBlock((0, 3, 4), 1), ConservedBlock((1, 2), 0), ConservedBlock((5,), 1)),
}


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS.keys())
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("axis", "XZ")
def test_white_noise_is_the_mean_over_all_bits(blocks, kind, axis):
    expected = shot_features(all_bits(6), EDGES, blocks, axis, kind).mean(axis=0)
    np.testing.assert_allclose(
        white_noise_features(EDGES, blocks, axis, kind), expected, atol=1e-14
    )


def test_features_of_one_shot():
    bits = np.array([[0, 1, 1, 0, 0, 0]])
    found = shot_features(bits, EDGES, BLOCKS["one"], "Z", "all")
    np.testing.assert_allclose(found, [[1, -0.25, -0.25, -0.25, 0.25, 1.0]])
    selected = shot_features(bits, EDGES, BLOCKS["one"], "Z", "post-selected")
    np.testing.assert_allclose(selected, [[0, 0, 0, 0, 0, 1.0]])


def test_means_and_covariance_are_those_of_numpy(rng):
    bits = rng.integers(0, 2, (500, 3)).astype(np.uint8)
    rows, counts = counted(bits)
    features = rows @ rng.normal(size=(3, 4))
    every = np.repeat(features, counts, axis=0)
    moments = sample_moments(features, counts)
    np.testing.assert_allclose(moments.means, every.mean(axis=0))
    np.testing.assert_allclose(moments.covariance, np.cov(every.T) / 500, atol=1e-15)


def test_functions_of_means_err_as_their_derivatives_say():
    moments = Moments(np.array([2.0, 4.0]), np.array([[0.04, 0.01], [0.01, 0.09]]))
    ratio = propagated(lambda means: np.array([means[1] / means[0], means.sum()]), moments)
    slopes = np.array([[-1.0, 0.5], [1.0, 1.0]])
    np.testing.assert_allclose(ratio.means, [2, 6])
    np.testing.assert_allclose(ratio.covariance, slopes @ moments.covariance @ slopes.T, atol=1e-8)
    both = stacked([moments, moments], np.ones((4, 4)))
    np.testing.assert_allclose(both.covariance[0, 2:], [1, 1])
    np.testing.assert_allclose(both.covariance[:2, :2], moments.covariance + 1)
