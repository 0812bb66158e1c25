"""The sector backend: exact simulation in the circuit's total-spin sector, the default."""

from __future__ import annotations

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend, AbstractEvaluator, Observables, check_sizes
from spinnet.circuits import Circuit
from spinnet.sector import SectorEngine, sector_engine


class SectorEvaluator(AbstractEvaluator):
    """A circuit and a model compiled by the sector engine.

    Args:
        engine: The engine.
    """

    def __init__(self, engine: SectorEngine) -> None:
        self.engine = engine
        self.circuit, self.model = engine.circuit, engine.model

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters."""
        return self.engine.energies(parameters)

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        return self.engine.energies_and_gradients(parameters)

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(2**N,)`` at ``(n_params,)``; site 0 is the highest bit."""
        return self.engine.amplitudes(parameters)

    def observables(self, parameters: np.ndarray) -> Observables:
        """Return energy, variance, S^2 and bond correlations at one set of parameters.

        S^2 is J(J+1) by construction.
        """
        energy, variance, swaps = self.engine.measurements(parameters)
        spin = self.circuit.two_total / 2
        # S_i.S_j = P_ij / 2 - 1/4
        correlations = tuple(float(value) / 2 - 1 / 4 for value in swaps)
        return Observables(energy, max(variance, 0.0), spin * (spin + 1), correlations)


class SectorBackend(AbstractBackend):
    """Exact simulation inside one total-spin sector, in JAX."""

    name = "sector"

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> SectorEvaluator:
        """Return the compiled evaluator of a circuit under a model.

        Raises:
            ValueError: If their numbers of sites differ.
        """
        check_sizes(circuit, model)
        return SectorEvaluator(sector_engine(circuit, model))
