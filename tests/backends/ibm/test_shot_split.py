"""Variances of measured energies against sampling, and the split of shots that is best."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.backends.ibm.shot_split import optimal_split, shot_energies, split_variance
from spinnet.backends.ibm.symmetry_weights import axis_weights
from spinnet.circuits import ansatz
from tests.backends.ibm.exact_sampling import all_bits, drawn
from tests.backends.ibm.test_symmetry_weights import along
from tests.backends.qiskit.dense_route import dense_state

MODEL = heisenberg(chain(6))


def distributions(two_total, rng):
    circuit = ansatz(MODEL.lattice, "paths", layers=1, gates="complex", two_total=two_total)
    state = dense_state(circuit, rng.uniform(-2, 2, circuit.n_params))
    return {axis: np.abs(along(state, axis)) ** 2 for axis in "XYZ"}


def variances(chances):
    energies = shot_energies(MODEL, all_bits(6))
    return {axis: p @ energies**2 - (p @ energies) ** 2 for axis, p in chances.items()}


def test_singlets_have_the_same_variance_along_every_axis(rng):
    exact = variances(distributions(0, rng))
    assert exact["X"] == pytest.approx(exact["Z"]) and exact["Y"] == pytest.approx(exact["Z"])
    one = split_variance(axis_weights("Z", 0), exact, {"Z": 3000})
    three = split_variance(axis_weights("XYZ", 0), exact, dict.fromkeys("XYZ", 1000))
    assert one == pytest.approx(three) == pytest.approx(9 * exact["Z"] / 3000)


@pytest.mark.parametrize("two_total, bases", [(0, "Z"), (0, "XYZ"), (2, "ZX"), (2, "XYZ")])
def test_the_variance_is_that_of_sampled_energies(rng, two_total, bases):
    chances, weights = distributions(two_total, rng), axis_weights(bases, two_total)
    shots = {axis: 50 + 20 * index for index, axis in enumerate(weights)}
    stated = split_variance(weights, variances(chances), shots)
    energies = [
        sum(
            weights[axis] * shot_energies(MODEL, drawn(chances[axis], n, rng)).mean()
            for axis, n in shots.items()
        )
        for _ in range(1500)
    ]
    assert np.var(energies) == pytest.approx(stated, rel=0.16)  # four standard deviations


def test_no_other_split_is_better(rng):
    exact, weights = variances(distributions(2, rng)), axis_weights("XYZ", 2)
    best = optimal_split(weights, exact, 60)
    assert sum(best.values()) == 60
    least = split_variance(weights, exact, best)
    for x, y in itertools.product(range(1, 58), repeat=2):
        if x + y < 60:
            other = split_variance(weights, exact, {"X": x, "Y": y, "Z": 60 - x - y})
            assert other >= least * (1 - 2e-3)  # whole shots


def test_edges_of_the_split():
    assert optimal_split({"Z": 3.0}, {"Z": 0.0}, 10) == {"Z": 10}
    assert optimal_split({"X": 2.0, "Z": 1.0}, {"X": 0.0, "Z": 1.0}, 10) == {"X": 1, "Z": 9}
    with pytest.raises(ValueError, match="one for each of 2 axes; got 1"):
        optimal_split({"X": 2.0, "Z": 1.0}, {"X": 1.0, "Z": 1.0}, 1)
