"""Search the ground state of kagome-30 with gates on bow ties, as far as the time given goes.

A bow tie is two triangles that share a corner: five sites, on which a real vertex gate has sixteen
angles. Run it from the root of the repository on a machine with a GPU:

    python -m benchmarks.kagome_30 [RUN FOLDER [SECONDS]]

The search runs in single precision, the last energy in double. The same command on the same folder
goes on where it stopped, or was stopped. The exact energy, which errors are measured against, is
looked up.
"""

from __future__ import annotations

import sys
import time

from benchmarks.supports import bow_ties
from hamiltonians import heisenberg, named_lattice, reference
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import ansatz
from spinnet.vqe import Step, minimise

LATTICE = "kagome-30"
LAYERS = 8
SHOWN = 10  # evaluations from line to line


def main(folder: str = f"runs/{LATTICE}", seconds: str = "600") -> None:
    lattice = named_lattice(LATTICE)
    exact = reference(LATTICE)
    assert exact is not None
    circuit, model = ansatz(lattice, bow_ties(lattice), layers=LAYERS), heisenberg(lattice)
    print(circuit, flush=True)
    began = time.perf_counter()

    def report(step: Step) -> bool:
        passed = time.perf_counter() - began
        if step.number % SHOWN == 1:
            error = step.best.relative_error
            print(f"{step.number:5d}  error {error:.3e}  {passed:.0f} s", flush=True)
        return passed > float(seconds)

    result = minimise(
        circuit,
        model,
        backend=SectorBackend(precision="single"),
        optimizer="metric-lbfgs",
        seed=0,
        max_evaluations=10_000,
        exact_energy=exact.energy,
        run_folder=folder,
        callback=report,
    )
    print(f"{result.n_evaluations} evaluations in {time.perf_counter() - began:.0f} s", flush=True)
    print(f"energy {result.energy:.8f}, relative error {result.relative_error:.3e}", flush=True)
    double = SectorBackend().evaluator(circuit, model).energy(result.parameters)
    error = (double - exact.energy) / abs(exact.energy)
    print(f"in double precision {double:.8f}, relative error {error:.3e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
