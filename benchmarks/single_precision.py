"""What single precision costs: energies, gradients and norms against double precision.

Run it from the root of the repository: ``python -m benchmarks.single_precision``. It prints a
Markdown table. Gates keep the norm, their rounded matrices do not; what the engines return is
divided by the squared norm, and the column before says what it would be without.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax
import numpy as np

from benchmarks.cases import circuit_on
from hamiltonians import HeisenbergModel, heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import Circuit
from spinnet.sector.choice import EngineName

CASES = (
    ("triangular-chain-20", "paper", 5),
    ("kagome-18-sheared", "bow-ties", 8),
    ("kagome-24", "triangles", 8),
    ("kagome-24", "bow-ties", 4),
    ("kagome-24", "bow-ties", 12),
)
"""A lattice, where gates act or "paper", and how many layers or blocks."""

GPU_CASE = ("kagome-30", "bow-ties", 8)
"""One more where plain JAX does not take minutes for it."""

SCALE = 0.1
"""Standard deviation of the angles, radians."""


def main() -> None:
    print("| circuit | engine | squared norm - 1 | energy, undivided | energy | gradient |")
    print("|---|---|---|---|---|---|")
    on_cpu = jax.default_backend() == "cpu"
    engines: tuple[EngineName, ...] = ("jax", "loops" if on_cpu else "bundles")
    for name, kind, layers in CASES if on_cpu else (*CASES, GPU_CASE):
        lattice = named_lattice(name)
        for row in _rows(circuit_on(lattice, kind, layers), heisenberg(lattice), engines):
            print(f"| {name}, {layers} x {kind} | {row} |", flush=True)


def _rows(circuit: Circuit, model: HeisenbergModel, engines: Sequence[EngineName]) -> list[str]:
    angles = SCALE * np.random.default_rng(0).normal(size=(1, circuit.n_params))
    energy, gradient = SectorBackend().evaluator(circuit, model).energies_and_gradients(angles)
    found = []
    for name in engines:
        evaluator = SectorBackend("single", engine=name).evaluator(circuit, model)
        own, slope = evaluator.energies_and_gradients(angles)
        norm = float(np.sum(np.abs(evaluator.state(angles[0]).astype(complex)) ** 2))
        errors = (
            norm - 1,
            float(own[0] * norm / energy[0]) - 1,
            float(own[0] / energy[0]) - 1,
            float(np.linalg.norm(slope - gradient) / np.linalg.norm(gradient)),
        )
        found.append(" | ".join([name, *(f"{one:.1e}" for one in errors)]))
    return found


if __name__ == "__main__":
    main()
