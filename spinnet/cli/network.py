"""`spinnet network`: recoupling trees and spin networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from spinnet import plots
from spinnet.cli.command_classes import PlainCommand, PlainGroup
from spinnet.cli.options import AsJson
from spinnet.cli.output import note, print_json, print_table, spin_number
from spinnet.cli.pictures import save_picture
from spinnet.networks import (
    SpinNetwork,
    Tree,
    allowed_spins,
    count_paths,
    enumerate_paths,
    evaluate,
    evaluate_exactly,
    load_network,
    parse_tree,
)
from spinnet.su2 import spin_text

app = typer.Typer(cls=PlainGroup)
_SHOWN = 12  # paths of a total spin in the table
_LISTED = 1000  # paths of a total spin in JSON

Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Write pictures: .png and .svg.")
]


@app.command(cls=PlainCommand)
def show(
    trees: Annotated[
        list[str], typer.Argument(metavar="TREE", help="Trees such as '((1/2 1/2) 1/2)'.")
    ],
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Show recoupling trees: their total spins and the paths to each."""
    parsed = [parse_tree(text) for text in trees]
    if plot is not None:
        _plot_trees(parsed, plot)
    if as_json:
        print_json({"trees": [tree_summary(tree) for tree in parsed]})
        return
    for tree in parsed:
        rows = [(f"J = {spin_text(two)}", _paths(tree, two)) for two in allowed_spins(tree)]
        print_table(str(tree), rows)


@app.command(name="evaluate", cls=PlainCommand)
def evaluate_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A network as JSON.")],
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate a spin network: a number if it is closed, an invariant tensor if it is open."""
    network = load_network(file)
    if plot is not None:
        note(f"pictures: {' '.join(map(str, save_picture(plots.plot_network(network), plot)))}")
    summary = network_summary(network)
    if as_json:
        print_json(summary)
        return
    print_table(
        file.name,
        [
            ("vertices, edges", f"{summary['n_vertices']}, {summary['n_edges']}"),
            ("open edges", " ".join(summary["open_edges"]) or "none"),
            ("value", summary["value"]),
            ("exactly", summary["exact"]),
        ],
    )


def tree_summary(tree: Tree) -> dict[str, Any]:
    """Return the JSON form of a tree; the spins of leaves and paths are text such as "1/2".

    Args:
        tree: The tree; the paths of a total spin are listed if they are at most 1000.
    """
    return {
        "tree": str(tree),
        "n_leaves": tree.n_leaves,
        "leaf_spins": [spin_text(two_j) for two_j in tree.leaf_spins],
        "sectors": [
            {
                "total_spin": spin_number(two_total),
                "n_paths": count_paths(tree, two_total),
                "paths": _listed_paths(tree, two_total, _LISTED),
            }
            for two_total in allowed_spins(tree)
        ],
    }


def network_summary(network: SpinNetwork) -> dict[str, Any]:
    """Return the JSON form of a network's value; complex numbers are pairs [re, im].

    Args:
        network: The network.
    """
    value = np.asarray(evaluate(network))
    pairs = np.stack([value.real, value.imag], axis=-1) if np.iscomplexobj(value) else value
    return {
        "n_vertices": len(network.vertices),
        "n_edges": len(network.edges),
        "open_edges": list(network.open_edges),
        "value": pairs.tolist(),
        "exact": _exact(network) if network.is_closed else None,
    }


def _exact(network: SpinNetwork) -> str | None:
    """Return the value as text if the network's numbers are exact."""
    try:
        return str(evaluate_exactly(network))
    except ValueError:
        return None


def _listed_paths(tree: Tree, two_total: int, most: int) -> list[list[str]]:
    if count_paths(tree, two_total) > most:
        return []
    return [[spin_text(two_j) for two_j in path] for path in enumerate_paths(tree, two_total)]


def _paths(tree: Tree, two_total: int) -> str:
    count = count_paths(tree, two_total)
    listed = _listed_paths(tree, two_total, _SHOWN)
    label = "1 path" if count == 1 else f"{count} paths"
    return label + "".join(f"\n({' '.join(path)})" for path in listed if path)


def _plot_trees(trees: list[Tree], path: Path) -> None:
    for number, tree in enumerate(trees, start=1):
        target = path if len(trees) == 1 else path.with_stem(f"{path.stem}-{number}")
        note(f"pictures: {' '.join(map(str, save_picture(plots.plot_tree(tree), target)))}")
