r"""How shots are best shared among the axes, and how well the energy is then known.

With weights w of the axes and the variance V of :math:`\sum_b J_b S^a_i S^a_j` in one shot, N shots
of each axis give the energy with variance :math:`\sum_a w_a^2 V_a / N_a`, least for N proportional
to :math:`|w_a| \sqrt{V_a}`. For total spin 0 all axes have the same V, and any split with weights
proportional to its shots gives 9 V / N, one axis alone as well as three: more axes buy a check of
the symmetry and cost no precision.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hamiltonians import HeisenbergModel


def shot_energies(model: HeisenbergModel, bits: np.ndarray) -> np.ndarray:
    """Return the sum of J S^a_i S^a_j over the bonds that each shot shows.

    Args:
        model: The model.
        bits: Array ``(n_shots, n_sites)`` of 0 (up) and 1 (down) along one axis.

    Returns:
        Array ``(n_shots,)``; their variance is V.
    """
    spins = 0.5 - np.asarray(bits)
    energies = np.zeros(len(spins))
    for first, second, coupling in model.terms:
        energies += coupling * spins[:, first] * spins[:, second]
    return energies


def optimal_split(
    weights: Mapping[str, float], variances: Mapping[str, float], n_shots: int
) -> dict[str, int]:
    """Return the number of shots of each axis that make the energy's variance least.

    Args:
        weights: The weight of each axis, as `axis_weights` gives them.
        variances: V of each axis.
        n_shots: All shots together.

    Returns:
        Shots of each axis, at least one each, which add up to ``n_shots``.

    Raises:
        ValueError: If there are fewer shots than axes.

    Example:
        >>> optimal_split({"X": 2.0, "Z": 1.0}, {"X": 0.25, "Z": 0.25}, 300)
        {'X': 200, 'Z': 100}
    """
    if n_shots < len(weights):
        raise ValueError(
            f"n_shots must be at least one for each of {len(weights)} axes; got {n_shots}."
        )
    demands = np.array([abs(weights[axis]) * np.sqrt(variances[axis]) for axis in weights])
    demands = demands if demands.sum() > 0 else np.ones(len(demands))
    wanted = demands / demands.sum() * n_shots
    shots = np.maximum(np.floor(wanted).astype(int), 1)
    while shots.sum() != n_shots:  # roundings only: at most one step per axis
        step = 1 if shots.sum() < n_shots else -1
        index = int(np.argmax(step * (wanted - shots) - 1e9 * (shots + step < 1)))
        shots[index] += step
    return {axis: int(value) for axis, value in zip(weights, shots, strict=True)}


def split_variance(
    weights: Mapping[str, float], variances: Mapping[str, float], shots: Mapping[str, int]
) -> float:
    """Return the variance of the energy for given shots of each axis.

    Args:
        weights: The weight of each axis.
        variances: V of each axis.
        shots: Shots of each axis.
    """
    return float(sum(weights[axis] ** 2 * variances[axis] / shots[axis] for axis in weights))
