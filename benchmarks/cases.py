"""The circuits that are measured, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hamiltonians import HeisenbergModel, Lattice, heisenberg, named_lattice
from spinnet.circuits import Circuit, ansatz
from spinnet.circuits.paper import paper_circuit


@dataclass(frozen=True)
class Case:
    """One of the paper's circuits of 3-spin gates.

    Args:
        lattice: Name of the lattice, a ring or kagome.
        blocks: Number of blocks.
    """

    lattice: str
    blocks: int

    @property
    def name(self) -> str:
        """Name for files and tables."""
        return f"{self.lattice}, {self.blocks} block{'s' * (self.blocks > 1)}"

    def circuit(self) -> Circuit:
        """Return the circuit."""
        return paper_circuit(named_lattice(self.lattice), blocks=self.blocks)

    def model(self) -> HeisenbergModel:
        """Return the Heisenberg model of the lattice."""
        return heisenberg(named_lattice(self.lattice))

    def rows(self, n_starts: int = 1) -> np.ndarray:
        """Return angles ``(n_starts, n_params)`` far from the identity, seed 0."""
        n_params = self.circuit().n_params
        return np.random.default_rng(0).uniform(-np.pi, np.pi, (n_starts, n_params))


STEP_CASES = (Case("triangular-chain-20", 5), Case("kagome-18-sheared", 24))
"""The paper's largest circuits: 400 and 1152 complex angles."""

QUICK_CASES = (Case("triangular-chain-10", 2), Case("kagome-12", 2))
"""Small stand-ins, to try the machinery in a minute."""


def circuit_on(lattice: Lattice, kind: str, layers: int) -> Circuit:
    """Return a circuit of layers, or of the paper's blocks.

    Args:
        lattice: The lattice.
        kind: Where gates act, see `spinnet.ansatz`, or "paper".
        layers: How many layers or blocks.
    """
    if kind == "paper":
        return paper_circuit(lattice, blocks=layers)
    return ansatz(lattice, kind, layers=layers)


def chain_case(n_sites: int, blocks: int) -> Case:
    """Return the chain circuit of a scaling series.

    Args:
        n_sites: Number of sites, even.
        blocks: Number of blocks.
    """
    return Case(f"triangular-chain-{n_sites}", blocks)
