"""A search on kagome-12 from four starts, seed 1: its course, and the correlations it ends with.

The pictures go to docs/images; about two minutes on two cores.
"""

from __future__ import annotations

from pathlib import Path

from hamiltonians import ground_state, heisenberg, named_lattice
from spinnet.circuits import ansatz
from spinnet.plots import plot_lattice, save
from spinnet.vqe import minimise

IMAGES = Path(__file__).parents[1] / "docs" / "images"


def draw() -> None:
    lattice = named_lattice("kagome-12")
    model = heisenberg(lattice)
    result = minimise(
        ansatz(lattice, "triangles+paths", layers=3),
        model,
        starts=4,
        seed=1,
        max_evaluations=300,
        exact_energy=ground_state(model).energy,
    )
    save(result.plot(), IMAGES / "history-kagome-12")
    figure = plot_lattice(lattice, correlations=result.bond_correlations)
    save(figure, IMAGES / "correlations-kagome-12")


if __name__ == "__main__":
    draw()
