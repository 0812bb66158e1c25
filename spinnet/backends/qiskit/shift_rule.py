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

from spinnet.circuits import BlockMatrix


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
