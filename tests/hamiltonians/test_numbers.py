from __future__ import annotations

import numpy as np
import pytest

from hamiltonians.numbers import counted, finite_number, whole_number


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_integers_of_any_make_become_int(value):
    assert whole_number(value, "x") == 3
    assert type(whole_number(value, "x")) is int


@pytest.mark.parametrize("value", [3.0, "3", None, True, np.True_, 1j])
def test_other_things_are_not_whole(value):
    with pytest.raises(TypeError, match="n_sites must be a whole number, got"):
        whole_number(value, "n_sites")


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.int8(2)])
def test_reals_of_any_make_become_float(value):
    assert finite_number(value, "x") == 2.0
    assert type(finite_number(value, "x")) is float


@pytest.mark.parametrize("value", ["2", b"2", None, True, 1j, [2.0]])
def test_other_things_are_not_real(value):
    with pytest.raises(TypeError, match="J must be a real number, got"):
        finite_number(value, "J")


@pytest.mark.parametrize("value", [float("nan"), -np.inf, pytest.param(10**400, id="huge")])
def test_infinities_are_refused(value):
    with pytest.raises(ValueError, match="J must be finite, got"):
        finite_number(value, "J")


def test_nouns_are_singular_for_one():
    assert [counted(n, "site") for n in (0, 1, 2)] == ["0 sites", "1 site", "2 sites"]
