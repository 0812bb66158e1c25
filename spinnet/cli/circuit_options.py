"""Options that choose a circuit, the same for every command that builds one."""

from __future__ import annotations

from typing import Annotated

import typer

Ansatz = Annotated[
    str,
    typer.Option(
        "--ansatz",
        metavar="KINDS",
        help="Where gates go: bonds, triangles, paths, triples, bow-ties, hexagons, several joined "
        "by '+'; the circuits of arXiv 2309.07250 (paper); or whatever suits the lattice (auto).",
    ),
]
Layers = Annotated[
    int | None, typer.Option("--layers", metavar="N", help="Number of layers of the circuit.")
]
Real = Annotated[
    bool | None,
    typer.Option(
        "--real/--complex",
        help="Gates that keep amplitudes real, or with every angle; by default real wherever the "
        "kinds allow it.",
    ),
]
Sharing = Annotated[
    str,
    typer.Option(
        "--sharing",
        metavar="RULE",
        help="Which gates share angles: none, layer (all of a kind in a layer), orbit (those that "
        "translations map on each other).",
    ),
]
