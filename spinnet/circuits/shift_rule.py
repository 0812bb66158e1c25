r"""Parameter-shift rules: exact derivatives from energies at shifted angles.

Along one angle of a generator G the energy is a trigonometric sum whose frequencies are the
differences of G's eigenvalues. With R different positive frequencies, R pairs of energies give the
derivative exactly. Nothing here runs a circuit.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spinnet.circuits.block_matrix import BlockMatrix
from spinnet.circuits.circuit import Circuit


@dataclass(frozen=True)
class ShiftRule:
    r"""The derivative as a weighted sum of differences of energies.

    .. math:: f'(a) = \sum_r c_r \, [f(a + s_r) - f(a - s_r)]

    Args:
        shifts: The ``s_r`` > 0, radians.
        weights: The ``c_r``.
    """

    shifts: tuple[float, ...]
    weights: tuple[float, ...]


def energy_frequencies(generator: BlockMatrix) -> tuple[float, ...]:
    """Return the positive differences of a generator's eigenvalues, ascending.

    Args:
        generator: A Hermitian block matrix; every total spin counts, those with zero blocks too.
    """
    values = np.linalg.eigvalsh(generator.dense())
    differences = {round(float(abs(a - b)), 9) for a, b in itertools.combinations(values, 2)}
    return tuple(sorted(difference for difference in differences if difference > 1e-8))


@lru_cache(maxsize=1024)
def shift_rule(generator: BlockMatrix) -> ShiftRule:
    r"""Return the parameter-shift rule of the angle that multiplies a generator.

    The weights solve :math:`\sum_r 2 c_r \sin(\omega s_r) = \omega` for every frequency. For
    frequencies w, 2w, ..., Rw the shifts are (2r - 1) pi / (2 R w), where the system is well
    conditioned; other frequencies use the mean spacing.

    Args:
        generator: The Hermitian block matrix G of exp(i a G).

    Returns:
        The rule; an empty one for a generator that only gives a global phase.

    Source: D. Wierichs et al., Quantum 6, 677 (2022), sections 3.1 and 3.2.
    """
    frequencies = np.array(energy_frequencies(generator))
    count = len(frequencies)
    if count == 0:
        return ShiftRule((), ())
    spacing = frequencies[-1] / count
    shifts = (2 * np.arange(1, count + 1) - 1) * np.pi / (2 * count * spacing)
    weights = np.linalg.solve(2 * np.sin(np.outer(frequencies, shifts)), frequencies)
    return ShiftRule(tuple(map(float, shifts)), tuple(map(float, weights)))


@lru_cache(maxsize=16)
def shift_points(circuit: Circuit) -> tuple[np.ndarray, np.ndarray]:
    """Return the shifts of a circuit's angles and the weights that make a gradient of energies.

    Args:
        circuit: The circuit.

    Returns:
        Shifts ``(n_points, n_angles)``, one angle shifted in each row, for the angles of all
        gates in time order; and weights ``(n_points, n_params)``, so that the gradient is the
        energies at the shifted points times the weights. Angles that read one parameter add up:
        the product rule. Both arrays are read-only.
    """
    generators = [generator for gate in circuit.placements for generator in gate.gate.generators]
    reads = [index for gate in circuit.placements for index in gate.parameters]
    rules = [shift_rule(generator) for generator in generators]
    n_points = 2 * sum(len(rule.shifts) for rule in rules)
    points, weights = np.zeros((n_points, len(reads))), np.zeros((n_points, circuit.n_params))
    row = 0
    for angle, (rule, parameter) in enumerate(zip(rules, reads, strict=True)):
        for shift, weight in zip(rule.shifts, rule.weights, strict=True):
            points[row : row + 2, angle] = shift, -shift
            weights[row : row + 2, parameter] = weight, -weight
            row += 2
    for array in (points, weights):
        array.flags.writeable = False
    return points, weights
