"""Energies and gradients of a compiled circuit through any Qiskit V2 estimator.

One gradient is one job: the circuit is sent once, with one row of slot values for every shifted
point of every angle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qiskit.primitives import BaseEstimatorV2
from qiskit.quantum_info import SparsePauliOp

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractEvaluator, NoStateError, Observables
from spinnet.backends.qiskit.compiled import CompiledCircuit
from spinnet.backends.qiskit.final_state import (
    amplitudes_of_sites,
    final_amplitudes,
    on_used_qubits,
)
from spinnet.backends.qiskit.operators import (
    bond_correlation_ops,
    to_sparse_pauli_op,
    total_spin_squared_op,
)
from spinnet.circuits import Circuit, shift_points


@dataclass(frozen=True)
class Estimates:
    """Expectation values with what the estimator says of their errors.

    Args:
        values: Array of expectation values.
        standard_errors: Array of the same shape; zero for exact simulators.
    """

    values: np.ndarray
    standard_errors: np.ndarray


@dataclass(frozen=True)
class QiskitEvaluator(AbstractEvaluator):
    """A compiled circuit and a model, ready to run on an estimator.

    Args:
        circuit: The circuit.
        model: The model.
        compiled: The circuit, lowered to what the estimator runs.
        estimator: Any V2 estimator.
        precision: Wished standard error of every expectation value; None is the estimator's own.
        measure_variance: Whether `observables` estimates the energy variance too, from the many
            Pauli strings of H^2.
    """

    circuit: Circuit
    model: HeisenbergModel
    compiled: CompiledCircuit
    estimator: BaseEstimatorV2
    precision: float | None = None
    measure_variance: bool = False

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters, in one job.

        Args:
            parameters: Array ``(n_starts, n_params)``, radians.
        """
        return self.energy_estimates(parameters).values

    def energy_estimates(self, parameters: np.ndarray) -> Estimates:
        """Return the energies of each row of parameters with their standard errors.

        Args:
            parameters: Array ``(n_starts, n_params)``, radians.
        """
        slots = self.compiled.bind_values(parameters)
        return self._estimates([to_sparse_pauli_op(self.model)], slots)

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``, in one job.

        Each angle of each gate is shifted by itself; angles that read the same parameter add up.

        Args:
            parameters: Array ``(n_starts, n_params)``, radians.
        """
        rows = np.asarray(parameters, dtype=float)
        self.compiled.bind_values(rows)  # refuses what does not fit
        points, weights = shift_points(self.circuit)
        reads = list(self.compiled.parameter_of_angle)
        # (n_starts, 1 + n_points, n_angles): the point itself, then all shifted ones
        angles = rows[:, reads][:, None, :] + np.concatenate([np.zeros((1, len(reads))), points])
        flat_angles = angles.reshape(angles.shape[0] * angles.shape[1], len(reads))
        slots = self.compiled.bind_angles(flat_angles)
        estimates = self._estimates([to_sparse_pauli_op(self.model)], slots)
        energies = estimates.values.reshape(angles.shape[:2])
        return energies[:, 0], energies[:, 1:] @ weights

    def observables(self, parameters: np.ndarray) -> Observables:
        """Return what is measured in the final state of one row of parameters, in one job.

        Args:
            parameters: Array ``(n_params,)``, radians.
        """
        energy = to_sparse_pauli_op(self.model)
        operators = [energy, total_spin_squared_op(self.circuit.n_sites)]
        operators += bond_correlation_ops(self.model.lattice)
        if self.measure_variance:
            operators.append((energy @ energy).simplify())
        values = self._estimates(operators, self.compiled.bind_values(parameters)).values
        variance = float(values[-1] - values[0] ** 2) if self.measure_variance else None
        n_bonds = len(self.model.lattice.bonds)
        bonds = tuple(float(value) for value in values[2 : 2 + n_bonds])
        return Observables(float(values[0]), variance, float(values[1]), bonds)

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(2**n_sites,)``, site 0 leftmost, up first.

        Compiled circuits drop their global phase; the state of a `StatevectorEstimator` without a
        device has it.

        Args:
            parameters: Array ``(n_params,)``, radians.

        Raises:
            NoStateError: If the estimator is a device or has noise.
        """
        bound = self.compiled.bound(parameters)
        circuit, qubit_of_site = on_used_qubits(bound, self.compiled.qubit_of_site)
        amplitudes = final_amplitudes(self.estimator, circuit)
        if amplitudes is None:
            raise NoStateError(
                f"the estimator {type(self.estimator).__name__} gives no amplitudes; use "
                "StatevectorEstimator, or Aer's EstimatorV2 without noise."
            )
        return amplitudes_of_sites(amplitudes, qubit_of_site)

    def _estimates(self, operators: list[SparsePauliOp], slots: np.ndarray) -> Estimates:
        """Return estimates for operators at one row of slots, or one operator at many rows."""
        measured = [self.compiled.observable(operator) for operator in operators]
        observables = measured if len(measured) > 1 else measured[0]
        shape = (len(measured),) if len(measured) > 1 else slots.shape[:-1]
        circuit = self.compiled.isa_circuit
        pub = (circuit, observables, slots) if circuit.num_parameters else (circuit, observables)
        data = self.estimator.run([pub], precision=self.precision).result()[0].data
        values, errors = (
            np.broadcast_to(np.asarray(array, dtype=float), shape)
            for array in (data.evs, data.stds)
        )
        return Estimates(values, errors)
