"""Time one energy and one gradient of the sector engine on the circuits that the docs quote.

Run it from the root of the repository: ``python benchmarks/engine_step.py [NAME ...]``. It prints a
Markdown table with the device; the time to compile is everything before the first result.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import jax
import numpy as np

from hamiltonians import Lattice, heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend, SectorEvaluator
from spinnet.circuits import Circuit, ansatz
from spinnet.circuits.paper import paper_circuit

CASES: dict[str, tuple[str, Callable[[Lattice], Circuit]]] = {
    "paper chain, 5 blocks": ("triangular-chain-20", lambda one: paper_circuit(one, blocks=5)),
    "real chain, 4 layers": ("triangular-chain-20", lambda one: ansatz(one, "triples", layers=4)),
    "paper kagome, 24 blocks": ("kagome-18-sheared", lambda one: paper_circuit(one, blocks=24)),
    "kagome-12, default": ("kagome-12", lambda one: ansatz(one, "triangles+paths", layers=4)),
    "kagome-24, 8 layers": ("kagome-24", lambda one: ansatz(one, "triangles", layers=8)),
}


def main() -> None:
    names = sys.argv[1:] or list(CASES)
    print(f"device: {jax.devices()[0]}, jax {jax.__version__}\n")
    print("| circuit | dimension | angles | starts | compile | energy | with gradient |")
    print("|---|---|---|---|---|---|---|")
    for name in names:
        for n_starts in (1, 4):
            print(row(name, n_starts), flush=True)


def row(name: str, n_starts: int) -> str:
    """Return one line of the table."""
    lattice_name, build = CASES[name]
    lattice = named_lattice(lattice_name)
    circuit = build(lattice)
    rng = np.random.default_rng(0)
    parameters = rng.normal(scale=0.1, size=(n_starts, circuit.n_params))
    began = time.perf_counter()
    evaluator = SectorBackend().evaluator(circuit, heisenberg(lattice))
    evaluator.energies_and_gradients(parameters)
    compiled = time.perf_counter() - began
    energy, gradient = times(evaluator, parameters)
    return (
        f"| {name} | {evaluator.engine.basis.dimension} | {circuit.n_params} | {n_starts} | "
        f"{compiled:.1f} s | {energy * 1e3:.1f} ms | {gradient * 1e3:.1f} ms |"
    )


def times(evaluator: SectorEvaluator, parameters: np.ndarray) -> list[float]:
    """Return the best of five times of an energy and of a gradient, in seconds."""
    best = []
    for call in (evaluator.energies, evaluator.energies_and_gradients):
        call(parameters)
        found = []
        for _ in range(5):
            began = time.perf_counter()
            call(parameters)
            found.append(time.perf_counter() - began)
        best.append(min(found))
    return best


if __name__ == "__main__":
    main()
