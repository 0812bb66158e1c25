"""Copies across a torus: nearest ones, and a compact cell that is the same torus."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import named_lattice
from spinnet.plots.torus_cell import (
    HOME,
    cell_outline,
    compact_cell,
    displacement,
    nearest_shifts,
    pair_distances,
)

TORI = ("kagome-12", "kagome-18-sheared", "triangular-12", "square-16", "honeycomb-24")


def arrays(name):
    lattice = named_lattice(name)
    return lattice, np.array(lattice.positions), np.array(lattice.period)


@pytest.mark.parametrize("name", TORI)
def test_the_cell_holds_every_site_moved_by_whole_torus_vectors(name):
    lattice, positions, period = arrays(name)
    _, moved = compact_cell(lattice, positions, period)
    turns = (moved - positions) @ np.linalg.inv(period)
    np.testing.assert_allclose(turns, np.round(turns), atol=1e-9)


@pytest.mark.parametrize("name", TORI)
def test_moving_sites_keeps_all_distances_on_the_torus(name):
    lattice, positions, period = arrays(name)
    _, moved = compact_cell(lattice, positions, period)
    np.testing.assert_allclose(
        pair_distances(moved, period), pair_distances(positions, period), atol=1e-9
    )


@pytest.mark.parametrize("name", TORI)
def test_the_outline_has_the_area_of_the_torus(name):
    _, _, period = arrays(name)
    x, y = cell_outline(period).T
    area = abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
    assert area == pytest.approx(abs(np.linalg.det(period)))


def test_the_cell_of_kagome_12_is_the_star_of_david():
    lattice, positions, period = arrays("kagome-12")
    centre, moved = compact_cell(lattice, positions, period)
    radii = np.sort(np.linalg.norm(moved - centre, axis=1))
    np.testing.assert_allclose(radii, [1.0] * 6 + [3**0.5] * 6, atol=1e-9)


def test_the_nearest_copy_is_the_nearest():
    period = np.array([[4.0, 0.0], [0.0, 4.0]])
    start, end = np.array([0.5, 0.0]), np.array([3.5, 0.0])
    assert nearest_shifts(start, end, period, 1) == [(-1, 0)]
    assert nearest_shifts(start, end, period, 2) == [(-1, 0), HOME]


def test_open_lattices_have_one_copy():
    none = np.zeros((0, 2))
    assert nearest_shifts(np.zeros(2), np.ones(2), none, 1) == [HOME]
    assert not displacement((3, 1), none).any()
