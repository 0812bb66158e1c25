"""Shift rules against derivatives of trigonometric sums, points against what they feed."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import chain
from spinnet.circuits import (
    ansatz,
    block_matrix,
    energy_frequencies,
    exchange_gate,
    general_gate,
    identity_blocks,
    paper_gate,
    real_gate,
    shift_points,
    shift_rule,
)

GATES = [paper_gate(2), paper_gate(3), real_gate(3), real_gate(4), general_gate(4)]
GATES += [exchange_gate(k) for k in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_rule_differentiates_every_trigonometric_sum(gate, rng):
    for generator in gate.generators:
        frequencies = np.array(energy_frequencies(generator))
        a, b = rng.normal(size=(2, len(frequencies)))

        def energy(x, frequencies=frequencies, a=a, b=b):
            return 0.3 + a @ np.cos(frequencies * x) + b @ np.sin(frequencies * x)

        x = rng.uniform(-3, 3)
        exact = frequencies @ (b * np.cos(frequencies * x) - a * np.sin(frequencies * x))
        rule = shift_rule(generator)
        differences = [energy(x + shift) - energy(x - shift) for shift in rule.shifts]
        np.testing.assert_allclose(np.dot(rule.weights, differences), exact, atol=1e-10)


def test_one_frequency_gives_the_textbook_rule():
    rule = shift_rule(paper_gate(2).generators[0])
    np.testing.assert_allclose((rule.shifts, rule.weights), ([np.pi / 2], [0.5]), atol=1e-14)


def test_the_rotation_needs_two_pairs_of_energies():
    generator = real_gate(3).generators[0]
    assert energy_frequencies(generator) == (0.5, 1.0)
    assert len(shift_rule(generator).shifts) == 2


def test_a_global_phase_needs_no_energy():
    assert shift_rule(identity_blocks(3)).shifts == ()
    assert shift_rule(block_matrix(3, {})).weights == ()


def test_frequencies_are_eigenvalue_gaps():
    frequencies = [energy_frequencies(generator) for generator in paper_gate(3).generators]
    assert frequencies == [(1.0,), (0.5, 1.0), (0.5, 1.0), (0.5, 1.0)]
    assert energy_frequencies(exchange_gate(3).generators[0]) == (3.0,)
    assert energy_frequencies(exchange_gate(4).generators[0]) == (2.0, 4.0, 6.0)


@pytest.mark.parametrize("sharing", ["none", "layer"])
def test_each_point_shifts_one_angle_and_feeds_the_parameter_it_reads(sharing):
    circuit = ansatz(chain(6), "paths", layers=2, gates="complex", sharing=sharing)
    points, weights = shift_points(circuit)
    reads = [index for gate in circuit.placements for index in gate.parameters]
    for point, weight in zip(points, weights, strict=True):
        (angle,) = np.flatnonzero(point)
        (parameter,) = np.flatnonzero(weight)
        assert reads[angle] == parameter
    np.testing.assert_allclose(weights.sum(axis=0), 0, atol=1e-12)
