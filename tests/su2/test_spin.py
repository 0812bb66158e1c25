"""Spin labels as people write them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from spinnet.su2 import Spin, doubled, spin_text, two_j_of


@pytest.mark.parametrize("two_j", range(8))
def test_text_and_label_are_inverse(two_j):
    assert two_j_of(spin_text(two_j)) == two_j
    assert Spin(spin_text(two_j)).two_j == two_j
    assert eval(repr(Spin(Fraction(two_j, 2))), {"Spin": Spin}) == Spin(Fraction(two_j, 2))


def test_every_spelling_of_three_halves_is_the_same_label():
    spellings = ["3/2", " 3/2 ", "1.5", Fraction(3, 2), Spin("3/2")]
    assert {two_j_of(spelling) for spelling in spellings} == {3}
    assert len({Spin(spelling) for spelling in spellings}) == 1


def test_whole_numbers_are_the_spin_itself_but_doubled_ones_stay():
    assert (two_j_of(1), Spin(1).two_j, doubled(1), doubled(Spin(1))) == (2, 2, 1, 2)
    assert doubled(np.int64(3)) == 3


def test_spins_are_ordered_and_know_their_dimension():
    assert sorted([Spin(1), Spin("1/2"), Spin(0)]) == [Spin(0), Spin("1/2"), Spin(1)]
    assert Spin("3/2").dimension == 4


@pytest.mark.parametrize("value", ["1/3", "-1/2", "x", "", "1/0", Fraction(1, 4), -1])
def test_what_is_no_half_integer_is_refused(value):
    with pytest.raises(ValueError, match=r"non-negative multiple of one half.*got"):
        two_j_of(value)


@pytest.mark.parametrize("value", [0.5, None, True, 1j])
def test_floats_and_other_kinds_are_refused(value):
    with pytest.raises(TypeError, match=r"a spin must be a Spin, text.*got"):
        Spin(value)


def test_doubled_spins_are_checked():
    with pytest.raises(ValueError, match=r"two_total must be twice a spin, 0 or more; got -1"):
        doubled(-1, "two_total")
    for value in (0.5, True, "1/2"):
        with pytest.raises(TypeError, match=r"two_j must be twice a spin as a whole number"):
            doubled(value)
