"""Networks of multiplexed rotations against dense matrices, and their counts against a search."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spinnet.circuits.synthesis import gate_matrix, operations_matrix
from spinnet.circuits.synthesis.rotation_networks import (
    free_network,
    line_network,
    rotation_slots,
)

FREE = [free_network(axis, m) for axis in ("rz", "ry") for m in (0, 1, 2, 3)]
LINE = [line_network(axis, m) for axis in ("rz", "ry") for m in (1, 2, 3)]
CROSSING = line_network("rz", 3, crossing=True)
NAMES = [
    f"{kind} {n.axis} {n.n_controls}" for kind, g in (("free", FREE), ("line", LINE)) for n in g
]


def multiplexed(axis, angles):
    """The rotation of the first wire, angle by angle."""
    size = len(angles)
    matrix = np.zeros((2 * size, 2 * size), dtype=complex)
    for value, angle in enumerate(angles):
        matrix[value::size, value::size] = gate_matrix(axis, angle)
    return matrix


@pytest.mark.parametrize("network", [*FREE, *LINE, CROSSING], ids=[*NAMES, "crossing"])
def test_network_is_the_rotation_then_its_remainder(network, rng):
    angles = rng.uniform(-4, 4, 2**network.n_controls)
    n_wires = network.n_controls + 1
    slots = rotation_slots(angles)
    matrix = operations_matrix(network.operations(tuple(range(n_wires)), 0), n_wires, slots)
    tensor = matrix.reshape((2,) * n_wires + (2**n_wires,)).transpose([*network.places, n_wires])
    wanted = network.remainder() @ multiplexed(network.axis, angles)
    np.testing.assert_allclose(tensor.reshape(matrix.shape), wanted, atol=1e-13)


@pytest.mark.parametrize("network", [*FREE, *LINE, CROSSING], ids=[*NAMES, "crossing"])
def test_the_remainder_keeps_the_target(network):
    size = 2**network.n_controls
    np.testing.assert_allclose(network.remainder()[:size, size:], 0, atol=1e-15)
    if network.axis == "rz":
        upper, lower = network.remainder()[:size, :size], network.remainder()[size:, size:]
        np.testing.assert_allclose(upper, lower, atol=1e-15)


def test_lines_join_neighbours():
    for network in (*LINE, CROSSING):
        assert all(abs(control - target) == 1 for control, target in network.moves)
    assert CROSSING.places == (0, 3, 2, 1)


@pytest.mark.parametrize(
    ("axis", "counts"), [("rz", (2, 6, 14)), ("ry", (1, 5, 11))], ids=("rz", "ry")
)
def test_counts(axis, counts):
    assert tuple(len(line_network(axis, m).moves) for m in (1, 2, 3)) == counts
    free = tuple(len(free_network(axis, m).moves) for m in (1, 2, 3))
    assert free == ((2, 4, 8) if axis == "rz" else (1, 3, 7))
    assert len(CROSSING.moves) == 14


def fewest_moves(starts, wanted, is_end):
    """Breadth-first search over the contents of the places and the parities passed."""
    places = range(len(next(iter(starts))))
    pairs = [pair for i, j in itertools.pairwise(places) for pair in ((i, j), (j, i))]
    front = {(rows, frozenset(wanted & set(rows))) for rows in starts}
    seen, count = set(front), 0
    while not any(passed == wanted and is_end(rows) for rows, passed in front):
        following = set()
        for rows, passed in front:
            for control, target in pairs:
                parity = rows[target] ^ rows[control]
                moved = (*rows[:target], parity, *rows[target + 1 :])
                following.add((moved, passed | {parity} if parity in wanted else passed))
        front = following - seen
        seen |= front
        count += 1
    return count


def bases(vectors):
    """All ordered bases of the span of unit vectors 1, 2, 4, ..."""
    size = 1 << vectors
    for rows in itertools.product(range(1, size), repeat=vectors):
        span = {0}
        for row in rows:
            span |= {element ^ row for element in span}
        if len(span) == size:
            yield rows


def free_ends(axis, n_controls):
    """The contents that neighbouring factors absorb: any basis of the controls on their places."""
    target = 1 << n_controls
    shifts = range(target) if axis == "ry" else (0,)
    return {(target ^ shift, *rows) for rows in bases(n_controls) for shift in shifts}


@pytest.mark.parametrize(
    ("axis", "n_controls"),
    [
        ("rz", 2),
        ("ry", 2),
        pytest.param("rz", 3, marks=pytest.mark.slow),
        pytest.param("ry", 3, marks=pytest.mark.slow),
    ],
)
def test_no_network_on_a_line_is_shorter(axis, n_controls):
    ends = free_ends(axis, n_controls)
    wanted = frozenset((1 << n_controls) ^ subset for subset in range(1 << n_controls))
    assert fewest_moves(ends, wanted, ends.__contains__) == len(
        line_network(axis, n_controls).moves
    )


def test_unknown_networks_are_refused():
    with pytest.raises(ValueError, match="must be 0 to 3; got 4"):
        line_network("rz", 4)
