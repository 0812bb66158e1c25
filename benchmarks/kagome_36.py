"""Search the ground state of kagome-36 with real gates on triangles, in single precision.

Run it from the root of the repository on a machine with a GPU of 40 GB or more:

    python -m benchmarks.kagome_36 [RUN FOLDER [SECONDS]]

It prints a line for each evaluation. The same command on the same folder goes on where it stopped,
or was killed; at most the evaluation under way is lost. The exact energy is looked up.
"""

from __future__ import annotations

import sys
import time

from hamiltonians import heisenberg, named_lattice, reference
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import triangle_ansatz
from spinnet.vqe import Step, minimise

LATTICE = "kagome-36"
LAYERS = 4
SCALE = 0.8
"""Of the starting angles: near the identity searches stay long at the energy of singlet pairs."""


def main(folder: str = f"runs/{LATTICE}", seconds: str = "600") -> None:
    lattice = named_lattice(LATTICE)
    exact = reference(LATTICE)
    assert exact is not None
    circuit = triangle_ansatz(lattice, layers=LAYERS)
    print(circuit, flush=True)
    began = time.perf_counter()

    def report(step: Step) -> bool:
        passed = time.perf_counter() - began
        print(f"{_line(step)}  {passed:.1f} s", flush=True)
        return passed > float(seconds)

    result = minimise(
        circuit,
        heisenberg(lattice),
        backend=SectorBackend(precision="single"),
        seed=0,
        initial_scale=SCALE,
        max_evaluations=10_000,
        exact_energy=exact.energy,
        run_folder=folder,
        callback=report,
    )
    print(f"{result.n_evaluations} evaluations in {time.perf_counter() - began:.0f} s")
    print(f"energy {result.energy:.8f}, relative error {result.relative_error:.2e}")


def _line(step: Step) -> str:
    (one,) = step.records
    return f"{one.evaluation:5d}  {one.energy:.8f}  error {one.relative_error:.2e}"


if __name__ == "__main__":
    main(*sys.argv[1:])
