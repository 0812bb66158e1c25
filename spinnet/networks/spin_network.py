"""Spin networks: directed graphs with spins on the edges and intertwiners at the vertices.

This file holds the value and its rules. Numbers and tensors come from ``evaluation.py``, files
from ``network_file.py``, well-known networks from ``standard_networks.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from spinnet.networks.intertwiners import Intertwiner, intertwiner, side_tree
from spinnet.su2 import Spin, doubled, spin_text


@dataclass(frozen=True)
class Edge:
    """A directed line that carries a spin.

    Args:
        name: Its name, unique in the network.
        two_j: Twice its spin.
        source: The vertex it leaves; None where an open edge comes in from outside.
        target: The vertex it enters; None where an open edge goes out.
    """

    name: str
    two_j: int
    source: str | None = None
    target: str | None = None

    def __post_init__(self) -> None:
        """Check the spin."""
        object.__setattr__(self, "two_j", doubled(self.two_j, f"two_j of edge {self.name!r}"))

    @property
    def is_open(self) -> bool:
        """Whether one end is outside the network."""
        return self.source is None or self.target is None


@dataclass(frozen=True)
class Vertex:
    """A place where edges meet in an intertwiner.

    Args:
        name: Its name, unique in the network.
        incoming: Names of the edges that enter, in the leaf order of the in-tree.
        outgoing: Names of the edges that leave, in the leaf order of the out-tree.
        intertwiner: The invariant map; None means the only one that the spins allow.
    """

    name: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    intertwiner: Intertwiner | None = None


@dataclass(frozen=True)
class SpinNetwork:
    """A spin network; its value is a number if closed, an invariant tensor if open.

    Args:
        edges: The edges.
        vertices: The vertices. Their intertwiners are filled in where they are unique.
        open_edges: Names of the edges with one end outside, in the order of the tensor's axes.

    Raises:
        ValueError: If names are repeated or unknown, a vertex has no edge, an edge dangles that is
            not declared open, or a vertex breaks the triangle rule (the vertex is named).

    Example:
        >>> loop = SpinNetwork((Edge("e", 1, "v", "v"),), (Vertex("v", ("e",), ("e",)),))
        >>> loop.is_closed
        True
    """

    edges: tuple[Edge, ...]
    vertices: tuple[Vertex, ...]
    open_edges: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Check the wiring and fill in the intertwiners that are unique."""
        object.__setattr__(self, "edges", tuple(self.edges))
        object.__setattr__(self, "open_edges", tuple(self.open_edges))
        _refuse_repeats((edge.name for edge in self.edges), "edge")
        _refuse_repeats((vertex.name for vertex in self.vertices), "vertex")
        _refuse_repeats(self.open_edges, "open edge")
        names = {vertex.name for vertex in self.vertices}
        for edge in self.edges:
            _check_ends(edge, names, self.open_edges)
        for name in self.open_edges:
            if name not in self.edge_by_name or not self.edge_by_name[name].is_open:
                raise ValueError(f"open edge {name!r} must be an edge with one end outside.")
        for vertex in self.vertices:
            self._check_wiring(vertex)
        filled = tuple(self._filled(vertex) for vertex in self.vertices)
        object.__setattr__(self, "vertices", filled)

    @cached_property
    def edge_by_name(self) -> dict[str, Edge]:
        """The edges by name."""
        return {edge.name: edge for edge in self.edges}

    @property
    def is_closed(self) -> bool:
        """Whether no edge is open."""
        return not self.open_edges

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the network as a directed multigraph.

        Vertices are nodes with attribute ``intertwiner``, edges have key = name and attribute
        ``two_j``. The outside end of an open edge is a node ``("open", name)``.
        """
        graph = nx.MultiDiGraph()
        for vertex in self.vertices:
            graph.add_node(vertex.name, intertwiner=vertex.intertwiner)
        for edge in self.edges:
            ends = [end or ("open", edge.name) for end in (edge.source, edge.target)]
            graph.add_edge(*ends, key=edge.name, two_j=edge.two_j)
        return graph

    def adjoint(self) -> SpinNetwork:
        """Return the network read backwards: edges reversed, intertwiners adjoint."""
        edges = tuple(Edge(edge.name, edge.two_j, edge.target, edge.source) for edge in self.edges)
        vertices = tuple(
            Vertex(vertex.name, vertex.outgoing, vertex.incoming, vertex_map(vertex).adjoint())
            for vertex in self.vertices
        )
        return SpinNetwork(edges, vertices, self.open_edges)

    def _check_wiring(self, vertex: Vertex) -> None:
        if not vertex.incoming and not vertex.outgoing:
            raise ValueError(f"vertex {vertex.name!r} must have at least one edge; it dangles.")
        for names, end in ((vertex.incoming, "target"), (vertex.outgoing, "source")):
            expected = sorted(e.name for e in self.edges if getattr(e, end) == vertex.name)
            if sorted(names) != expected:
                side = "incoming" if end == "target" else "outgoing"
                raise ValueError(
                    f"the {side} edges of vertex {vertex.name!r} must be those that have it as "
                    f"{end}, {expected}; got {sorted(names)}."
                )

    def _filled(self, vertex: Vertex) -> Vertex:
        """Return the vertex with its intertwiner, checked against the spins of its edges."""
        in_spins = tuple(self.edge_by_name[name].two_j for name in vertex.incoming)
        out_spins = tuple(self.edge_by_name[name].two_j for name in vertex.outgoing)
        if vertex.intertwiner is None:
            try:
                found = intertwiner(side_tree(out_spins), side_tree(in_spins))
            except ValueError as error:
                raise ValueError(f"vertex {vertex.name!r}: {error}") from None
            return Vertex(vertex.name, vertex.incoming, vertex.outgoing, found)
        for side, spins, needed in (
            ("incoming", in_spins, vertex.intertwiner.in_spins),
            ("outgoing", out_spins, vertex.intertwiner.out_spins),
        ):
            if spins != needed:
                raise ValueError(
                    f"vertex {vertex.name!r}: its {side} edges must carry the spins of its tree, "
                    f"{_spin_list(needed)}; got {_spin_list(spins)}."
                )
        return vertex


def vertex_map(vertex: Vertex) -> Intertwiner:
    """Return the intertwiner of a vertex of a network, which is always filled in."""
    assert vertex.intertwiner is not None
    return vertex.intertwiner


def network_from_graph(
    graph: nx.MultiDiGraph,
    intertwiners: dict[str, Intertwiner] | None = None,
    open_edges: Iterable[str] = (),
) -> SpinNetwork:
    """Return the network of a directed graph whose edges have an attribute ``two_j``.

    The edges of a vertex are ordered as the graph lists them.

    Args:
        graph: Directed (multi)graph. Edge keys, or ``source-target`` without keys, are the names.
            A node ``("open", name)`` stands for the outside end of an open edge.
        intertwiners: Intertwiners by vertex; those left out must be unique.
        open_edges: Names of the open edges, in the order of the tensor's axes.

    Returns:
        The network; ``network_from_graph(network.to_networkx(), ...)`` gives it back where the
        order of edges at each vertex is that of the graph.

    Raises:
        ValueError: As :class:`SpinNetwork`, or if an edge has no ``two_j``.
    """
    edges = []
    for source, target, key, data in _keyed_edges(graph):
        if "two_j" not in data:
            raise ValueError(f"edge {key!r} must have an attribute two_j, twice its spin.")
        ends = (None if isinstance(end, tuple) else str(end) for end in (source, target))
        edges.append(Edge(key, data["two_j"], *ends))
    vertices = []
    for node, data in graph.nodes(data=True):
        if isinstance(node, tuple):
            continue
        name = str(node)
        chosen = (intertwiners or {}).get(name, data.get("intertwiner"))
        incoming = tuple(edge.name for edge in edges if edge.target == name)
        outgoing = tuple(edge.name for edge in edges if edge.source == name)
        vertices.append(Vertex(name, incoming, outgoing, chosen))
    return SpinNetwork(tuple(edges), tuple(vertices), tuple(open_edges))


def _keyed_edges(graph: nx.Graph) -> list[tuple]:
    if graph.is_multigraph():
        return [(s, t, str(key), data) for s, t, key, data in graph.edges(keys=True, data=True)]
    return [(s, t, f"{s}-{t}", data) for s, t, data in graph.edges(data=True)]


def _refuse_repeats(names: Iterable[str], kind: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(
                f"each {kind} of a network must have its own name; got {name!r} twice."
            )
        seen.add(name)


def _check_ends(edge: Edge, vertices: set[str], open_edges: tuple[str, ...]) -> None:
    for end in (edge.source, edge.target):
        if end is not None and end not in vertices:
            raise ValueError(
                f"edge {edge.name!r} must end at vertices of the network; got {end!r}."
            )
    if edge.source is None and edge.target is None:
        raise ValueError(f"edge {edge.name!r} must meet at least one vertex; it meets none.")
    if edge.is_open and edge.name not in open_edges:
        raise ValueError(
            f"edge {edge.name!r} dangles: it must end at two vertices or be declared in open_edges."
        )


def _spin_list(spins: tuple[int | Spin, ...]) -> str:
    return "(" + ", ".join(spin_text(doubled(two_j)) for two_j in spins) + ")"
