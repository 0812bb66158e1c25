"""Clebsch-Gordan coefficients and 3j symbols against laws, sympy and large spins."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy.physics.wigner import clebsch_gordan as sympy_clebsch_gordan
from sympy.physics.wigner import wigner_3j as sympy_wigner_3j

from spinnet.su2 import (
    Spin,
    clebsch_gordan,
    clebsch_gordan_table,
    coupled_spins,
    is_triangle,
    spin_matrices,
    wigner_3j,
)


def half(two_j):
    return sympy.Rational(two_j, 2)


def random_coupling(rng, largest):
    two_j1, two_j2 = (int(two_j) for two_j in rng.integers(0, largest + 1, 2))
    two_total = int(rng.choice(list(coupled_spins(two_j1, two_j2))))
    two_m1 = two_j1 - 2 * int(rng.integers(0, two_j1 + 1))
    two_m2 = two_j2 - 2 * int(rng.integers(0, two_j2 + 1))
    return two_j1, two_m1, two_j2, two_m2, two_total, two_m1 + two_m2


@pytest.mark.parametrize(("two_j1", "two_j2"), [(0, 0), (1, 1), (1, 4), (3, 2), (5, 5), (0, 3)])
def test_tables_are_orthogonal_and_carry_the_total_spin(two_j1, two_j2):
    columns = [
        clebsch_gordan_table(two_j1, two_j2, two_total).reshape(-1, two_total + 1)
        for two_total in coupled_spins(two_j1, two_j2)
    ]
    states = np.concatenate(columns, axis=1)
    np.testing.assert_allclose(states.T @ states, np.eye(len(states)), atol=1e-14)
    for axis in range(3):
        first, second = spin_matrices(two_j1)[axis], spin_matrices(two_j2)[axis]
        total = np.kron(first, np.eye(two_j2 + 1)) + np.kron(np.eye(two_j1 + 1), second)
        for two_total, block in zip(coupled_spins(two_j1, two_j2), columns, strict=True):
            expected = block @ spin_matrices(two_total)[axis]
            np.testing.assert_allclose(total @ block, expected, atol=1e-13)


def test_exact_values_are_sympys(rng):
    for _ in range(60):
        two_j1, two_m1, two_j2, two_m2, two_total, two_m = random_coupling(rng, 6)
        if abs(two_m) > two_total:
            continue
        ours = clebsch_gordan(
            two_j1=two_j1,
            two_m1=two_m1,
            two_j2=two_j2,
            two_m2=two_m2,
            two_total=two_total,
            two_m=two_m,
            exact=True,
        )
        labels = (two_j1, two_j2, two_total, two_m1, two_m2, two_m)
        assert ours == sympy_clebsch_gordan(*map(half, labels))
        ours = wigner_3j(
            two_j1=two_j1,
            two_m1=two_m1,
            two_j2=two_j2,
            two_m2=two_m2,
            two_j3=two_total,
            two_m3=-two_m,
            exact=True,
        )
        assert ours == sympy_wigner_3j(*map(half, (*labels[:5], -two_m)))


def test_floats_are_right_to_1e_12_at_spin_50(rng):
    for _ in range(12):
        two_j1, two_m1, two_j2, two_m2, two_total, two_m = random_coupling(rng, 100)
        if abs(two_m) > two_total:
            continue
        labels = dict(two_j1=two_j1, two_m1=two_m1, two_j2=two_j2, two_m2=two_m2)
        labels |= dict(two_total=two_total, two_m=two_m)
        exact = clebsch_gordan(**labels, exact=True)
        assert clebsch_gordan(**labels) == pytest.approx(float(exact.evalf(30)), rel=1e-13)


def test_spin_50_tables_are_orthogonal():
    table = clebsch_gordan_table(100, 100, 100).reshape(-1, 101)
    np.testing.assert_allclose(table.T @ table, np.eye(101), atol=1e-13)


def test_the_3j_symbol_has_its_symmetries():
    labels = dict(two_j1=3, two_j2=4, two_j3=5, two_m1=1, two_m2=-2, two_m3=1)
    value = wigner_3j(**labels)
    cyclic = wigner_3j(two_j1=4, two_j2=5, two_j3=3, two_m1=-2, two_m2=1, two_m3=1)
    odd = wigner_3j(two_j1=4, two_j2=3, two_j3=5, two_m1=-2, two_m2=1, two_m3=1)
    flipped = wigner_3j(two_j1=3, two_j2=4, two_j3=5, two_m1=-1, two_m2=2, two_m3=-1)
    assert value != 0
    assert cyclic == pytest.approx(value)
    assert odd == flipped == pytest.approx((-1) ** 6 * value)


def test_known_values_and_zeros():
    up_down = dict(two_j1=Spin("1/2"), two_m1=1, two_j2=Spin("1/2"), two_m2=-1, two_m=0)
    assert clebsch_gordan(**up_down, two_total=0) == pytest.approx(math.sqrt(1 / 2), rel=1e-15)
    assert clebsch_gordan(**(up_down | dict(two_m1=-1, two_m2=1)), two_total=0) < 0
    assert clebsch_gordan(**up_down, two_total=4) == 0
    assert clebsch_gordan(**(up_down | dict(two_m=2)), two_total=2) == 0
    assert wigner_3j(two_j1=0, two_j2=0, two_j3=0, two_m1=0, two_m2=0, two_m3=0) == 1


def test_triangle_rule():
    assert is_triangle(1, 1, 2) and is_triangle(0, 0, 0) and not is_triangle(1, 1, 1)
    assert not is_triangle(1, 1, 4)
    assert all(is_triangle(3, 2, two_c) for two_c in coupled_spins(3, 2))


def test_tables_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        clebsch_gordan_table(1, 1, 0)[0, 0, 0] = 1


def test_bad_labels_are_refused():
    good = dict(two_j1=1, two_m1=1, two_j2=1, two_m2=1, two_total=2, two_m=2)
    with pytest.raises(ValueError, match=r"two_m1 must be one of 1, -1, \.\.\., -1.*got 3"):
        clebsch_gordan(**(good | dict(two_m1=3)))
    with pytest.raises(ValueError, match=r"two_m2 must be one of.*got 0"):
        clebsch_gordan(**(good | dict(two_m2=0)))
    with pytest.raises(ValueError, match="two_total must be twice a spin"):
        clebsch_gordan(**(good | dict(two_total=-2)))
    with pytest.raises(TypeError, match="two_j1 must be twice a spin as a whole number"):
        clebsch_gordan(**(good | dict(two_j1=0.5)))
    with pytest.raises(TypeError, match="two_m must be twice a projection"):
        clebsch_gordan(**(good | dict(two_m=Fraction(1, 2))))
