"""Arguments and options that several commands share, each with one meaning everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LatticeName = Annotated[
    str | None,
    typer.Argument(metavar="LATTICE", help="A name such as kagome-12; see `spinnet lattice`."),
]
Graph = Annotated[
    Path | None,
    typer.Option(
        "--graph",
        metavar="FILE",
        help=r'A graph instead: JSON {"n_sites": N, "bonds": [\[i, j, J], ...]} or GraphML.',
    ),
]
SecondNeighbour = Annotated[
    float | None,
    typer.Option("--j2", metavar="X", help="Second-neighbour coupling of a triangular chain."),
]
TotalSpin = Annotated[
    str | None,
    typer.Option(
        "--spin",
        metavar="S",
        help="Total spin: 0, 1/2, 1, 3/2, ...; by default that of the ground state.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
