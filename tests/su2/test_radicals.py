"""Exact sums of roots."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy

from spinnet.su2 import Radical, SignedRoot, parse_radical, radical


def random_radical(rng):
    total = radical(0)
    for _ in range(3):
        numerator, denominator = (int(x) for x in rng.integers(1, 40, 2))
        total += radical(SignedRoot(int(rng.choice([-1, 1])), Fraction(numerator, denominator)))
    return total


def test_ring_laws_against_sympy(rng):
    for _ in range(30):
        a, b, c = (random_radical(rng) for _ in range(3))
        assert a * (b + c) == a * b + a * c
        assert (a * b) * c == a * (b * c)
        assert a - a == radical(0) and not (a - a)
        assert (
            sympy.expand((a * b - c).to_sympy() - a.to_sympy() * b.to_sympy() + c.to_sympy()) == 0
        )
        assert float(a * b) == pytest.approx(float(a) * float(b), abs=1e-12)


def test_text_parses_back(rng):
    for _ in range(20):
        number = random_radical(rng)
        assert parse_radical(str(number)) == number


def test_roots_are_reduced():
    assert radical(SignedRoot(-1, Fraction(3, 4))) == parse_radical("-1/2*sqrt(3)")
    assert radical(SignedRoot(1, Fraction(9, 4))) == radical(Fraction(3, 2))
    huge = math.factorial(60) ** 2 * 7
    assert radical(SignedRoot(1, Fraction(huge))).terms == ((7, Fraction(math.factorial(60))),)


def test_integers_and_fractions_mix_in():
    assert 2 * radical(3) + 1 == radical(7)
    assert radical(3) * Fraction(1, 3) == radical(1)
    assert sum([radical(1), radical(2)]) == radical(3)
    assert radical(0) == Radical() and str(Radical()) == "0"
    assert radical(5).conjugate() == radical(5)


@pytest.mark.parametrize("value", [0.5, 1j, True, "1"])
def test_inexact_numbers_are_refused(value):
    with pytest.raises(TypeError, match="an exact number must be an integer, a fraction or a root"):
        radical(value)


def test_very_large_roots_are_refused():
    with pytest.raises(ValueError, match="must be below 1e12"):
        parse_radical("1 + sqrt(1000000000000000003)")


@pytest.mark.parametrize("text", ["", "a", "1/0", "*sqrt(2)", "2sqrt(3)", "sqrt(-1)", "1 +"])
def test_bad_text_is_refused(text):
    with pytest.raises(ValueError, match="an exact number must look like"):
        parse_radical(text)
