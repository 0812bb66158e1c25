from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamiltonians import Torus

ENTRY = st.integers(-5, 5)
MATRICES = st.tuples(st.tuples(ENTRY, ENTRY), st.tuples(ENTRY, ENTRY)).filter(
    lambda m: m[0][0] * m[1][1] != m[0][1] * m[1][0]
)


@settings(deadline=None)
@given(MATRICES)
def test_there_are_as_many_cells_as_the_determinant_says(matrix):
    torus = Torus(matrix)
    (a, b), (c, d) = matrix
    assert torus.n_cells == abs(a * d - b * c) == len(set(torus.cells()))


@settings(deadline=None)
@given(MATRICES, st.integers(-9, 9), st.integers(-9, 9))
def test_wrapping_moves_by_whole_turns(matrix, x, y):
    torus = Torus(matrix)
    (a, b), (c, d) = matrix
    first, second = torus.turns((x, y))
    wrapped = torus.wrap((x, y))
    assert wrapped in torus.cells()
    assert (x, y) == (wrapped[0] + first * a + second * c, wrapped[1] + first * b + second * d)
    assert torus.wrap((x + a, y + b)) == torus.wrap((x + c, y + d)) == wrapped


def test_cells_come_row_by_row():
    assert Torus(((3, 0), (0, 2))).cells() == tuple(
        (x, y) for y, x in itertools.product(range(2), range(3))
    )


def test_two_numbers_are_columns_and_rows():
    assert Torus.spanned_by((3, 2)) == Torus(((3, 0), (0, 2))) == Torus.spanned_by([[3, 0], [0, 2]])
    assert Torus.spanned_by(Torus(((1, 2), (3, 4)))) == Torus(((1, 2), (3, 4)))


@pytest.mark.parametrize("matrix", [((1, 2), (2, 4)), ((0, 0), (0, 1)), (0, 3)])
def test_flat_tori_are_refused(matrix):
    with pytest.raises(ValueError, match="rows of a torus matrix must be independent"):
        Torus(matrix)


@pytest.mark.parametrize("matrix", [3, "12", (1, 2, 3), ((1, 2), 3), ((1.0, 0), (0, 2)), None])
def test_other_things_are_no_torus(matrix):
    with pytest.raises(ValueError, match=r"a torus must be \(\(a, b\), \(c, d\)\) or \(columns"):
        Torus(matrix)
