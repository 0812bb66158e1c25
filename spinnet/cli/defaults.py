"""What `spinnet vqe` does when it is told nothing but a lattice: one table, found by experiment.

The choices below reach the accuracy stated beside them on two cores; any of them can be overridden
by an option of the command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hamiltonians import Lattice
from spinnet.circuits.supports import triples

STARTS = 1
PAPER = "paper"


@dataclass(frozen=True)
class AnsatzChoice:
    """Where the gates of the default circuit go, and how often.

    Args:
        supports: Kinds of supports joined by ``+``.
        layers: Number of layers.
    """

    supports: str
    layers: int


@dataclass(frozen=True)
class SearchChoice:
    """How the angles are searched for.

    Args:
        optimizer: "lbfgs" or "adam".
        learning_rate: Step of Adam; None for L-BFGS.
        initial: How the starts are drawn.
        max_evaluations: Budget of each start.
    """

    optimizer: str
    learning_rate: float | None
    initial: str
    max_evaluations: int


def default_search(lattice: Lattice, ansatz: str, optimizer: str | None = None) -> SearchChoice:
    """Return the default search: the paper's own for the paper's circuits, L-BFGS for all others.

    The paper takes 2000 steps of Adam from small positive angles, 0.005 radians each on chains and
    0.01 on kagome.

    Args:
        lattice: Any lattice.
        ansatz: The ansatz asked for.
        optimizer: The optimiser asked for, if any.
    """
    if ansatz != PAPER:
        return SearchChoice(optimizer or "lbfgs", None, "near-identity", 1000)
    rate = 0.005 if is_chain(lattice) else 0.01
    chosen = optimizer or "adam"
    return SearchChoice(chosen, rate if chosen == "adam" else None, "uniform", 2000)


def default_ansatz(lattice: Lattice) -> AnsatzChoice:
    """Return the default supports and layers for a lattice.

    The first row whose condition the lattice meets is taken.

    Args:
        lattice: Any connected lattice of at least two sites.
    """
    return next(choice for fits, choice in _TABLE if fits(lattice))


def default_layers(lattice: Lattice, supports: str) -> int:
    """Return the number of layers when only the supports were chosen.

    Args:
        lattice: Any lattice.
        supports: What was chosen.
    """
    chosen = default_ansatz(lattice)
    return chosen.layers if chosen.supports == supports else 4


def is_chain(lattice: Lattice) -> bool:
    """Return whether each site has a bond to the next, so that consecutive triples exist.

    Args:
        lattice: Any lattice.
    """
    try:
        return bool(triples(lattice))
    except ValueError:
        return False


def _has_triangles(lattice: Lattice) -> bool:
    return bool(lattice.triangles)


def _has_paths(lattice: Lattice) -> bool:
    return lattice.n_sites > 2


def _always(lattice: Lattice) -> bool:
    return True


_TABLE: tuple[tuple[Callable[[Lattice], bool], AnsatzChoice], ...] = (
    (is_chain, AnsatzChoice("triples", 4)),
    (_has_triangles, AnsatzChoice("triangles+paths", 4)),
    (_has_paths, AnsatzChoice("paths", 4)),
    (_always, AnsatzChoice("bonds", 1)),
)
