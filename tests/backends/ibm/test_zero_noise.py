"""Extrapolation: exact on what each method assumes."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.backends.ibm.zero_noise import EXTRAPOLATIONS, extrapolation_weights

FACTORS = (1, 3, 5)
PLACES = np.array(FACTORS, dtype=float)


@pytest.mark.parametrize(
    "method, values",
    [
        ("linear", -4.5 + 0.3 * PLACES),
        ("richardson", -4.5 + 0.3 * PLACES - 0.02 * PLACES**2),
        ("exponential", -4.5 * np.exp(-0.2 * PLACES)),
    ],
)
def test_each_method_is_exact_on_its_own_curve(method, values):
    weights = extrapolation_weights(FACTORS, values, method)
    assert weights @ values == pytest.approx(-4.5)


@pytest.mark.parametrize("method", EXTRAPOLATIONS[:2])
def test_polynomial_weights_add_up_to_one(method):
    assert extrapolation_weights(FACTORS, -PLACES, method).sum() == pytest.approx(1)


def test_two_factors_give_the_line_through_both():
    np.testing.assert_allclose(extrapolation_weights((1, 3), -PLACES[:2], "linear"), [1.5, -0.5])


def test_exponential_falls_back_where_it_has_no_meaning():
    mixed = np.array([-1.0, 0.1, 0.4])
    np.testing.assert_allclose(
        extrapolation_weights(FACTORS, mixed, "exponential"),
        extrapolation_weights(FACTORS, mixed, "linear"),
    )
    growing = np.array([-1.0, -1.2, -1.4])  # noise does not help: the mean
    np.testing.assert_allclose(extrapolation_weights(FACTORS, growing, "exponential"), [1 / 3] * 3)
