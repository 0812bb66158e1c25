"""Circuits as spin networks, and spin networks of gates as circuits.

With its parameters given, a circuit is a network of intertwiners: a singlet vertex for each pair of
the start state and one vertex for each gate. The network floor does the wiring.
"""

from __future__ import annotations

import numpy as np

from spinnet.circuits.circuit import Circuit, Placement
from spinnet.circuits.gate_families import fixed_gate
from spinnet.circuits.initial_state import SingletCovering
from spinnet.circuits.parameters import gate_angles
from spinnet.networks import (
    PlacedIntertwiner,
    SpinNetwork,
    comb_tree,
    gate_network,
    intertwiner,
    placed_gates,
)

_SINGLET = intertwiner(comb_tree(2), None)


def circuit_network(circuit: Circuit, parameters: np.ndarray) -> SpinNetwork:
    """Return a circuit at given parameters as a spin network.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``, radians.

    Returns:
        A network with open edges ``out0``, ``out1``, ... for the sites, then ``in...`` for the
        sites that the start state leaves up: its tensor at index 0 (up) there is the state.

    Raises:
        ValueError: If the parameters do not fit.
    """
    placed = [
        PlacedIntertwiner(f"pair {first} {second}", _SINGLET, (first, second))
        for first, second in circuit.initial.pairs
    ]
    angles = gate_angles(circuit, parameters)
    for number, (placement, values) in enumerate(zip(circuit.placements, angles, strict=True)):
        gate = placement.gate
        vertex = intertwiner(gate.out_tree, gate.in_tree, gate.blocks(values))
        placed.append(PlacedIntertwiner(f"{number} {gate.name}", vertex, placement.sites))
    return gate_network(placed, (1,) * circuit.n_sites)


def circuit_from_network(network: SpinNetwork) -> Circuit:
    """Return the circuit without parameters whose gates are the vertices of a network.

    Args:
        network: Singlet vertices of two lines and unitary vertices on lines of spin 1/2; outgoing
            open edges are the sites, in order.

    Returns:
        The circuit; sites that no singlet prepares start up.

    Raises:
        ValueError: If a vertex is neither a gate on spins 1/2 nor a singlet; it is named.
    """
    placements, pairs = [], []
    for placed in placed_gates(network):
        vertex = placed.intertwiner
        if set(vertex.out_spins) != {1}:
            raise ValueError(
                f"vertex {placed.name!r} of a circuit must join lines of spin 1/2; got two_j = "
                f"{vertex.out_spins}."
            )
        if vertex.in_tree is None or vertex.out_tree is None:
            if vertex != _SINGLET:
                raise ValueError(f"vertex {placed.name!r} must prepare one singlet of two lines.")
            pairs.append((placed.sites[0], placed.sites[1]))
            continue
        blocks = {
            two_total: np.array([[complex(entry) for entry in row] for row in block])
            for two_total, block in vertex.blocks
        }
        gate = fixed_gate(vertex.in_tree, vertex.out_tree, blocks, placed.name)
        placements.append(Placement(gate, placed.sites, ()))
    n_sites = sum(network.edge_by_name[name].target is None for name in network.open_edges)
    prepared = {site for pair in pairs for site in pair}
    singles = tuple(site for site in range(n_sites) if site not in prepared)
    return Circuit(n_sites, SingletCovering(n_sites, tuple(pairs), singles), tuple(placements), 0)
