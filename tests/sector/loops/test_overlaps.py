"""Compiled overlaps against sums in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.loops.overlaps import overlaps
from spinnet.sector.loops.products import CHUNK
from spinnet.sector.loops.runs import element_places, window_runs
from spinnet.sector.window import window_classes


def check(basis, window, rng, places_of, planes_of, *, is_complex, dtype=np.float64):
    """The overlaps of two random states."""
    runs, groups = window_runs(basis, *window), places_of(basis, *window)
    classes = window_classes(window[0], basis.max_height)
    left, right = rng.normal(size=(2, basis.dimension)) + (
        1j * rng.normal(size=(2, basis.dimension)) if is_complex else 0
    )
    found = np.full((1 + is_complex, element_places(classes)[-1]), 7.0)  # what was there is gone
    buffer = np.zeros((4, classes.size, CHUNK), dtype)
    planes = planes_of(left, dtype), planes_of(right, dtype)
    overlaps(found, *planes, runs.rows, runs.long, runs.single, buffer)
    expected = np.zeros(found.shape[1], dtype=left.dtype)
    for first, places in groups.items():
        matrix = np.conj(left[places]).T @ right[places]
        expected[first : first + matrix.size] = matrix.ravel()
    tolerance = 1e-12 if dtype == np.float64 else 3e-5
    np.testing.assert_allclose(found, planes_of(expected), atol=tolerance)


@pytest.mark.parametrize("is_complex", [False, True])
@pytest.mark.parametrize(("n_sites", "two_total"), [(9, 3), (14, 0)])
def test_overlaps_are_sums_over_columns(
    n_sites, two_total, is_complex, rng, places_of, planes_of, windows_of
):
    basis = SectorBasis(n_sites, two_total)
    for window in windows_of(n_sites, (1, 2, 3, 4, 5, 6)):
        check(basis, window, rng, places_of, planes_of, is_complex=is_complex)


@pytest.mark.parametrize("window", [(4, 1, 0), (4, 8, 0), (3, 0, 0), (5, 10, 1)])
def test_long_runs_and_many_single_amplitudes(window, rng, places_of, planes_of):
    check(SectorBasis(16, 0), window, rng, places_of, planes_of, is_complex=True)


@pytest.mark.parametrize("is_complex", [False, True])
def test_sums_of_single_precision_are_near(is_complex, rng, places_of, planes_of, windows_of):
    for window in windows_of(12, (3, 5)):
        basis = SectorBasis(12, 0)
        check(basis, window, rng, places_of, planes_of, is_complex=is_complex, dtype=np.float32)
