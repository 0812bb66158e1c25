"""`spinnet exact`: the lowest levels of a model, by plain diagonalisation or Lanczos."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from hamiltonians import ExactResult, HeisenbergModel, ground_state, heisenberg
from hamiltonians.exact import LARGEST_SECTOR
from spinnet.cli.exact_sectors import LanczosOptions, lowest_of_each, sector_rows, sector_summary
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.options import AsJson, Graph, LatticeName, SecondNeighbour
from spinnet.cli.output import print_json, print_table, spin_number
from spinnet.cli.sector_choice import likely_spin
from spinnet.su2 import Spin

Spins = Annotated[
    str | None,
    typer.Option(
        "--spin",
        metavar="S",
        help="Total spin, 0, 1/2, 1, ..., or several: 0,1 gives the spin gap. By default that of "
        "the ground state; with Lanczos what is likely: the smallest, if there is frustration.",
    ),
]


@with_option_groups
def command(
    lattice: LatticeName = None,
    graph: Graph = None,
    spin: Spins = None,
    *,
    lanczos: LanczosOptions,
    j2: SecondNeighbour = None,
    as_json: AsJson = False,
) -> None:
    """Find the lowest levels of a Heisenberg model, each with its residual."""
    cluster = read_lattice(lattice, graph, j2)
    model = heisenberg(cluster)
    asked = _asked_spins(spin, cluster.n_sites)
    if lanczos.seed < 0:
        raise ValueError(f"--seed must be at least 0; got {lanczos.seed}.")
    if len(asked) > 1 or lanczos.is_asked or not _is_small(model, asked):
        _show_sectors(model, asked, lanczos, as_json=as_json)
    else:
        _show_level(model, asked[0], lanczos.seed, as_json=as_json)


def _show_sectors(
    model: HeisenbergModel, asked: tuple[int | None, ...], lanczos: LanczosOptions, *, as_json: bool
) -> None:
    """Show the lowest states of each spin; of the likely one if none was asked for."""
    name = model.lattice.name
    spins = [two for two in asked if two is not None] or [likely_spin(model)]
    found = lowest_of_each(model, spins, lanczos, progress=not as_json)
    if as_json:
        print_json(sector_summary(name, found))
    else:
        print_table(f"{name}: lowest states of each spin", sector_rows(found))


def _show_level(model: HeisenbergModel, asked: int | None, seed: int, *, as_json: bool) -> None:
    """Show the lowest level by plain diagonalisation."""
    name = model.lattice.name
    result = ground_state(model, asked, seed=seed)
    if as_json:
        print_json(exact_summary(name, result))
    else:
        of_spin = "" if asked is None else f" of spin {Spin(f'{asked}/2')}"
        print_table(f"{name}: lowest level{of_spin}", rows(result))


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
