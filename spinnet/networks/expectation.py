"""Norms and expectation values of network states, as closed networks.

A network whose open edges all go out is a state; closing it with its own adjoint gives its norm,
with an invariant operator in between its expectation value.
"""

from __future__ import annotations

from spinnet.networks.intertwiners import Intertwiner
from spinnet.networks.spin_network import Edge, SpinNetwork, Vertex, vertex_map


def norm_network(state: SpinNetwork) -> SpinNetwork:
    """Return the closed network whose value is the squared norm of a state.

    The open edges keep their names and lead from the state to its adjoint, so that matrices put on
    them in :func:`spinnet.networks.evaluate` act as operators on single spins.

    Args:
        state: A network whose open edges all go out.

    Returns:
        The closed network.

    Raises:
        ValueError: If an open edge comes in.
    """
    return expectation_network(state, None, ())


def expectation_network(
    state: SpinNetwork, operator: Intertwiner | None, on: tuple[str, ...]
) -> SpinNetwork:
    """Return the closed network of <state| operator |state>, not divided by the norm.

    Args:
        state: A network whose open edges all go out.
        operator: An invariant map from the spins ``on`` to the same spins; None for the identity.
        on: Names of the open edges the operator acts on, in its leaf order.

    Returns:
        The closed network. State vertices are called ``ket:...`` and ``bra:...``, the operator
        ``operator``.

    Raises:
        ValueError: If an open edge comes in, or ``on`` does not name open edges of the operator's
            spins.
    """
    for name in state.open_edges:
        if state.edge_by_name[name].target is not None:
            raise ValueError(f"the open edges of a state must go out; edge {name!r} comes in.")
    for name in on:
        if name not in state.open_edges:
            raise ValueError(f"an operator must act on open edges of the state; got {name!r}.")
    edges, acted = [], set(on) if operator else set()
    for edge in state.edges:
        if not edge.is_open:
            edges.append(Edge(f"ket:{edge.name}", edge.two_j, _ket(edge.source), _ket(edge.target)))
            edges.append(Edge(f"bra:{edge.name}", edge.two_j, _bra(edge.target), _bra(edge.source)))
        elif edge.name in acted:
            edges.append(Edge(f"ket:{edge.name}", edge.two_j, _ket(edge.source), "operator"))
            edges.append(Edge(f"bra:{edge.name}", edge.two_j, "operator", _bra(edge.source)))
        else:
            edges.append(Edge(edge.name, edge.two_j, _ket(edge.source), _bra(edge.source)))
    kept = {edge.name for edge in edges}
    vertices = [v for vertex in state.vertices for v in _ket_and_bra(vertex, kept)]
    if operator:
        incoming = tuple(f"ket:{name}" for name in on)
        outgoing = tuple(f"bra:{name}" for name in on)
        vertices.append(Vertex("operator", incoming, outgoing, operator))
    return SpinNetwork(tuple(edges), tuple(vertices))


def _ket_and_bra(vertex: Vertex, kept: set[str]) -> tuple[Vertex, Vertex]:
    def renamed(names: tuple[str, ...], side: str) -> tuple[str, ...]:
        return tuple(name if name in kept else f"{side}:{name}" for name in names)

    ket = Vertex(
        f"ket:{vertex.name}",
        renamed(vertex.incoming, "ket"),
        renamed(vertex.outgoing, "ket"),
        vertex_map(vertex),
    )
    bra = Vertex(
        f"bra:{vertex.name}",
        renamed(vertex.outgoing, "bra"),
        renamed(vertex.incoming, "bra"),
        vertex_map(vertex).adjoint(),
    )
    return ket, bra


def _ket(name: str | None) -> str:
    return f"ket:{name}"


def _bra(name: str | None) -> str:
    return f"bra:{name}"
