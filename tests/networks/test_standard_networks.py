"""Theta, tetrahedron and 9j against their closed forms."""

from __future__ import annotations

from itertools import product

import pytest

from spinnet.networks import (
    evaluate,
    evaluate_exactly,
    nine_j_network,
    tetrahedron_network,
    theta_network,
)
from spinnet.su2 import Spin, radical, wigner_6j, wigner_9j

NINE = [
    ((1, 1, 2), (1, 1, 2), (2, 2, 4)),
    ((1, 1, 2), (1, 1, 0), (2, 2, 2)),
    ((2, 1, 3), (1, 2, 1), (1, 3, 4)),
    ((2, 2, 2), (2, 2, 2), (2, 2, 4)),
]


@pytest.mark.parametrize("spins", [(0, 0, 0), (1, 1, 2), (2, 3, 1), (4, 4, 4)])
def test_theta_is_one(spins):
    assert evaluate(theta_network(*spins)) == pytest.approx(1)
    assert evaluate_exactly(theta_network(*spins)) == radical(1)


def test_tetrahedron_is_the_6j_symbol():
    checked = 0
    for spins in product(range(4), repeat=6):
        expected = wigner_6j(**{f"two_j{n}": s for n, s in enumerate(spins, start=1)})
        if expected:
            checked += 1
            if checked % 4 == 0:
                assert evaluate(tetrahedron_network(*spins)) == pytest.approx(expected, abs=1e-13)
    assert checked > 100


@pytest.mark.parametrize("spins", [(1, 1, 2, 1, 1, 2), (2, 2, 2, 2, 2, 2), (3, 2, 1, 2, 1, 2)])
def test_tetrahedron_is_exact(spins):
    symbol = wigner_6j(**{f"two_j{n}": s for n, s in enumerate(spins, start=1)}, exact=True)
    assert evaluate_exactly(tetrahedron_network(*spins)).to_sympy() == symbol


@pytest.mark.parametrize("rows", NINE)
def test_nine_j(rows):
    network = nine_j_network(rows)
    assert evaluate(network) == pytest.approx(wigner_9j(rows), abs=1e-14)
    assert evaluate_exactly(network).to_sympy() == wigner_9j(rows, exact=True)


def test_impossible_labels_name_the_vertex():
    with pytest.raises(ValueError, match=r"vertex 'split': .*triangle rule"):
        theta_network(1, 1, 4)
    with pytest.raises(ValueError, match=r"vertex 'C': .*triangle rule"):
        tetrahedron_network(1, 1, 2, 1, 1, 4)
    with pytest.raises(ValueError, match=r"vertex 'F': .*triangle rule"):
        nine_j_network(((1, 1, 2), (1, 1, 2), (0, 0, 4)))
    with pytest.raises(ValueError, match="three rows of three spins"):
        nine_j_network(((1, 1, 2),))
    assert evaluate(theta_network(Spin("1/2"), Spin("1/2"), Spin(1))) == pytest.approx(1)
