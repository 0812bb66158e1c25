"""Search the ground state of kagome-30 with gates on bow ties, as far as the time given goes.

A bow tie is two triangles that share a corner: five sites, on which a real vertex gate has sixteen
angles. Run it from the root of the repository on a machine with a GPU:

    python -m benchmarks.kagome_30 [RUN FOLDER [SECONDS]]

The same command on the same folder goes on where it stopped, or was stopped. The exact energy,
which errors are measured against, is looked up.
"""

from __future__ import annotations

import sys
import time

from benchmarks.supports import bow_ties
from hamiltonians import heisenberg, named_lattice, reference
from spinnet.circuits import ansatz
from spinnet.vqe import minimise

LAYERS = 4


def main(folder: str = "runs/kagome-30", seconds: str = "600") -> None:
    lattice = named_lattice("kagome-30")
    exact = reference("kagome-30")
    assert exact is not None
    circuit = ansatz(lattice, bow_ties(lattice), layers=LAYERS)
    print(circuit, flush=True)
    began = time.perf_counter()
    result = minimise(
        circuit,
        heisenberg(lattice),
        seed=0,
        max_evaluations=10_000,
        exact_energy=exact.energy,
        run_folder=folder,
        progress=True,
        callback=lambda step: time.perf_counter() - began > float(seconds),
    )
    print(f"{result.n_evaluations} evaluations in {time.perf_counter() - began:.0f} s")
    print(f"energy {result.energy:.8f}, relative error {result.relative_error:.2e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
