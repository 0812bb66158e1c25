"""The valence-bond ring of Affleck, Kennedy, Lieb and Tasaki as a spin network.

Every site is a vertex where a spin-1/2 line of the ring comes in and goes on, and a spin-1 line
leaves: the only intertwiner there is. Energy and string order follow by contraction.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from spinnet.networks.evaluation import evaluate, evaluate_exactly
from spinnet.networks.expectation import expectation_network, norm_network
from spinnet.networks.intertwiners import Intertwiner, intertwiner
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex
from spinnet.networks.tree import comb_tree
from spinnet.su2 import spin_matrices


def aklt_ring(n_sites: int) -> SpinNetwork:
    """Return the valence-bond state on a ring of spins one.

    Args:
        n_sites: Number of sites, at least 3.

    Returns:
        A network with open edges ``spin0``, ``spin1``, ... and ring edges ``bond0`` (from site 0
        to site 1), ``bond1``, ... Its tensor is the unnormalised state.

    Raises:
        ValueError: If ``n_sites`` is less than 3.
    """
    if n_sites < 3:
        raise ValueError(f"n_sites of the valence-bond ring must be at least 3; got {n_sites}.")
    sites = range(n_sites)
    bonds = tuple(
        Edge(f"bond{site}", 1, f"site{site}", f"site{(site + 1) % n_sites}") for site in sites
    )
    spins = tuple(Edge(f"spin{site}", 2, f"site{site}") for site in sites)
    vertices = tuple(
        Vertex(f"site{site}", (f"bond{(site - 1) % n_sites}",), (f"bond{site}", f"spin{site}"))
        for site in sites
    )
    return SpinNetwork(bonds + spins, vertices, tuple(edge.name for edge in spins))


def aklt_bond_energy_operator() -> Intertwiner:
    r"""Return the energy of one bond, :math:`S_i\cdot S_j + \frac13 (S_i\cdot S_j)^2`.

    It is -2/3 if the two spins one couple to 0 or 1, and 4/3 if they couple to 2: the ground state
    is the one where no bond couples to 2.
    """
    low, high = Fraction(-2, 3), Fraction(4, 3)
    tree = comb_tree(2, 2)
    return intertwiner(tree, tree, {0: ((low,),), 2: ((low,),), 4: ((high,),)})


def aklt_energy_per_bond(n_sites: int, *, exact: bool = False) -> Any:
    """Return the energy per bond of the valence-bond ring, by contraction.

    Args:
        n_sites: Number of sites, at least 3.
        exact: Return a ``Fraction`` from exact arithmetic instead of a float.

    Returns:
        -2/3 for every ring.

    Raises:
        ValueError: If ``n_sites`` is less than 3.

    Example:
        >>> aklt_energy_per_bond(4, exact=True)
        Fraction(-2, 3)
    """
    ring = aklt_ring(n_sites)
    bond = expectation_network(ring, aklt_bond_energy_operator(), ("spin0", "spin1"))
    norm = norm_network(ring)
    if not exact:
        return evaluate(bond) / evaluate(norm)
    energy, squared = (dict(evaluate_exactly(network).terms) for network in (bond, norm))
    return energy.get(1, Fraction(0)) / squared[1]


def aklt_string_order(n_sites: int, distance: int) -> float:
    r"""Return the string correlation of the valence-bond ring, by contraction.

    .. math:: \Big\langle S^z_0 \exp\Big(i\pi\sum_{0<t<d} S^z_t\Big) S^z_d \Big\rangle

    Args:
        n_sites: Number of sites, at least 3.
        distance: The distance d, from 1 to ``n_sites - 1``.

    Returns:
        Minus the hidden order, which tends to -4/9 on long rings at any distance, while the plain
        correlation decays as :math:`(-1/3)^d`.

    Raises:
        ValueError: If ``n_sites`` or ``distance`` is out of range.
    """
    if not 1 <= distance < n_sites:
        raise ValueError(f"distance must be from 1 to {n_sites - 1} on this ring; got {distance}.")
    closed = norm_network(aklt_ring(n_sites))
    s_z = spin_matrices(2)[2]
    matrices = {f"spin{site}": np.diag([-1.0, 1.0, -1.0]) for site in range(1, distance)}
    matrices |= {"spin0": s_z, f"spin{distance}": s_z}
    return float(evaluate(closed, edge_matrices=matrices) / evaluate(closed))
