"""Evaluations and seconds to a relative error of 1e-6: L-BFGS, natural gradient, Gauss-Newton.

    python benchmarks/optimizers.py [LATTICE ...]

The default circuit of each lattice, two seeds, everything compiled beforehand.
"""

from __future__ import annotations

import sys
import time

from hamiltonians import HeisenbergModel, ground_state, heisenberg, named_lattice
from spinnet.backends import AbstractBackend, AbstractEvaluator
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import Circuit
from spinnet.cli.circuit_choice import AUTOMATIC, choose_circuit
from spinnet.vqe import OPTIMIZERS, minimise

TARGET = 1e-6


class _Compiled(AbstractBackend):
    """The sector backend with one evaluator for all searches."""

    name = "sector"

    def __init__(self) -> None:
        self._evaluator: AbstractEvaluator | None = None

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> AbstractEvaluator:
        """Return the one evaluator."""
        self._evaluator = self._evaluator or SectorBackend().evaluator(circuit, model)
        return self._evaluator


def default_circuit(name: str) -> Circuit:
    """Return the circuit that the command line takes for a lattice."""
    lattice = named_lattice(name)
    return choose_circuit(
        lattice, AUTOMATIC, layers=None, real=None, sharing="none", two_total=lattice.n_sites % 2
    )


def main(names: list[str]) -> None:
    """Print the table."""
    print(f"{'lattice':12} {'angles':>6} {'optimiser':14} {'seed':>4} {'evaluations':>11} {'s':>7}")
    for name in names:
        circuit, model, backend = (
            default_circuit(name),
            heisenberg(named_lattice(name)),
            _Compiled(),
        )
        options = {"backend": backend, "exact_energy": ground_state(model).energy}
        for optimizer in OPTIMIZERS:
            if optimizer == "adam":
                continue
            minimise(circuit, model, optimizer=optimizer, max_evaluations=2, **options)
            for seed in (0, 1):
                began = time.perf_counter()
                result = minimise(
                    circuit, model, optimizer=optimizer, seed=seed, target_error=TARGET, **options
                )
                seconds = time.perf_counter() - began
                reached = (
                    "" if result.relative_error <= TARGET else f"  {result.relative_error:.1e}"
                )
                print(
                    f"{name:12} {circuit.n_params:6} {optimizer:14} {seed:4} "
                    f"{result.n_evaluations:11} {seconds:7.2f}{reached}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:] or ["chain-12", "kagome-12"])
