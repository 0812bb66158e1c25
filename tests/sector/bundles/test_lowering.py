"""Kernels for a GPU, as far as they go without one: the programs that Triton would compile."""

from __future__ import annotations

from functools import partial

import jax
import numpy as np
import pytest

from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles import groups, kernel, overlaps, program, sums, tiles, ways
from spinnet.sector.bundles.groups import Window
from spinnet.sector.bundles.kernel import add_product, apply
from spinnet.sector.bundles.overlaps import add_overlaps
from spinnet.sector.bundles.work import window_work

LARGE = ((groups, "BLOCK", 256), (groups, "CLOSED_BLOCK", 512), (tiles, "AMPLITUDES", 1024))
BASIS = SectorBasis(14, 0)
KERNEL = "xla.gpu.triton"


@pytest.fixture(autouse=True)
def for_a_gpu(monkeypatch):
    """Blocks as large as they are, and nothing that only the interpreter wants."""
    for module in (kernel, overlaps, program, sums, tiles, ways):
        if hasattr(module, "is_interpreted"):
            monkeypatch.setattr(module, "is_interpreted", lambda: False)
    for module, name, value in LARGE:
        monkeypatch.setattr(module, name, value)
    window_work.cache_clear()
    yield
    window_work.cache_clear()


def lowered(function, *arguments):
    return jax.jit(function).trace(*arguments).lower(lowering_platforms=("cuda",)).as_text()


def shapes(n_arrays, kind):
    return (jax.ShapeDtypeStruct((2, BASIS.dimension), kind),) * n_arrays


def multiplied(window, kind, n_planes, form):
    """The program of an operation on two states."""
    work = window_work(BASIS, (window,))
    number = jax.ShapeDtypeStruct((4,), np.int32)
    matrices = (jax.ShapeDtypeStruct((2, 2, 10), kind),) * n_planes
    return work, lowered(form, work, number, matrices, (shapes(n_planes, kind),) * 2)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 6, 7])
def test_operations_become_one_kernel_for_each_code(width, kind):
    for n_planes, form in ((1, apply), (2, partial(apply, is_inverse=True)), (1, add_product)):
        work, text = multiplied(Window(width, 0, True), kind, n_planes, form)
        assert text.count(KERNEL) == len(work.parts)
        assert "barrier" not in text


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_closed_blocks_wait_between_reading_and_writing(kind):
    work, text = multiplied(Window(3, 9, True), kind, 2, apply)
    assert [part.code.way for part in work.parts] == ["closed"]
    assert text.count(KERNEL) == 1 and "barrier" in text


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(("width", "n_planes"), [(2, 2), (3, 1), (4, 2), (6, 1), (8, 1)])
def test_overlaps_become_one_kernel_for_each_code(width, n_planes, kind):
    work = window_work(SectorBasis(16, 0), (Window(width, 4, True),), closed=False)
    number, total = jax.ShapeDtypeStruct((4,), np.int32), jax.ShapeDtypeStruct((21,), np.float64)
    states = (shapes(n_planes, kind),) * 2
    function = partial(add_overlaps, n_gates=1, n_places=10)
    text = lowered(function, work, number, states, (total,) * n_planes)
    assert text.count(KERNEL) == len(work.parts)
