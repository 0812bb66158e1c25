"""Memory is counted in states, and what does not fit is refused with what would."""

from __future__ import annotations

import os
from functools import partial

import numpy as np
import pytest

from spinnet.sector import SectorBasis
from spinnet.sector.memory import (
    MemoryNeedError,
    check_lanczos,
    check_search,
    free_memory,
    lanczos_need,
    lanczos_vectors,
    search_need,
    size_text,
)

BASIS = SectorBasis(24, 0)


def test_each_vector_and_start_costs_the_same():
    needs = [lanczos_need(1000, n, n_sites=12).total for n in (2, 3, 4)]
    assert needs[1] - needs[0] == needs[2] - needs[1] == 8000
    need_of = partial(search_need, 1000, n_sites=12, engine="jax")
    one, two, three = (need_of(n, item_bytes=16).total for n in (1, 2, 3))
    assert two - one == three - two > 0
    assert need_of(1, item_bytes=8).total < one


def test_loops_hold_as_many_starts_as_there_are_cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    need_of = partial(search_need, 1000, n_sites=12, item_bytes=16, engine="loops")
    needs = [need_of(n).total for n in range(7)]
    assert np.diff(needs).tolist() == [5 * 16_000] * 4 + [0] * 2
    assert need_of(3, with_gradients=False) == need_of(3)
    check_search(BASIS, 1000, item_bytes=16, engine="loops", free=needs[-1] * 1000)


def test_loops_that_do_not_fit_are_refused(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    free = search_need(BASIS.dimension, 3, n_sites=24, item_bytes=16, engine="loops").total
    check_search(BASIS, 3, item_bytes=16, engine="loops", free=free)
    with pytest.raises(MemoryNeedError, match=r"3 start\(s\) at a time would fit"):
        check_search(BASIS, 100, item_bytes=16, engine="loops", free=free)


def test_the_total_is_the_sum_of_the_parts():
    need = lanczos_need(208_012, 10, n_sites=24)
    assert need.total == sum(size for _, size in need.parts)
    assert "vectors 16.6 MB" in str(need)


def test_as_many_vectors_are_kept_as_fit():
    assert lanczos_vectors(BASIS, free=10**12) == 40
    assert lanczos_vectors(BASIS, free=0) == 2
    some = next(n for n in range(10**7, 10**10, 10**6) if lanczos_vectors(BASIS, free=n) == 20)
    check_lanczos(BASIS, 20, free=some)
    with pytest.raises(MemoryNeedError, match=r"Lanczos with 40 .* max_vectors = \d+ would fit"):
        check_lanczos(BASIS, 40, free=some)


def test_what_never_fits_is_said():
    with pytest.raises(MemoryNeedError, match="even two vectors do not fit"):
        check_lanczos(BASIS, 2, free=1000)
    with pytest.raises(MemoryNeedError, match="not even one start in single precision"):
        check_search(BASIS, 1, item_bytes=16, free=1000)


def test_a_smaller_batch_or_single_precision_is_offered():
    need_of = partial(search_need, BASIS.dimension, n_sites=24, item_bytes=16, engine="jax")
    check = partial(check_search, BASIS, item_bytes=16, engine="jax")
    free = need_of(5).total
    check(5, free=free)
    with pytest.raises(MemoryNeedError, match=r"5 start\(s\) at a time would fit"):
        check(16, free=free)
    fixed = need_of(0).total
    half = (need_of(1).total - fixed) * 2 // 3
    with pytest.raises(MemoryNeedError, match=r"1 start\(s\) at a time in single precision"):
        check(1, free=fixed + half)


def test_the_device_says_what_is_free():
    assert free_memory() > 1 << 20


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (1500, "1.5 kB"), (2.5e12, "2500.0 GB")]
)
def test_sizes_for_people(size, text):
    assert size_text(size) == text
