"""The estimator's route: the runtime measures and mitigates, and gives expectation values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from hamiltonians import HeisenbergModel
from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.estimates import Estimate, HardwareEstimates
from spinnet.backends.ibm.primitives import SendingOptions, run_estimator
from spinnet.backends.ibm.work import AbstractWork, Arrays, MalformedResultError, digest_of
from spinnet.backends.qiskit import (
    CompiledCircuit,
    bond_correlation_ops,
    to_sparse_pauli_op,
    total_spin_squared_op,
)

BASES = 3  # XX, YY and ZZ strings are measured one after the other


@dataclass(frozen=True, eq=False)
class EstimationWork(AbstractWork):
    """One circuit whose operators the runtime estimates.

    Args:
        key: Name of the job in the run.
        circuit: A circuit for the device without free parameters and measurements.
        operators: What is estimated, on the device's qubits.
        shots: Shots of each basis, from which the wished precision is made.
        resilience_level: The runtime's, 0 to 2.
    """

    key: str
    circuit: QuantumCircuit
    operators: tuple[SparsePauliOp, ...]
    shots: int
    resilience_level: int

    @property
    def circuits(self) -> tuple[QuantumCircuit, ...]:  # type: ignore[override]
        """The circuit."""
        return (self.circuit,)

    @property
    def n_circuits(self) -> int:  # type: ignore[override]
        """Number of circuits, one for each basis; the runtime's mitigation adds to them."""
        return BASES

    @property
    def n_shots(self) -> int:  # type: ignore[override]
        """Number of shots of all bases; the runtime's mitigation adds to them."""
        return BASES * self.shots

    @property
    def digest(self) -> str:
        """Tells circuit, operators and options from any others."""
        terms = [operator.to_sparse_list() for operator in self.operators]
        return digest_of((terms, self.shots, self.resilience_level), self.circuits)

    def submit(self, device: Device, mode: Any, options: SendingOptions) -> Any:
        """Send it to the estimator and return the job.

        Args:
            device: Where to.
            mode: A backend, a batch or a session.
            options: Tag, limits and seed.
        """
        pub = (self.circuit, list(self.operators))
        return run_estimator(device, mode, [pub], self.shots, self.resilience_level, options)

    def read(self, result: Any) -> Arrays:
        """Return the arrays "values" and "errors", one number for each operator.

        Args:
            result: The job's result.

        Raises:
            MalformedResultError: If numbers are missing or not finite.
        """
        try:
            data = result[0].data
            arrays = {
                "values": np.asarray(data["evs"], dtype=float),
                "errors": np.asarray(data["stds"], dtype=float),
            }
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise MalformedResultError(f"it holds no expectation values ({error})") from error
        for name, array in arrays.items():
            if array.shape != (len(self.operators),) or not np.all(np.isfinite(array)):
                raise MalformedResultError(
                    f"{name} must be {len(self.operators)} finite numbers; they have shape "
                    f"{array.shape}"
                )
        return arrays


def estimation_work(
    key: str,
    compiled: CompiledCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    *,
    shots: int,
    resilience_level: int,
) -> EstimationWork:
    """Return the work that estimates energy, S^2 and bond correlations.

    Args:
        key: Name of the job in the run.
        compiled: The circuit, compiled for the device.
        model: The model.
        parameters: The circuit's parameters ``(n_params,)``, radians.
        shots: Shots of each basis.
        resilience_level: The runtime's, 0 to 2.
    """
    operators = [to_sparse_pauli_op(model), total_spin_squared_op(model.n_sites)]
    operators += bond_correlation_ops(model.lattice)
    placed = tuple(compiled.observable(operator) for operator in operators)
    return EstimationWork(key, compiled.bound(parameters), placed, shots, resilience_level)


def read_estimates(work: EstimationWork, arrays: Arrays) -> HardwareEstimates:
    """Return what the runtime estimated in the form of all estimates.

    Args:
        work: What was asked.
        arrays: What `EstimationWork.read` returned.
    """
    values, errors = (tuple(map(float, arrays[name])) for name in ("values", "errors"))
    level = work.resilience_level
    name = "raw" if level == 0 else f"resilience-{level}"
    estimate = Estimate(
        name=name,
        energy=values[0],
        error=errors[0],
        bond_correlations=values[2:],
        bond_errors=errors[2:],
        total_spin_squared=values[1],
        total_spin_squared_error=errors[1],
        kept_fraction=1.0,
        n_shots=work.n_shots,
    )
    return HardwareEstimates((estimate,), name)
