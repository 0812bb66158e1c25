"""Supports: the tuples of sites that an ansatz puts gates on, read off the lattice graph.

Only where gates go is decided here; which gates and with which parameters is in ``ansatz.py``.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Sequence

import networkx as nx

from hamiltonians import Lattice

Support = tuple[int, ...]


def bonds(lattice: Lattice) -> tuple[Support, ...]:
    """Return every bond as a pair of sites, those of zero coupling too."""
    return tuple(bond.sites for bond in lattice.bonds)


def triangles(lattice: Lattice) -> tuple[Support, ...]:
    """Return the elementary triangles of the lattice.

    Raises:
        ValueError: If the lattice has none.
    """
    found = tuple(triangle.sites for triangle in lattice.triangles)
    if not found:
        raise ValueError(
            f"lattice {lattice.name!r} has no triangles to put gates on; use paths or bonds."
        )
    return found


def paths(lattice: Lattice) -> tuple[Support, ...]:
    """Return the open two-bond paths (end, middle, end) whose ends share no bond.

    Raises:
        ValueError: If the lattice has none.
    """
    edges = set(lattice.edges)
    found = []
    for middle in range(lattice.n_sites):
        around = sorted(lattice.neighbours(middle))
        found += [
            (a, middle, b)
            for position, a in enumerate(around)
            for b in around[position + 1 :]
            if (a, b) not in edges
        ]
    if not found:
        raise ValueError(
            f"lattice {lattice.name!r} has no open two-bond paths; use triangles or bonds."
        )
    return tuple(found)


def triples(lattice: Lattice) -> tuple[Support, ...]:
    """Return the consecutive triples (i, i+1, i+2), around the ring if the lattice closes.

    Used one after the other and not in rounds, they carry correlations along the whole chain
    within one layer.

    Raises:
        ValueError: If consecutive sites do not all share a bond, so that this is no chain.
    """
    n_sites, edges = lattice.n_sites, set(lattice.edges)
    if n_sites < 3 or any((i, i + 1) not in edges for i in range(n_sites - 1)):
        raise ValueError(
            f"triples need a chain of at least 3 sites with a bond from each site to the next; "
            f"lattice {lattice.name!r} is none. Use triangles, paths or bonds."
        )
    starts = n_sites if n_sites > 3 and (0, n_sites - 1) in edges else n_sites - 2
    return tuple(tuple((i + step) % n_sites for step in range(3)) for i in range(starts))


def bow_ties(lattice: Lattice) -> tuple[Support, ...]:
    """Return pairs of triangles that share one corner: five sites, the corner in the middle.

    On kagome each site is the corner of one.

    Raises:
        ValueError: If the lattice has none.
    """
    corners = [triangle.sites for triangle in lattice.triangles]
    found = []
    for first, second in itertools.combinations(corners, 2):
        shared = set(first) & set(second)
        if len(shared) == 1:
            left, right = ([site for site in one if site not in shared] for one in (first, second))
            found.append((*left, *shared, *right))
    if not found:
        raise ValueError(
            f"lattice {lattice.name!r} has no two triangles that share one corner; use triangles, "
            "paths or bonds."
        )
    return tuple(found)


def hexagons(lattice: Lattice) -> tuple[Support, ...]:
    """Return the rings of six sites without a chord, in the order of the ring.

    Small tori also have rings that wind around them.

    Raises:
        ValueError: If the lattice has none.
    """
    graph = nx.Graph(lattice.edges)
    rings = {
        frozenset(ring): tuple(ring)
        for ring in nx.simple_cycles(graph, length_bound=6)
        if len(ring) == 6 and graph.subgraph(ring).number_of_edges() == 6
    }
    if not rings:
        raise ValueError(
            f"lattice {lattice.name!r} has no rings of six sites without a chord; use triangles, "
            "paths or bonds."
        )
    return tuple(rings.values())


KINDS: dict[str, Callable[[Lattice], tuple[Support, ...]]] = {
    "bonds": bonds,
    "triangles": triangles,
    "paths": paths,
    "triples": triples,
    "bow-ties": bow_ties,
    "hexagons": hexagons,
}


def supports_of(lattice: Lattice, kinds: str) -> tuple[tuple[Support, ...], ...]:
    """Return the supports of each kind named in a mixture such as ``"triangles+paths"``.

    Args:
        lattice: The graph.
        kinds: Names joined by ``+``, out of bonds, triangles, paths, triples, bow-ties, hexagons.

    Raises:
        ValueError: If a name is unknown, or the lattice has no supports of a kind.
    """
    names = kinds.split("+")
    for name in names:
        if name not in KINDS:
            near = difflib.get_close_matches(name, KINDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(
                f"supports must be joined by '+' from {', '.join(KINDS)}; got {name!r}.{hint}"
            )
    return tuple(KINDS[name](lattice) for name in names)


def coloured(supports: Sequence[Support]) -> tuple[tuple[Support, ...], ...]:
    """Group supports into rounds of pairwise disjoint ones by greedy colouring.

    Args:
        supports: Tuples of sites.

    Returns:
        Rounds, largest first; within a round the given order is kept. Of three colourings, by
        independent sets, DSATUR and largest first, the one with the fewest rounds is taken.
    """
    conflicts: nx.Graph = nx.Graph()
    conflicts.add_nodes_from(range(len(supports)))
    members: dict[int, list[int]] = {}
    for number, support in enumerate(supports):
        for site in support:
            for other in members.setdefault(site, []):
                conflicts.add_edge(number, other)
            members[site].append(number)
    colourings = [
        nx.greedy_color(conflicts, strategy=strategy)
        for strategy in ("independent_set", "DSATUR", "largest_first")
    ]
    best = min(colourings, key=lambda colours: max(colours.values(), default=0))
    rounds: dict[int, list[Support]] = {}
    for number, support in enumerate(supports):
        rounds.setdefault(best[number], []).append(support)
    return tuple(sorted((tuple(group) for group in rounds.values()), key=len, reverse=True))
