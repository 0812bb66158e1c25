from __future__ import annotations

import math

import pytest

from hamiltonians.unit_cells import HONEYCOMB, KAGOME, SQUARE, TRIANGULAR


@pytest.mark.parametrize("cell", [HONEYCOMB, KAGOME, SQUARE, TRIANGULAR])
def test_bonds_have_length_one_and_touch_the_home_cell(cell):
    for first, second in cell.bonds:
        assert math.dist(cell.position(first), cell.position(second)) == pytest.approx(1)
        assert (0, 0) in (first[1], second[1])


@pytest.mark.parametrize("cell", [KAGOME, TRIANGULAR])
def test_triangles_are_equilateral_and_point_where_their_kind_says(cell):
    for kind, corners in cell.triangles:
        points = [cell.position(corner) for corner in corners]
        for index in range(3):
            assert math.dist(points[index], points[index - 1]) == pytest.approx(1)
        assert (0, 0) in [offset for _, offset in corners]
        heights = sorted(y for _, y in points)
        assert (heights[1] - heights[0] < 1e-9) == (kind == "up")


def test_displacements_add_up():
    x, y = KAGOME.displacement((2, -1))
    assert (x, y) == pytest.approx((3, -math.sqrt(3)))
    assert KAGOME.position((2, (2, -1))) == pytest.approx((3.5, -math.sqrt(3) / 2))
