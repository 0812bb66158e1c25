"""`spinnet exact`: the lowest levels of a model, by plain diagonalisation or Lanczos."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import ExactResult, HeisenbergModel, ground_state, heisenberg
from hamiltonians.exact import LARGEST_SECTOR
from spinnet.cli.exact_sectors import lowest_of_each, sector_rows, sector_summary
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.options import AsJson, Graph, LatticeName, SecondNeighbour
from spinnet.cli.output import print_json, print_table, spin_number
from spinnet.su2 import Spin

Spins = Annotated[
    str | None,
    typer.Option(
        "--spin",
        metavar="S",
        help="Total spin, 0, 1/2, 1, ..., or several: 0,1 gives the spin gap. By default that of "
        "the ground state; the smallest where plain diagonalisation is too large.",
    ),
]
States = Annotated[
    int | None,
    typer.Option("--states", metavar="N", help="How many states of each spin; by default 1."),
]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance", metavar="X", help="Residual norm that Lanczos ends at; by default 1e-8."
    ),
]
Vectors = Annotated[
    int | None,
    typer.Option(
        "--vectors",
        metavar="N",
        help="Vectors that Lanczos keeps; 2 is the leanest. By default what fits.",
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option("--max-seconds", metavar="X", help="Stop then; with --out the work is kept."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the start vectors.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder for checkpoints of Lanczos; the same command on it continues.",
    ),
]


def command(
    lattice: LatticeName = None,
    graph: Graph = None,
    spin: Spins = None,
    states: States = None,
    tolerance: Tolerance = None,
    vectors: Vectors = None,
    max_seconds: Seconds = None,
    seed: Seed = 0,
    out: Out = None,
    j2: SecondNeighbour = None,
    as_json: AsJson = False,
) -> None:
    """Find the lowest levels of a Heisenberg model, each with its residual."""
    cluster = read_lattice(lattice, graph, j2)
    model = heisenberg(cluster)
    asked = _asked_spins(spin, cluster.n_sites)
    in_sectors = len(asked) > 1 or any(
        one is not None for one in (states, tolerance, vectors, max_seconds, out)
    )
    if in_sectors or not _is_small(model, asked):
        found = lowest_of_each(
            model,
            [two for two in asked if two is not None] or [cluster.n_sites % 2],
            1 if states is None else states,
            tolerance=1e-8 if tolerance is None else tolerance,
            max_vectors=vectors,
            max_seconds=max_seconds,
            seed=seed,
            out=out,
            progress=not as_json,
        )
        if as_json:
            print_json(sector_summary(cluster.name, found))
        else:
            print_table(f"{cluster.name}: lowest states of each spin", sector_rows(found))
        return
    result = ground_state(model, asked[0], seed=seed)
    summary = exact_summary(cluster.name, result)
    if as_json:
        print_json(summary)
    else:
        print_table(
            f"{cluster.name}: lowest level{f' of spin {spin}' if spin else ''}", rows(result)
        )


def _asked_spins(spin: str | None, n_sites: int) -> tuple[int | None, ...]:
    """Return twice each spin of a list such as ``0,1``; None where none was asked for."""
    if spin is None:
        return (None,)
    found = [read_two_total(word.strip(), n_sites) for word in spin.split(",")]
    return tuple(dict.fromkeys(found))


def _is_small(model: HeisenbergModel, asked: tuple[int | None, ...]) -> bool:
    """Whether plain diagonalisation takes the model: it resolves the spin by itself."""
    least = min((two for two in asked if two is not None), default=model.n_sites % 2)
    return math.comb(model.n_sites, (model.n_sites - least) // 2) <= LARGEST_SECTOR


def rows(result: ExactResult) -> list[tuple[str, object]]:
    """Return an exact result as names and values for people."""
    return [
        ("sites", result.n_sites),
        ("energy", f"{result.energy:.12f}"),
        ("energy per site", f"{result.energy_per_site:.12f}"),
        ("total spin", Spin(f"{result.two_total}/2")),
        ("degeneracy", result.degeneracy),
        ("residual", f"{result.residual:.1e}"),
    ]


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
