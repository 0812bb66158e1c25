"""Quantum Heisenberg models on lattices: clusters, couplings, exact energies.

The physical problem by itself, needing only NumPy, SciPy and NetworkX:

    >>> import hamiltonians
    >>> lattice = hamiltonians.named_lattice("kagome-12")
    >>> model = hamiltonians.heisenberg(lattice)
    >>> print(lattice)
    kagome-12: 12 sites, 24 bonds, 8 triangles
"""

from __future__ import annotations

from hamiltonians.bonds import Bond, Triangle, find_triangles
from hamiltonians.chains import chain, triangular_chain
from hamiltonians.clusters import honeycomb, kagome, square, triangular
from hamiltonians.exact import ExactResult, ground_state, lowest_energies
from hamiltonians.heisenberg import HeisenbergModel, heisenberg, random_couplings
from hamiltonians.lattice import Lattice
from hamiltonians.presets import lattice_names, named_lattice

__all__ = [
    "Bond",
    "ExactResult",
    "HeisenbergModel",
    "Lattice",
    "Triangle",
    "chain",
    "find_triangles",
    "ground_state",
    "heisenberg",
    "honeycomb",
    "kagome",
    "lattice_names",
    "lowest_energies",
    "named_lattice",
    "random_couplings",
    "square",
    "triangular",
    "triangular_chain",
]
