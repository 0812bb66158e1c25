"""Overlaps of two states on the bundles of each class, against layouts and sums in NumPy."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.overlaps import add_overlaps
from spinnet.sector.bundles.work import window_work
from spinnet.sector.path_layout import path_layout
from spinnet.sector.window import window_classes

BATCH, N_GATES = 2, 3


def numbers(window, gate):
    return jnp.array([window, 0, 0, gate], jnp.int32)


def summed(bundles, shape, adjoint, state):
    """Adjoint and state of every bundle, summed up in its class."""
    found = np.zeros(shape, np.result_type(adjoint, state))
    for place, ranks in bundles:
        size = len(ranks)
        found[place, :size, :size] += np.outer(np.conj(adjoint[ranks]), state[ranks])
    return found


@pytest.mark.parametrize(
    ("n_sites", "two_total", "width", "is_complex"),
    [
        pytest.param(10, 0, 3, False, id="real"),
        pytest.param(9, 1, 2, True, id="complex"),
        pytest.param(8, 0, 5, True, id="tiles"),
        pytest.param(12, 2, 4, True, id="wide", marks=pytest.mark.slow),
    ],
)
def test_overlaps_are_sums_over_bundles(
    n_sites, two_total, width, is_complex, rng, planes_of, numbers_of, bundles_of, random_matrices
):
    basis = SectorBasis(n_sites, two_total)
    starts = range(n_sites - width + 1)
    tables = window_work(basis, tuple(Window(width, n, True) for n in starts), closed=False)
    classes = window_classes(width, basis.max_height)
    shape = (len(classes.members), classes.size, classes.size)
    n_places = int(np.prod(shape)) + 5  # other matrices are larger
    states = rng.normal(size=(2, BATCH, basis.dimension))
    states = states + 1j * rng.normal(size=states.shape) if is_complex else states
    state, adjoint = states
    before = rng.normal(size=(1 + is_complex, BATCH, N_GATES, n_places))
    given = planes_of(state), planes_of(adjoint)
    run = jax.jit(partial(add_overlaps, n_gates=N_GATES, n_places=n_places))
    table = random_matrices(rng, basis, width, (4,))
    for n in starts:
        totals = tuple(jnp.append(one.ravel(), 0.0) for one in before)
        found = run(tables, numbers(n, n % N_GATES), given, totals)
        assert all(one.dtype == np.float64 for one in found)
        added = numbers_of(found)[:-1].reshape(before.shape[1:]) - numbers_of(before)
        others = [gate for gate in range(N_GATES) if gate != n % N_GATES]
        np.testing.assert_array_equal(added[:, others], 0)
        own = added[:, n % N_GATES]
        np.testing.assert_array_equal(own[:, -5:], 0)
        for one, left, right in zip(
            own[:, :-5].reshape(BATCH, *shape), adjoint, state, strict=True
        ):
            expected = summed(bundles_of(basis, width, n), shape, left, right)
            np.testing.assert_allclose(one, expected, atol=1e-12)
            layout = path_layout(basis, width)
            by_entry = layout.overlaps(jnp.asarray(left), jnp.asarray(right), table, n)
            np.testing.assert_allclose(np.sum(table * one, (1, 2, 3)), by_entry, atol=1e-11)


def test_permutations_take_nothing(rng, planes_of):
    basis = SectorBasis(8, 0)
    tables = window_work(basis, (Window(2, 1, True),), closed=False)
    totals = (jnp.asarray(rng.normal(size=2 * 40 + 1)),)
    states = tuple(planes_of(rng.normal(size=(1, basis.dimension))) for _ in range(2))
    (found,) = add_overlaps(tables, numbers(0, -1), states, totals, n_gates=2, n_places=40)
    np.testing.assert_array_equal(found, totals[0])


def test_single_precision_is_summed_up_in_double(rng, planes_of, bundles_of):
    basis, window = SectorBasis(8, 0), Window(2, 3, True)
    tables = window_work(basis, (window,), closed=False)
    classes = window_classes(2, basis.max_height)
    shape = (len(classes.members), classes.size, classes.size)
    state, adjoint = rng.normal(size=(2, 1, basis.dimension)).astype(np.float32)
    size = int(np.prod(shape))
    given, totals = (planes_of(state), planes_of(adjoint)), (jnp.full(size + 1, 2.0**30),)
    (found,) = jax.jit(partial(add_overlaps, n_gates=1, n_places=size))(
        tables, numbers(0, 0), given, totals
    )
    expected = summed(bundles_of(basis, 2, 3), shape, adjoint[0], state[0])
    np.testing.assert_allclose(found[:-1].reshape(shape) - 2.0**30, expected, atol=1e-5)
