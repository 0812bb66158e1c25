"""Kernels on the bundles of a window against layouts, which compute every path by itself."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import codes, groups, kernel
from spinnet.sector.bundles.codes import Code
from spinnet.sector.bundles.elements import Form
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.kernel import add_product, apply
from spinnet.sector.bundles.work import window_work
from spinnet.sector.path_layout import path_layout
from spinnet.sector.window import permutation_table, window_classes

KINDS = [
    pytest.param(11, 1, 3, False, id="real"),
    pytest.param(10, 2, 2, True, id="complex"),
    pytest.param(9, 1, 4, False, id="five and six paths"),
    pytest.param(9, 1, 5, False, id="ten paths"),
    pytest.param(12, 0, 4, True, id="wide", marks=pytest.mark.slow),
    pytest.param(13, 3, 3, True, id="odd", marks=pytest.mark.slow),
]
BATCH = 2


def all_windows(basis, width, *, is_gate=True):
    return tuple(Window(width, start, is_gate) for start in range(basis.n_sites - width + 1))


def numbers(window, matrix, added=0):
    return jnp.array([window, matrix, added, -1], jnp.int32)


def flat(planes_of, matrices, n_before=1):
    """Matrices ``(n_batch, n_matrices, ...)`` behind others, as kernels take them."""
    every = np.concatenate([np.full_like(matrices[:, :n_before], np.nan), matrices], axis=1)
    return planes_of(every.reshape(*every.shape[:2], -1))


@jax.jit
def layout_product(layout, state, matrices, start):
    return layout.apply(state[:, None], matrices, start)[:, 0]


def by_layout(basis, width, start, matrices, states):
    """The matrices of each batch member on its state, path by path."""
    layout = path_layout(basis, width)
    pairs = zip(states, matrices, strict=True)
    return np.stack([layout_product(layout, one, matrix, start) for one, matrix in pairs])


def random_states(rng, basis, n_states, *, is_complex):
    found = rng.normal(size=(n_states, BATCH, basis.dimension))
    return found + 1j * rng.normal(size=found.shape) if is_complex else found


@pytest.fixture(autouse=True)
def no_work_is_kept():
    """Work is kept by sector and windows, not by rooms."""
    window_work.cache_clear()
    yield
    window_work.cache_clear()


@pytest.mark.parametrize("is_inverse", [False, True])
@pytest.mark.parametrize(("n_sites", "two_total", "width", "is_complex"), KINDS)
def test_operations_are_those_of_layouts(
    n_sites, two_total, width, is_complex, is_inverse, rng, planes_of, numbers_of, random_matrices
):
    basis = SectorBasis(n_sites, two_total)
    windows = all_windows(basis, width)
    tables = window_work(basis, windows)
    matrices = random_matrices(rng, basis, width, (BATCH, 2), is_complex=is_complex)
    states = random_states(rng, basis, 1 + is_complex, is_complex=is_complex)
    known, given = flat(planes_of, matrices), tuple(planes_of(state) for state in states)
    run = jax.jit(partial(apply, is_inverse=is_inverse))
    for n, window in enumerate(windows):
        number = n % 2
        own = matrices[:, number]
        own = np.conj(np.swapaxes(own, -1, -2)) if is_inverse else own
        found = run(tables, numbers(n, 1 + number), known, given)
        for state, one in zip(states, found, strict=True):
            expected = by_layout(basis, width, window.start, own, state)
            np.testing.assert_allclose(numbers_of(one), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("n_planes", "is_inverse"),
    [
        (2, True),
        pytest.param(1, False, marks=pytest.mark.slow),
        pytest.param(2, False, marks=pytest.mark.slow),
    ],
)
def test_wide_bundles_are_tiles(
    n_planes, is_inverse, rng, planes_of, numbers_of, random_matrices, monkeypatch
):
    monkeypatch.setattr(codes, "ROOMS", (1,))
    basis, width = SectorBasis(9, 1), 3
    windows = all_windows(basis, width)
    tables = window_work(basis, windows, closed=False)
    matrices = random_matrices(rng, basis, width, (BATCH, 1), is_complex=n_planes == 2)
    states = random_states(rng, basis, 1, is_complex=n_planes == 2)
    own = np.conj(np.swapaxes(matrices, -1, -2)) if is_inverse else matrices
    assert {part.code.way for part in tables.parts} == {"lanes", "tiles"}
    run = jax.jit(partial(apply, is_inverse=is_inverse))
    for n, window in enumerate(windows):
        (found,) = run(tables, numbers(n, 1), flat(planes_of, matrices), (planes_of(states[0]),))
        expected = by_layout(basis, width, window.start, own[:, 0], states[0])
        np.testing.assert_allclose(numbers_of(found), expected, atol=1e-12)


def test_products_of_tiles_are_added(rng, planes_of, numbers_of, random_matrices, monkeypatch):
    monkeypatch.setattr(codes, "ROOMS", ())
    basis, width = SectorBasis(8, 0), 2
    windows = all_windows(basis, width)
    tables = window_work(basis, windows, closed=False)
    matrices = random_matrices(rng, basis, width, (1, 2))
    first, second = random_states(rng, basis, 2, is_complex=True)[:, :1]
    assert {part.code.way for part in tables.parts} == {"tiles"}
    run = jax.jit(add_product)
    for n, window in enumerate(windows):
        given = planes_of(first), planes_of(second)
        found = run(tables, numbers(n, 1, 2), flat(planes_of, matrices), given)
        moved, other, added = (
            by_layout(basis, width, window.start, matrices[:, number], state)
            for number, state in ((0, first), (0, second), (1, first))
        )
        np.testing.assert_allclose(numbers_of(found[0]), moved, atol=1e-12)
        np.testing.assert_allclose(numbers_of(found[1]), other + added, atol=1e-12)


@pytest.mark.parametrize("moves", [((1, 0), (0, 1)), ((1, 2, 0), (2, 1, 0))])
def test_permutations_and_back(moves, rng, planes_of, numbers_of, monkeypatch):
    """In lists as long as they may be, and closed as soon as gates are."""
    basis, width = SectorBasis(10, 2), len(moves[0])
    windows = all_windows(basis, width, is_gate=False)
    moves = np.stack([permutation_table(width, basis.max_height, one) for one in moves])
    _check_permutations(rng, planes_of, numbers_of, basis, windows, moves)
    monkeypatch.setattr(groups, "MOVES_PARTS", {})
    window_work.cache_clear()
    _check_permutations(rng, planes_of, numbers_of, basis, windows, moves)


def _check_permutations(rng, planes_of, numbers_of, basis, windows, moves):
    tables, width = window_work(basis, windows), windows[0].width
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    known = flat(planes_of, moves[None])
    there, back = jax.jit(apply), jax.jit(partial(apply, is_inverse=True))
    for n, window in enumerate(windows):
        operation = numbers(n, 1 + n % 2)
        (moved,) = there(tables, operation, known, (planes_of(state),))
        expected = by_layout(basis, width, window.start, moves[None, n % 2], state)
        np.testing.assert_allclose(numbers_of(moved), expected, atol=1e-13)
        (again,) = back(tables, operation, known, (moved,))
        np.testing.assert_allclose(numbers_of(again), state, atol=1e-13)


def test_windows_of_several_widths_share_their_arrays(rng, planes_of, numbers_of, random_matrices):
    basis, windows = SectorBasis(8, 0), (Window(2, 3, True), Window(3, 4, True), Window(2, 6, True))
    tables = window_work(basis, windows)
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    own = [random_matrices(rng, basis, one.width) for one in windows]
    longest = max(one.size for one in own)
    rows = [np.pad(one.ravel(), (0, longest - one.size), constant_values=np.nan) for one in own]
    run = jax.jit(apply)
    for n, window in enumerate(windows):
        (found,) = run(tables, numbers(n, n), planes_of(np.array([rows])), (planes_of(state),))
        expected = by_layout(basis, window.width, window.start, own[n][None], state)
        np.testing.assert_allclose(numbers_of(found), expected, atol=1e-13)


@pytest.mark.parametrize(
    ("is_complex", "is_inverse"),
    [
        (True, False),
        (False, True),
        pytest.param(True, True, marks=pytest.mark.slow),
        pytest.param(False, False, marks=pytest.mark.slow),
    ],
)
def test_a_product_is_added_as_twice_applied(
    is_complex, is_inverse, rng, planes_of, numbers_of, random_matrices
):
    basis, width = SectorBasis(10, 2), 2
    windows = all_windows(basis, width)
    tables = window_work(basis, windows)
    matrices = random_matrices(rng, basis, width, (BATCH, 2))
    states = random_states(rng, basis, 2, is_complex=is_complex)
    known, given = flat(planes_of, matrices), tuple(planes_of(state) for state in states)
    run = jax.jit(partial(add_product, is_inverse=is_inverse))
    for n, window in enumerate(windows):
        moved, total = run(tables, numbers(n, 1, 2), known, given)
        own = np.swapaxes(matrices, -1, -2) if is_inverse else matrices
        a, b = own[:, 0], own[:, 1]
        expected = by_layout(basis, width, window.start, a, states[0])
        np.testing.assert_allclose(numbers_of(moved), expected, atol=1e-12)
        expected = by_layout(basis, width, window.start, a, states[1])
        expected = expected + by_layout(basis, width, window.start, b, states[0])
        np.testing.assert_allclose(numbers_of(total), expected, atol=1e-12)


def test_nothing_is_read_but_elements_of_the_class(rng, planes_of, numbers_of, random_matrices):
    """Around the matrices of a class there may be anything."""
    basis, width = SectorBasis(9, 1), 4
    windows = all_windows(basis, width)
    tables = window_work(basis, windows, closed=False)
    own = random_matrices(rng, basis, width)
    patterns = window_classes(width, basis.max_height).patterns
    rest = np.ones_like(own, dtype=bool)
    for place, paths in enumerate(patterns):
        rest[place, : len(paths), : len(paths)] = False
    known = flat(planes_of, np.where(rest, np.nan, own)[None, None])
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    for is_inverse in (False, True):
        run = jax.jit(partial(apply, is_inverse=is_inverse))
        matrix = np.swapaxes(own, -1, -2) if is_inverse else own
        for n, window in enumerate(windows):
            (found,) = run(tables, numbers(n, 1), known, (planes_of(state),))
            expected = by_layout(basis, width, window.start, matrix[None], state)
            np.testing.assert_allclose(numbers_of(found), expected, atol=1e-12)


def test_nothing_is_read_but_the_paths_of_a_closed_block(
    rng, planes_of, numbers_of, random_matrices
):
    """Two widths share a code, and what one has no path for is not looked up elsewhere."""
    basis, windows = SectorBasis(10, 0), (Window(2, 6, True), Window(3, 6, True))
    tables = window_work(basis, windows)
    assert {part.code.way for part in tables.parts} == {"closed"}
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    steps = basis.codes >> (basis.n_sites - 6)  # in front of both windows
    own = [random_matrices(rng, basis, one.width) for one in windows]
    longest = max(one.size for one in own)
    rows = [np.pad(one.ravel(), (0, longest - one.size)) for one in own]
    run = jax.jit(apply)
    for prefix in np.unique(steps):
        inside = steps == prefix
        alone = np.where(inside, state, np.nan)
        for n, window in enumerate(windows):
            (found,) = run(tables, numbers(n, n), planes_of(np.array([rows])), (planes_of(alone),))
            expected = by_layout(basis, window.width, window.start, own[n][None], state)
            found = numbers_of(found)[:, inside]
            np.testing.assert_allclose(found, expected[:, inside], atol=1e-12)


def test_nothing_is_read_but_the_paths_of_a_bundle(
    rng, planes_of, numbers_of, random_matrices, bundles_of
):
    """Bundles of one path and of two run as those of three do."""
    basis, window = SectorBasis(9, 1), Window(3, 3, True)
    tables = window_work(basis, (window,), closed=False)
    own = random_matrices(rng, basis, 3)[None]
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    expected = by_layout(basis, 3, window.start, own, state)
    known, run = planes_of(own.reshape(1, 1, -1)), jax.jit(apply)
    for _, ranks in bundles_of(basis, 3, window.start):
        alone = np.full_like(state, np.nan)
        alone[:, ranks] = state[:, ranks]
        (found,) = run(tables, numbers(0, 0), known, (planes_of(alone),))
        np.testing.assert_allclose(numbers_of(found)[:, ranks], expected[:, ranks], atol=1e-12)


def test_permutations_leave_what_is_straight_alone(rng, planes_of, numbers_of, bundles_of):
    basis, window = SectorBasis(8, 2), Window(2, 2, False)
    tables = window_work(basis, (window,), closed=False)
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1]
    classes = window_classes(2, basis.max_height)
    nothing = np.zeros((1, 1, len(classes.members) * classes.size**2))
    (found,) = jax.jit(apply)(tables, numbers(0, 0), planes_of(nothing), (planes_of(state),))
    straight = [
        ranks[0]
        for place, ranks in bundles_of(basis, window.width, window.start)
        if abs(classes.members[place][1] - classes.members[place][0]) == window.width
    ]
    expected = np.zeros_like(state)
    expected[:, straight] = state[:, straight]
    np.testing.assert_array_equal(numbers_of(found), expected)


@pytest.mark.parametrize(
    ("most", "kind", "n_planes", "is_added", "lanes"),
    [
        (3, np.float64, 2, False, 256),
        (4, np.float64, 2, False, 128),
        (10, np.float64, 1, False, 128),
        (10, np.float32, 1, False, 256),
        (20, np.float64, 2, True, 16),
    ],
)
def test_lanes_fill_the_registers_of_a_warp(most, kind, n_planes, is_added, lanes, monkeypatch):
    """Two states: one at a time, unless one is added to the other."""
    monkeypatch.setattr(groups, "BLOCK", 256)
    planes = [np.zeros(1, kind)] * (2 * n_planes)
    form = Form(is_inverse=False, is_added=is_added)
    assert kernel.bundles_at_a_time(Code("lanes", most), planes, n_planes, form) == lanes


def test_single_precision_stays_single(rng, planes_of, numbers_of, random_matrices):
    basis, window = SectorBasis(8, 0), Window(2, 1, True)
    tables = window_work(basis, (window,))
    matrices = random_matrices(rng, basis, 2, (1,)).astype(np.float32)
    (state,) = random_states(rng, basis, 1, is_complex=False)[:, :1].astype(np.float32)
    known = planes_of(matrices.reshape(1, 1, -1))
    (found,) = jax.jit(apply)(tables, numbers(0, 0), known, (planes_of(state),))
    assert found[0].dtype == np.float32
    expected = by_layout(basis, 2, 1, matrices, state)
    np.testing.assert_allclose(numbers_of(found), expected, atol=1e-5)
