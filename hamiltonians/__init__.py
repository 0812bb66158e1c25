"""Heisenberg models on lattices: clusters, couplings, symmetries, exact energies.

The physical problem by itself, needing only NumPy, SciPy and NetworkX:

    >>> import hamiltonians
    >>> lattice = hamiltonians.named_lattice("kagome-12")
    >>> print(lattice)
    kagome-12: 12 sites, 24 bonds, 8 triangles
    >>> model = hamiltonians.heisenberg(lattice)
    >>> round(hamiltonians.ground_state(model).energy, 6)
    -5.444875
"""

from __future__ import annotations

from hamiltonians.bonds import Bond, Triangle, find_triangles
from hamiltonians.chains import chain, triangular_chain
from hamiltonians.clusters import build_cluster, honeycomb, kagome, square, triangular
from hamiltonians.exact import ExactResult, count_multiplets, ground_state, lowest_energies
from hamiltonians.heisenberg import HeisenbergModel, heisenberg, random_couplings
from hamiltonians.lattice import Lattice
from hamiltonians.marshall import marshall_spin
from hamiltonians.presets import lattice_names, named_lattice
from hamiltonians.references import Reference, model_reference, reference, reference_energies
from hamiltonians.symmetry import automorphisms, orbits, translations
from hamiltonians.tori import Torus
from hamiltonians.unit_cells import UnitCell

__all__ = [
    "Bond",
    "ExactResult",
    "HeisenbergModel",
    "Lattice",
    "Reference",
    "Torus",
    "Triangle",
    "UnitCell",
    "automorphisms",
    "build_cluster",
    "chain",
    "count_multiplets",
    "find_triangles",
    "ground_state",
    "heisenberg",
    "honeycomb",
    "kagome",
    "lattice_names",
    "lowest_energies",
    "marshall_spin",
    "model_reference",
    "named_lattice",
    "orbits",
    "random_couplings",
    "reference",
    "reference_energies",
    "square",
    "translations",
    "triangular",
    "triangular_chain",
]
