"""Compiled products of window operations against NumPy, class by class."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.loops.products import CHUNK, multiply
from spinnet.sector.loops.runs import element_places, window_runs
from spinnet.sector.window import window_classes

LINES = [(9, 3, (2, 3, 4, 5, 6)), (14, 0, (2, 3, 4, 5, 6))]


def check(basis, window, rng, places_of, product_of, planes_of, *, kinds, dtype=np.float64):
    """A random operation on a random state; ``kinds``: complex state, complex elements."""
    runs, groups = window_runs(basis, *window), places_of(basis, *window)
    classes = window_classes(window[0], basis.max_height)
    n_elements = element_places(classes)[-1]
    state, elements = (
        rng.normal(size=size) + 1j * rng.normal(size=size) if is_complex else rng.normal(size=size)
        for size, is_complex in zip((basis.dimension, n_elements), kinds, strict=True)
    )
    planes = planes_of(state, dtype)
    buffer = np.zeros((4, classes.size, CHUNK), planes.dtype)
    multiply(planes, planes_of(elements, dtype), runs.rows, runs.long, runs.single, buffer)
    expected = planes_of(product_of(groups, elements, state))
    np.testing.assert_allclose(planes, expected, atol=1e-12 if dtype == np.float64 else 3e-5)


@pytest.mark.parametrize("kinds", [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize(("n_sites", "two_total", "widths"), LINES)
def test_operations_multiply_as_their_matrices_do(
    n_sites, two_total, widths, kinds, rng, places_of, product_of, planes_of, windows_of
):
    basis = SectorBasis(n_sites, two_total)
    for window in windows_of(n_sites, widths):
        check(basis, window, rng, places_of, product_of, planes_of, kinds=kinds)


@pytest.mark.parametrize("kinds", [(False, False), (True, True)])
def test_runs_longer_than_a_chunk_are_multiplied_in_parts(
    kinds, rng, places_of, product_of, planes_of
):
    basis = SectorBasis(16, 0)
    lengths = window_runs(basis, 4, 1, 0).long
    assert lengths.max() > CHUNK
    check(basis, (4, 1, 0), rng, places_of, product_of, planes_of, kinds=kinds)


@pytest.mark.parametrize("kinds", [(False, False), (True, True)])
def test_single_precision_is_near_double(kinds, rng, places_of, product_of, planes_of, windows_of):
    for window in windows_of(14, (3, 5)):
        basis = SectorBasis(14, 0)
        check(basis, window, rng, places_of, product_of, planes_of, kinds=kinds, dtype=np.float32)


def test_classes_that_are_one_are_left_alone(rng, planes_of):
    basis = SectorBasis(8, 0)
    runs = window_runs(basis, 1, 3, 0)
    state = planes_of(rng.normal(size=basis.dimension) + 0j)
    for elements in (np.ones((1, 40)), np.array([np.ones(40), np.zeros(40)])):
        seen = state.copy()
        multiply(seen, elements, runs.rows, runs.long, runs.single, np.zeros((4, 1, CHUNK)))
        np.testing.assert_array_equal(seen, state)
