"""Which pictures a command writes, and under which names."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING

from hamiltonians import Lattice
from spinnet import plots
from spinnet.circuits import Circuit
from spinnet.vqe import VQEResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ENDINGS = ("", ".png", ".svg")


def save_picture(figure: Figure, path: Path) -> tuple[Path, Path]:
    """Write a picture as PNG and as SVG.

    Args:
        figure: The picture.
        path: Where, with or without the ending .png or .svg.

    Returns:
        The two files.

    Raises:
        ValueError: If the path has another ending.
        OSError: If the folder cannot be written.
    """
    if path.suffix not in _ENDINGS:
        raise ValueError(f"a picture ends in .png or .svg; got {path.name!r}.")
    return plots.save(figure, path.with_suffix(""))


def save_run(
    result: VQEResult, lattice: Lattice, circuit: Circuit, folder: Path
) -> tuple[Path, ...]:
    """Write the pictures of a search: its course, the final state on the lattice, the circuit.

    Args:
        result: What the search found.
        lattice: Where the spins are.
        circuit: What was run.
        folder: Where to write.

    Returns:
        The files.

    Raises:
        OSError: If the folder cannot be written.
    """
    coupled, correlations = _coupled_bonds(lattice, result.bond_correlations)
    figures = {
        "history": plots.plot_history(_energies(result), exact_energy=result.exact_energy or None),
        "lattice": plots.plot_lattice(coupled, covering=circuit.initial, correlations=correlations),
        "circuit": plots.plot_circuit(circuit),
    }
    return tuple(
        path for name, figure in figures.items() for path in plots.save(figure, folder / name)
    )


def _coupled_bonds(
    lattice: Lattice, correlations: tuple[float, ...]
) -> tuple[Lattice, tuple[float, ...]]:
    """Leave out bonds without coupling, whose correlation is not a number."""
    measured = [number for number, value in enumerate(correlations) if math.isfinite(value)]
    bonds = tuple(lattice.bonds[number] for number in measured)
    edges = {bond.sites for bond in bonds}
    triangles = tuple(t for t in lattice.triangles if edges.issuperset(t.edges))
    coupled = dataclasses.replace(lattice, bonds=bonds, triangles=triangles)
    return coupled, tuple(correlations[number] for number in measured)


def _energies(result: VQEResult) -> list[list[float]]:
    """Return the energies of each start, in the order of evaluation."""
    by_start: dict[int, list[float]] = {}
    for record in result.history:
        by_start.setdefault(record.start, []).append(record.energy)
    return [by_start[start] for start in sorted(by_start)]
