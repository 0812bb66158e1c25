"""Where searches start."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinnet.vqe import starting_points


@pytest.mark.parametrize("rule", ["near-identity", "uniform"])
def test_a_start_does_not_depend_on_the_others(rule):
    many = starting_points(6, starts=5, seed=3, initial=rule)
    np.testing.assert_array_equal(starting_points(6, starts=2, seed=3, initial=rule), many[:2])
    assert len({tuple(row) for row in many}) == 5
    assert not np.array_equal(starting_points(6, starts=5, seed=4, initial=rule), many)


def test_the_paper_draws_from_an_interval():
    rows = starting_points(400, starts=20, initial="uniform")
    assert rows.min() >= 0 and rows.max() < math.pi / 400
    np.testing.assert_allclose(rows.mean(), math.pi / 800, rtol=0.05)


def test_near_the_identity_the_scale_is_the_standard_deviation():
    rows = starting_points(400, starts=20, initial_scale=0.3)
    np.testing.assert_allclose(rows.std(), 0.3, rtol=0.05)
    assert not starting_points(4, initial_scale=0.0).any()


def test_given_rows_are_taken_as_they_are(rng):
    rows = rng.normal(size=(2, 3))
    np.testing.assert_array_equal(starting_points(3, starts=2, initial=rows.tolist()), rows)


def test_no_parameters_have_rows_all_the_same():
    assert starting_points(0, starts=3).shape == (3, 0)
    assert starting_points(0, starts=3, initial="uniform").shape == (3, 0)


def test_rows_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"shape \(1, 2\); got \(1, 3\)"):
        starting_points(2, initial=[[0.0, 1.0, 2.0]])
    with pytest.raises(ValueError, match="initial must hold finite parameters"):
        starting_points(1, initial=[[math.nan]])
