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
    shifts, weights = [], []
    for number, (generator, parameter) in enumerate(zip(generators, reads, strict=True)):
        rule = shift_rule(generator)
        for shift, weight in zip(rule.shifts, rule.weights, strict=True):
            for sign in (1, -1):
                shifts.append(sign * shift * np.eye(len(reads))[number])
                weights.append(sign * weight * np.eye(circuit.n_params)[parameter])
    arrays = (
        np.array(shifts).reshape(-1, len(reads)),
        np.array(weights).reshape(-1, circuit.n_params),
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays
