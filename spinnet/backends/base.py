"""The interface every backend has: give it a circuit and a model, get energies and gradients.

A backend is a choice of simulator or device; an evaluator is that choice made ready for one circuit
and one model. Neither knows what searches with it.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit, checked_parameters


@dataclass(frozen=True)
class Observables:
    """What is measured in the final state of a circuit.

    Args:
        energy: Energy in the units of the couplings.
        variance: Energy variance, at least 0 up to rounding; None where it is not measured.
        total_spin_squared: Expectation of S^2, J(J+1) in a sector.
        bond_correlations: Expectation of S_i.S_j on every bond of the lattice, in its order.
    """

    energy: float
    variance: float | None
    total_spin_squared: float
    bond_correlations: tuple[float, ...]


class NoStateError(ValueError):
    """Raised when amplitudes are asked of a device, a noisy simulator or shots, which have none."""


class AbstractEvaluator(abc.ABC):
    """A circuit and a model made ready to run.

    Parameters are float arrays ``(n_starts, n_params)``: a row is one set of angles, in radians.
    Evaluators with amplitudes also have ``state(parameters)``: the final state ``(2**n_sites,)`` at
    one row, site 0 leftmost and up before down, up to a global phase; where the device at hand has
    none, it raises `NoStateError`.
    """

    circuit: Circuit
    model: HeisenbergModel

    @abc.abstractmethod
    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters."""

    @abc.abstractmethod
    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""

    @abc.abstractmethod
    def observables(self, parameters: np.ndarray) -> Observables:
        """Return what is measured in the final state of one row of parameters ``(n_params,)``."""

    def energy(self, parameters: np.ndarray) -> float:
        """Return the energy at one set of parameters ``(n_params,)``."""
        return float(self.energies(checked_parameters(self.circuit, parameters)[None])[0])

    def energy_and_gradient(self, parameters: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the energy and its gradient ``(n_params,)`` at one set of parameters."""
        rows = checked_parameters(self.circuit, parameters)[None]
        energies, gradients = self.energies_and_gradients(rows)
        return float(energies[0]), gradients[0]


class AbstractBackend(abc.ABC):
    """A simulator or device that can run circuits of vertex gates."""

    name: str

    @abc.abstractmethod
    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> AbstractEvaluator:
        """Return the evaluator of a circuit under a model.

        Raises:
            ValueError: If their numbers of sites differ, or the circuit does not fit the backend.
        """
