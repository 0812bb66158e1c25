"""Small blocks and short programs, so that few sites have lanes of every kind."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from spinnet.sector.bundles import groups, tiles, work
from spinnet.sector.bundles.codes import LEAST_ROWS
from spinnet.sector.window import window_classes

SMALL = (
    (groups, "BLOCK", 8),
    (groups, "CLOSED_BLOCK", 16),
    (groups, "CLOSED_WIDTH", 3),
    (groups, "RUN_STEPS", 6),
    (groups, "CUT_STEPS", 9),
    (work, "FEW_PROGRAMS", 8),
    (work, "FEW_CLOSED_PROGRAMS", 8),
    (work, "MAX_GRID", 5),
    (work, "MAX_GATE_PROGRAMS", 7),
    (tiles, "AMPLITUDES", 4 * LEAST_ROWS),
)


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    """What was compiled with other numbers is forgotten, before and after."""
    _forget()
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in SMALL:
            patch.setattr(module, name, value)
        with jax.enable_x64(True):
            yield
    _forget()


def _forget():
    work.window_work.cache_clear()
    jax.clear_caches()


def bundles(basis, width, start):
    """For each bundle of a window its class and its ranks, from path codes alone."""
    n_after = basis.n_sites - start - width
    classes = {one: place for place, one in enumerate(window_members(basis, width))}
    found: dict[tuple[int, int], list[int]] = {}
    for rank, code in enumerate(basis.codes.tolist()):
        found.setdefault((code >> (n_after + width), code & (2**n_after - 1)), []).append(rank)
    heights = basis.heights
    return [
        (classes[int(heights[ranks[0], start]), int(heights[ranks[0], start + width])], ranks)
        for ranks in found.values()
    ]


def window_members(basis, width):
    return window_classes(width, basis.max_height).members


@pytest.fixture(scope="session")
def bundles_of():
    """The function `bundles`."""
    return bundles


@pytest.fixture(scope="session")
def multiplied():
    """Class matrices times a state ``(dimension,)``, bundle by bundle."""

    def product(basis, width, start, matrices, state):
        out = np.zeros(len(state), np.result_type(matrices, state))
        for place, ranks in bundles(basis, width, start):
            size = len(ranks)
            out[ranks] = matrices[place, :size, :size] @ state[ranks]
        return out

    return product


@pytest.fixture(scope="session")
def random_matrices():
    """Random matrices ``(*shape, n_classes, M, M)`` of a width, padded with zeros."""

    def matrices(rng, basis, width, shape=(), *, is_complex=False):
        classes = window_classes(width, basis.max_height)
        found = rng.normal(size=(*shape, len(classes.members), classes.size, classes.size))
        if is_complex:
            found = found + 1j * rng.normal(size=found.shape)
        for place, patterns in enumerate(classes.patterns):
            found[..., place, len(patterns) :, :] = 0
            found[..., place, :, len(patterns) :] = 0
        return found

    return matrices


@pytest.fixture(scope="session")
def planes_of():
    """Numbers as planes: real and imaginary parts, or the real part alone."""

    def planes(values):
        parts = [values.real, values.imag] if np.iscomplexobj(values) else [values]
        return tuple(jax.numpy.asarray(part) for part in parts)

    return planes


@pytest.fixture(scope="session")
def numbers_of():
    """Planes as numbers."""

    def numbers(planes):
        parts = [np.asarray(plane) for plane in planes]
        return parts[0] if len(parts) == 1 else parts[0] + 1j * parts[1]

    return numbers
