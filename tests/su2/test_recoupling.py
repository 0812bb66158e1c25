"""6j, F and 9j against laws, sympy and dense coupling."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import sympy
from sympy.physics.wigner import wigner_6j as sympy_wigner_6j
from sympy.physics.wigner import wigner_9j as sympy_wigner_9j

from spinnet.su2 import (
    clebsch_gordan_table,
    coupled_spins,
    is_triangle,
    recoupling_coefficient,
    wigner_6j,
    wigner_9j,
)


def six(*spins, exact=False):
    return wigner_6j(**{f"two_j{n}": s for n, s in enumerate(spins, start=1)}, exact=exact)


def recoupling_matrix(two_j1, two_j2, two_j3, two_total):
    rows = [e for e in coupled_spins(two_j1, two_j2) if is_triangle(e, two_j3, two_total)]
    columns = [f for f in coupled_spins(two_j2, two_j3) if is_triangle(two_j1, f, two_total)]
    return np.array(
        [
            [
                recoupling_coefficient(
                    two_j1=two_j1,
                    two_j2=two_j2,
                    two_j3=two_j3,
                    two_j12=e,
                    two_j23=f,
                    two_total=two_total,
                )
                for f in columns
            ]
            for e in rows
        ]
    )


def dense_recoupling(two_j1, two_j2, two_j3, two_j12, two_j23, two_total):
    left = np.einsum(
        "abe,ecJ->abcJ",
        clebsch_gordan_table(two_j1, two_j2, two_j12),
        clebsch_gordan_table(two_j12, two_j3, two_total),
    )
    right = np.einsum(
        "bcf,afJ->abcJ",
        clebsch_gordan_table(two_j2, two_j3, two_j23),
        clebsch_gordan_table(two_j1, two_j23, two_total),
    )
    return np.sum(left * right) / (two_total + 1)


@pytest.mark.parametrize("spins", [(1, 1, 1, 1), (2, 3, 1, 4), (4, 4, 4, 4), (40, 41, 39, 30)])
def test_recoupling_is_orthogonal(spins):
    matrix = recoupling_matrix(*spins)
    assert matrix.shape[0] == matrix.shape[1] > 0
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(len(matrix)), atol=1e-13)


def test_recoupling_at_spin_50_is_orthogonal():
    matrix = recoupling_matrix(100, 100, 100, 100)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(len(matrix)), atol=1e-12)


def test_recoupling_is_the_overlap_of_coupled_states():
    for labels in product(range(3), repeat=6):
        two_j1, two_j2, two_j3, two_j12, two_j23, two_total = labels
        coefficient = recoupling_coefficient(
            two_j1=two_j1,
            two_j2=two_j2,
            two_j3=two_j3,
            two_j12=two_j12,
            two_j23=two_j23,
            two_total=two_total,
        )
        assert coefficient == pytest.approx(dense_recoupling(*labels), abs=1e-14)


def test_exact_6j_is_sympys(rng):
    checked = 0
    while checked < 40:
        labels = [int(two_j) for two_j in rng.integers(0, 7, 6)]
        if six(*labels):
            assert six(*labels, exact=True) == sympy_wigner_6j(
                *(sympy.Rational(two_j, 2) for two_j in labels)
            )
            checked += 1


def test_float_6j_is_right_at_spin_50():
    exact = six(100, 98, 96, 94, 92, 90, exact=True)
    assert six(100, 98, 96, 94, 92, 90) == pytest.approx(float(exact.evalf(30)), rel=1e-13)
    assert six(100, 100, 100, 100, 100, 100) != 0


def test_6j_has_the_symmetry_of_the_tetrahedron():
    value = six(2, 3, 3, 4, 3, 5)
    assert value != 0
    assert six(3, 2, 3, 3, 4, 5) == six(3, 3, 2, 3, 5, 4) == six(4, 3, 3, 2, 3, 5) == value


def test_9j_is_sympys(rng):
    for _ in range(15):
        top, middle = ([int(s) for s in rng.integers(0, 4, 2)] for _ in range(2))
        for row in (top, middle):
            row.append(int(rng.choice(list(coupled_spins(*row)))))
        bottom = [
            int(rng.choice(list(coupled_spins(a, b)))) for a, b in zip(top, middle, strict=True)
        ]
        rows = (tuple(top), tuple(middle), tuple(bottom))
        if not is_triangle(*bottom):
            assert wigner_9j(rows) == 0
            continue
        expected = sympy_wigner_9j(*(sympy.Rational(s, 2) for row in rows for s in row))
        assert float(wigner_9j(rows, exact=True)) == pytest.approx(float(expected), abs=1e-14)


def test_9j_is_odd_under_a_row_swap_with_odd_sum():
    rows = ((2, 1, 3), (1, 2, 1), (1, 3, 4))
    swapped = (rows[1], rows[0], rows[2])
    total = sum(map(sum, rows)) // 2
    assert wigner_9j(rows) != 0
    assert wigner_9j(swapped) == pytest.approx((-1) ** total * wigner_9j(rows))


def test_impossible_couplings_give_zero():
    assert six(1, 1, 1, 1, 1, 1) == 0
    assert six(0, 0, 0, 0, 0, 0) == 1
    assert wigner_9j(((1, 1, 1), (1, 1, 0), (0, 0, 0))) == 0


def test_bad_spins_are_refused():
    with pytest.raises(ValueError, match="two_j6 must be twice a spin, 0 or more; got -1"):
        six(1, 1, 2, 1, 1, -1)
    with pytest.raises(TypeError, match="two_j1 must be twice a spin as a whole number"):
        six(0.5, 1, 2, 1, 1, 2)
    with pytest.raises(ValueError, match="three rows of three spins"):
        wigner_9j(((1, 1, 2), (1, 1, 2)))
