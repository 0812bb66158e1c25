"""`spinnet exact`: the lowest level of a small model by plain diagonalisation."""

from __future__ import annotations

from typing import Any

from hamiltonians import ExactResult, ground_state, heisenberg
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.options import AsJson, Graph, LatticeName, SecondNeighbour, TotalSpin
from spinnet.cli.output import print_json, print_table, spin_number
from spinnet.su2 import Spin


def command(
    lattice: LatticeName = None,
    graph: Graph = None,
    spin: TotalSpin = None,
    j2: SecondNeighbour = None,
    as_json: AsJson = False,
) -> None:
    """Diagonalise a small Heisenberg model; without --spin, find the lowest sector."""
    cluster = read_lattice(lattice, graph, j2)
    two_total = read_two_total(spin, cluster.n_sites)
    result = ground_state(heisenberg(cluster), two_total)
    summary = exact_summary(cluster.name, result)
    if as_json:
        print_json(summary)
        return
    energies = (f"{summary[key]:.12f}" for key in ("energy", "energy_per_site"))
    print_table(
        f"{cluster.name}: lowest level{f' of spin {spin}' if spin else ''}",
        [
            ("sites", cluster.n_sites),
            ("energy", next(energies)),
            ("energy per site", next(energies)),
            ("total spin", Spin(f"{result.two_total}/2")),
            ("degeneracy", result.degeneracy),
            ("residual", f"{result.residual:.1e}"),
        ],
    )


def exact_summary(name: str, result: ExactResult) -> dict[str, Any]:
    """Return the JSON form of an exact result.

    Args:
        name: Name of the lattice.
        result: What diagonalisation gave.
    """
    return {
        "lattice": name,
        "n_sites": result.n_sites,
        "total_spin": spin_number(result.two_total),
        "energy": result.energy,
        "energy_per_site": result.energy_per_site,
        "degeneracy": result.degeneracy,
        "residual": result.residual,
    }
