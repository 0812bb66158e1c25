"""Time one energy and one gradient of the sector engine on the circuits that the docs quote.

Run it from the root of the repository: ``python -m benchmarks.engine_step [NAME ...]``. It prints a
Markdown table with the device; what comes before the first gradient is line orders, tables and
compiling. Without names it takes the circuits that are quoted for a CPU, or on a GPU for that.
"""

from __future__ import annotations

import sys
import time

import jax
import numpy as np

from benchmarks.cases import circuit_on
from hamiltonians import heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend, SectorEvaluator
from spinnet.sector.program import Precision

Case = tuple[str, str, int, Precision]
"""A lattice, where gates act or "paper", how many layers or blocks, and the precision."""

CASES: dict[str, Case] = {
    "paper chain, 5 blocks": ("triangular-chain-20", "paper", 5, "double"),
    "real chain, 4 layers": ("triangular-chain-20", "triples", 4, "double"),
    "paper kagome, 24 blocks": ("kagome-18-sheared", "paper", 24, "double"),
    "kagome-12, default": ("kagome-12", "triangles+paths", 4, "double"),
    "kagome-24, 8 layers": ("kagome-24", "triangles", 8, "double"),
}
GPU_CASES: dict[str, Case] = {
    "paper chain, 5 blocks": CASES["paper chain, 5 blocks"],
    "kagome-30, 8 layers of bow ties": ("kagome-30", "bow-ties", 8, "single"),
    "kagome-30, 4 layers of bow ties and hexagons": (
        "kagome-30",
        "bow-ties+hexagons",
        4,
        "single",
    ),
    "kagome-36, 4 layers of triangles": ("kagome-36", "triangles", 4, "single"),
}
MANY_STARTS = 16
"""Sets of angles in one batch, beside one alone."""

LARGE = 1_000_000
"""Dimension from which on there is one start alone."""


def main() -> None:
    cases = CASES if jax.default_backend() == "cpu" else GPU_CASES
    known = CASES | GPU_CASES
    names = sys.argv[1:] or list(cases)
    for name in names:
        if name not in known:
            print(
                f"NAME {name!r} is none of the circuits: {', '.join(map(repr, known))}.",
                file=sys.stderr,
            )
            sys.exit(2)
    print(f"device: {jax.devices()[0].device_kind}, jax {jax.__version__}\n")
    print("| circuit | dimension | angles | starts | first gradient | energy | with gradient |")
    print("|---|---|---|---|---|---|---|")
    for name in names:
        for line in rows(name, known[name]):
            print(line, flush=True)


def rows(name: str, case: Case) -> list[str]:
    """Return the lines of the table for a circuit: of one start, and of many if it is small."""
    lattice_name, kind, layers, precision = case
    lattice = named_lattice(lattice_name)
    circuit = circuit_on(lattice, kind, layers)
    found = []
    for n_starts in (1, MANY_STARTS):
        rng = np.random.default_rng(0)
        parameters = rng.normal(scale=0.1, size=(n_starts, circuit.n_params))
        began = time.perf_counter()
        evaluator = SectorBackend(precision=precision).evaluator(circuit, heisenberg(lattice))
        evaluator.energies_and_gradients(parameters)
        first = time.perf_counter() - began
        energy, gradient = times(evaluator, parameters)
        dimension = evaluator.engine.basis.dimension
        found.append(
            f"| {name}, {precision} | {dimension} | {circuit.n_params} | {n_starts} | "
            f"{first:.1f} s | {energy * 1e3:.1f} ms | {gradient * 1e3:.1f} ms |"
        )
        if dimension >= LARGE:
            break
    return found


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
