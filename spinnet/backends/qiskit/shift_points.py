"""All shifted points of a gradient, for one circuit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinnet.backends.qiskit.shift_rule import shift_rule
from spinnet.circuits import Circuit


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
