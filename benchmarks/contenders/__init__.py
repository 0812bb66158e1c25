"""The contenders: each makes a circuit and a model ready in its own best way.

A contender's module is imported in its own process only, so that a package that is not installed
stops nobody else.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import MappingProxyType

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit
from spinnet.cli.step_times import Step


@dataclass(frozen=True)
class Contender:
    """A simulator in the race.

    Args:
        module: The module of this package whose ``prepare`` makes it ready.
        label: What it is called in tables.
        packages: What its version is read from.
        practice: How it is tuned, for the table.
    """

    module: str
    label: str
    packages: tuple[str, ...]
    practice: str


CONTENDERS = MappingProxyType(
    {
        "engine": Contender(
            "engine",
            "**spinnet, sector engine**",
            ("jax",),
            "`SectorBackend`, double precision, one start",
        ),
        "tensorcircuit": Contender(
            "tensorcircuit_scan",
            "TensorCircuit-NG, JAX",
            ("tensorcircuit-ng", "jax"),
            "complex128; one `scan` over blocks, each block checkpointed; every vertex gate one "
            "8 × 8 matrix computed inside `jit`; energy by `PauliStringSum2MVP`",
        ),
        "lightning": Contender(
            "lightning",
            "PennyLane lightning.qubit, adjoint",
            ("pennylane-lightning", "pennylane"),
            "each gate one constant 8 × 8 matrix into the Schur basis, `PhaseShift`, `CRZ`, `CRY`, "
            "`CRZ`, and the matrix back: four differentiated gates, the fewest operations known",
        ),
        "default.qubit": Contender(
            "default_qubit",
            "PennyLane default.qubit, `jax.jit`",
            ("pennylane", "jax"),
            "backpropagation in double precision; one `scan` over blocks of QNodes, each "
            "checkpointed, so that compile time and memory do not grow with depth",
        ),
        "aer": Contender(
            "aer",
            "Qiskit Aer, energy only",
            ("qiskit-aer", "qiskit"),
            "`AerSimulator(method='statevector')`, each vertex gate one unitary, gate fusion on, "
            "one thread or all, whichever is faster, `save_expectation_value`; built anew at each "
            "set of angles, as a search does",
        ),
    }
)
"""Every contender by the name it has on the command line; the engine first, for reference."""


def contender_step(name: str, circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return a contender's step; to be called in its own process.

    Args:
        name: A name of `CONTENDERS`.
        circuit: The circuit.
        model: The model.

    Raises:
        ImportError: If its packages are not installed.
    """
    module = importlib.import_module(f"benchmarks.contenders.{CONTENDERS[name].module}")
    step: Step = module.prepare(circuit, model)
    return step
