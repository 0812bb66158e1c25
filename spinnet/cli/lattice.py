"""`spinnet lattice`: what a named or given lattice looks like."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import Lattice, lattice_names
from spinnet import plots
from spinnet.circuits import singlet_covering
from spinnet.cli.inputs import read_lattice
from spinnet.cli.options import AsJson, Graph, LatticeName, SecondNeighbour
from spinnet.cli.output import note, print_json, print_table
from spinnet.cli.pictures import save_picture


def command(
    lattice: LatticeName = None,
    graph: Graph = None,
    j2: SecondNeighbour = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Write pictures: .png and .svg.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a lattice; without a name or a graph, list the names that are known."""
    if lattice is None and graph is None:
        if plot is not None or j2 is not None:
            raise ValueError("--plot and --j2 need a lattice; name a LATTICE, or give --graph.")
        _print_names(as_json)
        return
    cluster = read_lattice(lattice, graph, j2)
    if plot is not None:
        figure = plots.plot_lattice(cluster, covering=singlet_covering(cluster))
        note(f"pictures: {' '.join(map(str, save_picture(figure, plot)))}")
    if as_json:
        print_json(lattice_summary(cluster))
    else:
        print_table(cluster.name, _rows(cluster))


def lattice_summary(lattice: Lattice) -> dict[str, Any]:
    """Return the JSON form of a lattice; ``Lattice.from_json`` reads it back.

    Args:
        lattice: Any lattice.
    """
    return {
        **lattice.to_json(),
        "n_bonds": len(lattice.bonds),
        "n_triangles": len(lattice.triangles),
        "is_bipartite": lattice.is_bipartite(),
    }


def _rows(lattice: Lattice) -> list[tuple[str, object]]:
    kinds = Counter((bond.kind, bond.coupling, bond.multiplicity) for bond in lattice.bonds)
    corners = Counter(triangle.kind for triangle in lattice.triangles)
    return [
        ("sites", lattice.n_sites),
        ("bonds", _listed(f"{n} {_bond_text(*kind)}" for kind, n in kinds.items())),
        ("triangles", _listed(f"{n} {kind}" for kind, n in corners.items()) or "none"),
        ("bipartite", "yes" if lattice.is_bipartite() else "no"),
        ("torus", ", ".join(f"({x:g}, {y:g})" for x, y in lattice.period) or None),
        ("start covering", singlet_covering(lattice)),
    ]


def _bond_text(kind: str, coupling: float, multiplicity: int) -> str:
    return f"{kind} (J = {coupling:g}{f', {multiplicity} times' if multiplicity > 1 else ''})"


def _listed(parts: Any) -> str:
    words = list(parts)
    return ", ".join(words[:8]) + (f", and {len(words) - 8} more kinds" if len(words) > 8 else "")


def _print_names(as_json: bool) -> None:
    names = lattice_names()
    if as_json:
        print_json({"lattices": list(names)})
        return
    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(name.split("-")[0], []).append(name)
    print_table("known lattices", [(family, " ".join(known)) for family, known in families.items()])
