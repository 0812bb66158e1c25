"""Circuits as spin networks: gates on lines wired into a network, and read back from it.

A gate is an intertwiner with as many lines out as in; its leaf i goes from the i-th incoming to
the i-th outgoing edge of its vertex. A preparation has lines out only. What parameters a gate has
is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np

from spinnet.networks.intertwiners import Intertwiner, check_unitary_block, intertwiner, side_tree
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex, vertex_map
from spinnet.su2 import spin_text


@dataclass(frozen=True)
class PlacedIntertwiner:
    """An intertwiner on chosen lines.

    Args:
        name: Its name; the vertex of the network is called so.
        intertwiner: The invariant map: a gate, or a preparation if it has no in-tree.
        sites: The line of each leaf, all different.
    """

    name: str
    intertwiner: Intertwiner
    sites: tuple[int, ...]

    def __post_init__(self) -> None:
        """Check that lines go through with their spins."""
        found = self.intertwiner
        if found.in_tree is not None and found.in_spins != found.out_spins:
            raise ValueError(
                f"gate {self.name!r} must have the same spins in and out; got two_j = "
                f"{found.in_spins} in and {found.out_spins} out."
            )
        if len(self.sites) != len(found.out_spins) or len(set(self.sites)) != len(self.sites):
            raise ValueError(
                f"sites {self.sites} of {self.name!r} must be distinct, one for each of its "
                f"{len(found.out_spins)} lines."
            )

    @property
    def is_preparation(self) -> bool:
        """Whether lines begin here."""
        return self.intertwiner.in_tree is None


def gate_network(placed: Iterable[PlacedIntertwiner], line_spins: tuple[int, ...]) -> SpinNetwork:
    """Return the network of gates applied in order on lines.

    Args:
        placed: Preparations and gates in time order.
        line_spins: Twice the spin of each line; site s is line s.

    Returns:
        The network. Open edges: ``out0``, ``out1``, ... for all lines, then ``in0``, ... for those
        that are not prepared. Its tensor, as a matrix from in to out, is the product of the gates.

    Raises:
        ValueError: If a site does not exist, carries another spin, or is prepared after use.
    """
    given = tuple(placed)
    steps = (*given, *_waiting_lines(given, line_spins))
    current: dict[int, tuple[str, str | None]] = {}  # site -> (edge name, vertex it leaves)
    edges, vertices, opened = [], [], []
    for number, step in enumerate(steps):
        _check_sites(step, line_spins, current)
        incoming = []
        for site in () if step.is_preparation else step.sites:
            if site not in current:
                current[site] = (f"in{site}", None)
                opened.append(f"in{site}")
            name, source = current[site]
            edges.append(Edge(name, line_spins[site], source, step.name))
            incoming.append(name)
        outgoing = tuple(f"line{site}.{number}" for site in step.sites)
        current |= {
            site: (name, step.name) for site, name in zip(step.sites, outgoing, strict=True)
        }
        vertices.append(Vertex(step.name, tuple(incoming), outgoing, step.intertwiner))
    final = {current[site][0]: f"out{site}" for site in range(len(line_spins))}
    edges += [Edge(f"out{site}", two_j, current[site][1]) for site, two_j in enumerate(line_spins)]
    vertices = [
        Vertex(
            v.name, v.incoming, tuple(final.get(name, name) for name in v.outgoing), v.intertwiner
        )
        for v in vertices
    ]
    ends = tuple(f"out{site}" for site in range(len(line_spins)))
    return SpinNetwork(tuple(edges), tuple(vertices), (*ends, *sorted(opened, key=_site_of)))


def placed_gates(network: SpinNetwork, tolerance: float = 1e-10) -> tuple[PlacedIntertwiner, ...]:
    """Return the gates and preparations of a network in time order, the inverse of the above.

    Lines are numbered by the order of the outgoing open edges. Vertices that let a single line
    pass unchanged are left out.

    Args:
        network: A network whose vertices are gates (equal spins in and out) or preparations.
        tolerance: Largest accepted deviation of a gate's blocks from unitary.

    Returns:
        The gates and preparations, earlier ones first.

    Raises:
        ValueError: If the network has a directed loop, a vertex is neither gate nor preparation,
            or a gate's block is not unitary; the vertex is named.
    """
    graph = nx.MultiDiGraph((e.source, e.target) for e in network.edges if not e.is_open)
    graph.add_nodes_from(vertex.name for vertex in network.vertices)
    if not nx.is_directed_acyclic_graph(graph):
        raise ValueError("a network of gates must run one way; this one has a directed loop.")
    position = {vertex.name: number for number, vertex in enumerate(network.vertices)}
    order = list(nx.lexicographical_topological_sort(graph, key=position.__getitem__))
    ends = [name for name in network.open_edges if network.edge_by_name[name].target is None]
    site = {name: number for number, name in enumerate(ends)}
    found = []
    for name in reversed(order):
        vertex = network.vertices[position[name]]
        sites = tuple(site[edge] for edge in vertex.outgoing)
        placed = PlacedIntertwiner(name, vertex_map(vertex), sites)
        if not placed.is_preparation:
            _check_gate(placed, tolerance)
            site |= dict(zip(vertex.incoming, sites, strict=True))
        if not _is_waiting_line(placed):
            found.append(placed)
    return tuple(reversed(found))


def _waiting_lines(
    placed: tuple[PlacedIntertwiner, ...], line_spins: tuple[int, ...]
) -> tuple[PlacedIntertwiner, ...]:
    """Return one-line vertices for the lines that nothing acts on."""
    used = {site for step in placed for site in step.sites}
    found = []
    for site, two_j in enumerate(line_spins):
        if site not in used:
            tree = side_tree((two_j,))
            found.append(PlacedIntertwiner(f"wait{site}", intertwiner(tree, tree), (site,)))
    return tuple(found)


def _is_waiting_line(placed: PlacedIntertwiner) -> bool:
    return len(placed.sites) == 1 and [block for _, block in placed.intertwiner.blocks] == [((1,),)]


def _check_sites(
    step: PlacedIntertwiner, line_spins: tuple[int, ...], current: dict[int, tuple[str, str | None]]
) -> None:
    for site, two_j in zip(step.sites, step.intertwiner.out_spins, strict=True):
        if not 0 <= site < len(line_spins):
            raise ValueError(
                f"the sites of {step.name!r} must be from 0 to {len(line_spins) - 1}; got {site}."
            )
        if line_spins[site] != two_j:
            raise ValueError(
                f"{step.name!r} must act on spins of its own kind; site {site} has spin "
                f"{spin_text(line_spins[site])}, not {spin_text(two_j)}."
            )
        if step.is_preparation and site in current:
            raise ValueError(f"{step.name!r} must prepare a fresh line; site {site} is in use.")


def _check_gate(placed: PlacedIntertwiner, tolerance: float) -> None:
    blocks = dict(placed.intertwiner.blocks)
    for two_total, block in blocks.items():
        numbers = np.array([[complex(entry) for entry in row] for row in block])
        name = f"vertex {placed.name!r}: the block of total spin {spin_text(two_total)}"
        check_unitary_block(numbers, name, tolerance)


def _site_of(name: str) -> int:
    return int(name.removeprefix("in"))
