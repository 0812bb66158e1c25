"""The search as options: the one list for every command that searches for parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from hamiltonians import Lattice
from spinnet.cli.defaults import STARTS, default_search
from spinnet.vqe import SearchSettings

Optimizer = Annotated[
    str | None,
    typer.Option(
        "--optimizer",
        metavar="NAME",
        help="Optimiser: lbfgs, metric-lbfgs, adam, natural or gauss-newton; by default lbfgs, and "
        "adam for the paper's circuits.",
    ),
]
LearningRate = Annotated[
    float | None,
    typer.Option(
        "--learning-rate",
        metavar="X",
        help="Step of Adam in radians; by default 0.02, and the paper's for its circuits.",
    ),
]
Starts = Annotated[
    int, typer.Option("--starts", metavar="N", help="Starts that are searched together.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the starts.")]
MaxEvaluations = Annotated[
    int | None,
    typer.Option(
        "--max-evaluations",
        metavar="N",
        help="Budget of evaluations of each start; by default 1000, and 2000 for the paper's "
        "circuits.",
    ),
]


@dataclass(frozen=True)
class SearchOptions:
    """What the command line says of the search; the fields are those options."""

    optimizer: Optimizer = None
    learning_rate: LearningRate = None
    starts: Starts = STARTS
    seed: Seed = 0
    max_evaluations: MaxEvaluations = None

    def settings(self, lattice: Lattice, ansatz: str) -> SearchSettings:
        """Return the settings of the search; what was not asked for is taken from the defaults.

        Args:
            lattice: The lattice.
            ansatz: The ansatz asked for.
        """
        default = default_search(lattice, ansatz, self.optimizer)
        rate, budget = self.learning_rate, self.max_evaluations
        return SearchSettings(
            optimizer=default.optimizer,
            learning_rate=default.learning_rate if rate is None else rate,
            initial=default.initial,
            starts=self.starts,
            seed=self.seed,
            max_evaluations=default.max_evaluations if budget is None else budget,
        )
