"""The Qiskit backend: spinnet circuits on any V2 estimator, exact, noisy or a device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qiskit.primitives import BaseEstimatorV2, StatevectorEstimator
from qiskit.providers import BackendV2
from qiskit.transpiler import Target

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend
from spinnet.backends.qiskit.compiled import CompiledCircuit
from spinnet.backends.qiskit.compiling import compile_circuit, uncompiled
from spinnet.backends.qiskit.evaluator import QiskitEvaluator
from spinnet.circuits import Circuit, check_sizes


@dataclass(frozen=True)
class QiskitBackend(AbstractBackend):
    """Any Qiskit V2 estimator as a backend.

    The exact `StatevectorEstimator` gets vertex gates whole, as matrices. Every other estimator
    gets a circuit lowered once to the target, in the structures with the fewest two-qubit gates,
    and bound by numpy.

    Args:
        estimator: `StatevectorEstimator`, Aer's `EstimatorV2` (with noise if it has a noise
            model), `BackendEstimatorV2`, or a runtime estimator.
        device: Target or backend to lower to; None is the estimator's own backend if it names
            one, else a simulator with RZ, SX, X and CX everywhere.
        precision: Wished standard error of every expectation value; None is the estimator's own.
        optimization_level: Qiskit's, 0 to 3.
        seeds: Seeds of the transpiler; the cheapest result is kept.
        measure_variance: Whether `observables` estimates the energy variance too.

    Example:
        >>> from hamiltonians import chain, heisenberg
        >>> from spinnet.circuits import path_ansatz
        >>> lattice = chain(4)
        >>> circuit = path_ansatz(lattice, layers=1)
        >>> evaluator = QiskitBackend().evaluator(circuit, heisenberg(lattice))
        >>> round(evaluator.energy([0.0] * 2), 12)
        -1.5
    """

    estimator: BaseEstimatorV2 = field(default_factory=StatevectorEstimator)
    device: Target | BackendV2 | None = None
    precision: float | None = None
    optimization_level: int = 3
    seeds: Sequence[int] = (0,)
    measure_variance: bool = False
    name: str = "qiskit"

    def __post_init__(self) -> None:
        if not callable(getattr(self.estimator, "run", None)):
            raise TypeError(
                f"estimator must be a V2 estimator with a run method; got "
                f"{type(self.estimator).__name__}."
            )

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> QiskitEvaluator:
        """Return the evaluator of a circuit under a model; compiles the circuit once.

        Args:
            circuit: The circuit.
            model: The model.

        Raises:
            ValueError: If their numbers of sites differ, or the device is too small.
        """
        check_sizes(circuit, model)
        return QiskitEvaluator(
            circuit,
            model,
            self.compile(circuit),
            self.estimator,
            self.precision,
            self.measure_variance,
        )

    def compile(self, circuit: Circuit) -> CompiledCircuit:
        """Return the circuit as this backend will send it.

        Args:
            circuit: The circuit.
        """
        device = self.device or _backend_of(self.estimator)
        if device is None and isinstance(self.estimator, StatevectorEstimator):
            return uncompiled(circuit)
        return compile_circuit(
            circuit, device, optimization_level=self.optimization_level, seeds=self.seeds
        )


def _backend_of(estimator: BaseEstimatorV2) -> BackendV2 | None:
    """Return the backend an estimator names: an attribute in Qiskit, a method in the runtime."""
    backend = getattr(estimator, "backend", None)
    if callable(backend) and not isinstance(backend, BackendV2):
        backend = backend()
    return backend if isinstance(backend, BackendV2) else None
