"""Start states: coverings of the sites by singlet pairs, the rest coupled to the total spin.

What to pair is decided here from the graph; how a backend prepares the state is its own affair.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from hamiltonians import Lattice


@dataclass(frozen=True)
class SingletCovering:
    r"""Singlets on pairs of sites, all other sites up.

    Each pair (i, j) is in :math:`(|0_i 1_j\rangle - |1_i 0_j\rangle)/\sqrt 2`. The sites in
    ``singles`` are all up, so the state has total spin ``len(singles) / 2`` and the highest
    magnetisation.

    Args:
        n_sites: Number of sites.
        pairs: Ordered pairs of sites; reversing a pair flips the sign of the state.
        singles: The sites left over, ascending.

    Raises:
        ValueError: If a site is missing, repeated or out of range.
    """

    n_sites: int
    pairs: tuple[tuple[int, int], ...]
    singles: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        covered = sorted([site for pair in self.pairs for site in pair] + list(self.singles))
        if covered != list(range(self.n_sites)):
            raise ValueError(
                f"a singlet covering must hold each of the sites 0 to {self.n_sites - 1} once; "
                f"got {covered}."
            )

    @property
    def two_total(self) -> int:
        """Twice the total spin of the state."""
        return len(self.singles)

    def __str__(self) -> str:
        pairs = " ".join(f"({i} {j})" for i, j in self.pairs)
        return pairs + (f" up {' '.join(map(str, self.singles))}" if self.singles else "")


def singlet_covering(
    lattice: Lattice, *, two_total: int | None = None, couplings: tuple[float, ...] | None = None
) -> SingletCovering:
    """Return the covering of a lattice by singlets on its strongest bonds.

    A maximum-weight perfect matching of the sites and ``two_total`` dummy sites: bonds weigh their
    coupling, and sites that share no bond are paired only when they must be, the nearer the
    better. The sites matched to dummies stay single.

    Args:
        lattice: The graph.
        two_total: Twice the requested total spin; None is the lowest, 0 or 1.
        couplings: One per bond, overriding the lattice's own.

    Raises:
        ValueError: If ``two_total`` is negative, larger than the number of sites, or of the wrong
            parity.

    Example:
        >>> from hamiltonians import chain
        >>> str(singlet_covering(chain(4), two_total=0))
        '(0 1) (2 3)'
    """
    n_sites = lattice.n_sites
    wanted = checked_two_total(n_sites, two_total)
    graph = _weighted_graph(lattice, couplings)
    for dummy in range(n_sites, n_sites + wanted):
        graph.add_weighted_edges_from((site, dummy, 0.0) for site in range(n_sites))
    matched = nx.max_weight_matching(graph, maxcardinality=True)
    pairs = sorted((min(edge), max(edge)) for edge in matched)
    return SingletCovering(
        n_sites,
        tuple(pair for pair in pairs if pair[1] < n_sites),
        tuple(sorted(pair[0] for pair in pairs if pair[1] >= n_sites)),
    )


def checked_two_total(n_sites: int, two_total: int | None) -> int:
    """Return the requested total spin if so many spins 1/2 can have it, the lowest for None.

    Args:
        n_sites: Number of spins 1/2.
        two_total: Twice the total spin, or None.

    Raises:
        ValueError: If no such sector exists.
    """
    if two_total is None:
        return n_sites % 2
    if two_total < 0 or two_total > n_sites or (n_sites - two_total) % 2:
        spins = f"{n_sites % 2}/2" if n_sites % 2 else "0"
        raise ValueError(
            f"{n_sites} spins 1/2 have total spins {spins} to {n_sites}/2 in steps of 1; got "
            f"two_total = {two_total}, that is spin {two_total}/2."
        )
    return two_total


def _weighted_graph(lattice: Lattice, couplings: tuple[float, ...] | None) -> nx.Graph:
    """Return the complete graph with weights that put every bond before every other pair."""
    strengths = couplings or tuple(bond.coupling for bond in lattice.bonds)
    scale = max([abs(value) for value in strengths] + [1e-12])
    distance = dict(nx.all_pairs_shortest_path_length(_bond_graph(lattice)))
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(lattice.n_sites))
    for i in range(lattice.n_sites):
        for j in range(i + 1, lattice.n_sites):
            graph.add_edge(i, j, weight=-4.0 * distance[i].get(j, lattice.n_sites))
    for bond, value in zip(lattice.bonds, strengths, strict=True):
        if value != 0:
            graph.edges[bond.sites]["weight"] = value / scale
    # A tiny preference for low site numbers makes the choice among equal matchings repeatable.
    for i, j, data in graph.edges(data=True):
        data["weight"] -= 1e-6 * (abs(i - j) + 1e-3 * min(i, j)) / lattice.n_sites
    return graph


def _bond_graph(lattice: Lattice) -> nx.Graph:
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(lattice.n_sites))
    graph.add_edges_from(bond.sites for bond in lattice.bonds)
    return graph
