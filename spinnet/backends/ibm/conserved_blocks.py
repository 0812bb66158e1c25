"""Which sets of sites keep their own total spin through a circuit.

A vertex gate conserves the total spin of the sites it acts on, and exchanges spin between them. So
the connected components of the graph that joins the sites of each gate and each starting singlet
keep their own spin, and nothing smaller does: a gate across the border of a set changes the set's
spin. See docs/explanation/noise_and_symmetry.md.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from spinnet.circuits import Circuit


@dataclass(frozen=True)
class ConservedBlock:
    """Sites whose total spin the circuit conserves.

    The start state has them in the total spin ``two_total / 2`` with the highest magnetisation.

    Args:
        sites: The sites, ascending.
        two_total: Twice their total spin.
    """

    sites: tuple[int, ...]
    two_total: int


def conserved_blocks(circuit: Circuit) -> tuple[ConservedBlock, ...]:
    """Return the finest division of the sites into blocks of conserved total spin.

    Args:
        circuit: The circuit.

    Example:
        >>> from spinnet.circuits import Circuit, SingletCovering
        >>> covering = SingletCovering(5, ((0, 3), (1, 2)), singles=(4,))
        >>> for block in conserved_blocks(Circuit(5, covering, (), 0)):
        ...     print(block.sites, block.two_total)
        (0, 3) 0
        (1, 2) 0
        (4,) 1
    """
    root = list(range(circuit.n_sites))
    joined = [gate.sites for gate in circuit.placements] + list(circuit.initial.pairs)
    for first, second in (pair for sites in joined for pair in itertools.pairwise(sites)):
        old, new = root[second], root[first]
        root = [new if value == old else value for value in root]
    singles = set(circuit.initial.singles)
    blocks = []
    for value in dict.fromkeys(root):
        sites = tuple(site for site in range(circuit.n_sites) if root[site] == value)
        blocks.append(ConservedBlock(sites, len(singles & set(sites))))
    return tuple(blocks)
