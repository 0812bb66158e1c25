"""What `spinnet vqe` does when it is told nothing but a lattice: one table, found by experiment.

The choices below reach the accuracy stated beside them on two cores; any of them can be overridden
by an option of the command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hamiltonians import Lattice
from spinnet.circuits.supports import triples

OPTIMIZER = "lbfgs"
STARTS = 1
MAX_EVALUATIONS = 1000


@dataclass(frozen=True)
class AnsatzChoice:
    """Where the gates of the default circuit go, and how often.

    Args:
        supports: Kinds of supports joined by ``+``.
        layers: Number of layers.
    """

    supports: str
    layers: int


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
