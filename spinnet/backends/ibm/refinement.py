r"""Improving parameters on the device: SPSA, parameter shifts, rotosolve.

Every point is measured by jobs of the run's ledger, and the steps are functions of what these
measured. So a search that was stopped is continued by running it again: points that were measured
are read from disk, to the same parameters.

Points are sets of the angles of all gates, so that angles that share a parameter can be shifted by
themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from spinnet.backends.ibm.refinement_settings import RefinementSettings
from spinnet.circuits import Circuit
from spinnet.circuits.shift_rule import energy_frequencies, shift_points

Measure = Callable[[int, np.ndarray], np.ndarray]
GRID = 4096  # points on which rotosolve looks for the lowest


@dataclass(frozen=True, eq=False)
class Refined:
    """Where a search on a device ended.

    Args:
        parameters: The last parameters, array ``(n_params,)``, radians.
        energies: Mean energy of the points of each iteration.
        points: Number of points of each iteration.
    """

    parameters: np.ndarray
    energies: tuple[float, ...]
    points: int


def refine(
    circuit: Circuit, start: np.ndarray, settings: RefinementSettings, measure: Measure
) -> Refined:
    """Return better parameters, found by measuring energies.

    Args:
        circuit: The circuit.
        start: Parameters to start from, ``(n_params,)``, radians.
        settings: The method and its numbers.
        measure: Returns the energies ``(n_points,)`` of the points ``(n_points, n_angles)`` of an
            iteration, which is numbered from 0.

    Raises:
        ValueError: If rotosolve is asked for and gates share parameters.
    """
    check_method(circuit, settings.method)
    parameters, energies = np.array(start, dtype=float), []
    rng = np.random.default_rng(settings.seed)
    for iteration in range(settings.iterations):
        points = iteration_points(circuit, parameters, settings, iteration, rng)
        measured = measure(iteration, points.angles)
        parameters = points.move(measured)
        energies.append(float(np.mean(measured)))
    return Refined(parameters, tuple(energies), len(points.angles))


@dataclass(frozen=True, eq=False)
class Points:
    """The points of one iteration and what follows from their energies.

    Args:
        angles: Array ``(n_points, n_angles)``, radians.
        move: Maps their energies to the next parameters.
    """

    angles: np.ndarray
    move: Callable[[np.ndarray], np.ndarray]


def iteration_points(
    circuit: Circuit,
    parameters: np.ndarray,
    settings: RefinementSettings,
    iteration: int,
    rng: np.random.Generator,
) -> Points:
    """Return the points of one iteration.

    Args:
        circuit: The circuit.
        parameters: Where the search is, ``(n_params,)``.
        settings: The method and its numbers.
        iteration: Number of the iteration, from 0.
        rng: Source of SPSA's directions, drawn from once for each iteration.
    """
    if settings.method == "spsa":
        return _spsa(circuit, parameters, settings, iteration, rng)
    if settings.method == "shift":
        return _shifts(circuit, parameters, settings)
    return _rotosolve(circuit, parameters, iteration % circuit.n_params)


def _spsa(
    circuit: Circuit,
    parameters: np.ndarray,
    settings: RefinementSettings,
    iteration: int,
    rng: np.random.Generator,
) -> Points:
    """Two points in a random direction; steps shrink as Spall recommends (1998)."""
    stability = 0.1 * settings.iterations
    step = settings.step * ((1 + stability) / (iteration + 1 + stability)) ** 0.602
    shift = settings.shift / (iteration + 1) ** 0.101
    direction = rng.choice([-1.0, 1.0], size=len(parameters))
    rows = np.stack([parameters + shift * direction, parameters - shift * direction])

    def move(energies: np.ndarray) -> np.ndarray:
        return parameters - step * (energies[0] - energies[1]) / (2 * shift) * direction

    return Points(rows[:, _reads(circuit)], move)


def _shifts(circuit: Circuit, parameters: np.ndarray, settings: RefinementSettings) -> Points:
    """All points of the exact gradient, and a step down along it."""
    shifts, weights = shift_points(circuit)

    def move(energies: np.ndarray) -> np.ndarray:
        return parameters - settings.step * energies @ weights

    return Points(parameters[_reads(circuit)] + shifts, move)


def check_method(circuit: Circuit, method: str) -> None:
    """Refuse rotosolve where gates share parameters, since their lines are no short Fourier sums.

    Args:
        circuit: The circuit.
        method: The method that is asked for.

    Raises:
        ValueError: If they do not fit.
    """
    if method == "rotosolve" and sorted(_reads(circuit)) != list(range(circuit.n_params)):
        raise ValueError(
            "method='rotosolve' needs a circuit whose angles each have a parameter of their own; "
            "use 'spsa' or 'shift', or sharing='none'."
        )


def _rotosolve(circuit: Circuit, parameters: np.ndarray, index: int) -> Points:
    """Points on the line of one parameter, where the energy is a short Fourier sum."""
    reads = _reads(circuit)
    generators = [generator for gate in circuit.placements for generator in gate.gate.generators]
    frequencies = energy_frequencies(generators[reads.index(index)]) or (1.0,)
    count = 2 * len(frequencies) + 1
    moves = 2 * np.pi / frequencies[0] * np.arange(count) / count
    rows = np.repeat(parameters[None, :], count, axis=0)
    rows[:, index] += moves

    def move(energies: np.ndarray) -> np.ndarray:
        terms = np.linalg.lstsq(_fourier(frequencies, moves), energies, rcond=None)[0]
        grid = 2 * np.pi / frequencies[0] * (np.arange(GRID) / GRID - 0.5)
        best = parameters.copy()
        best[index] += grid[np.argmin(_fourier(frequencies, grid) @ terms)]
        return best

    return Points(rows[:, reads], move)


def _fourier(frequencies: tuple[float, ...], moves: np.ndarray) -> np.ndarray:
    """Return the terms of a Fourier sum at each point, ``(n_points, 2 n_frequencies + 1)``."""
    waves = itertools.chain.from_iterable(
        (np.cos(frequency * moves), np.sin(frequency * moves)) for frequency in frequencies
    )
    return np.stack([np.ones_like(moves), *waves], axis=1)


def _reads(circuit: Circuit) -> list[int]:
    """Return the parameter that each angle reads, in time order."""
    return [index for gate in circuit.placements for index in gate.parameters]
