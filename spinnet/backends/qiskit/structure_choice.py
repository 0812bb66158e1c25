"""Which structure a vertex gate, or a whole circuit, is lowered to.

The structures and their counts are those of ``spinnet.circuits.synthesis``. This file adds what a
Qiskit definition cannot do without: an answer for every gate.
"""

from __future__ import annotations

from functools import lru_cache

from spinnet.circuits import Circuit, Placement, VertexGate
from spinnet.circuits.synthesis import (
    ALL_TO_ALL,
    GateStructure,
    PlacedStructure,
    StructuredCircuit,
    choose_frames,
    structure_of,
)


@lru_cache(maxsize=512)
def cheapest_structure(
    vertex: VertexGate, connectivity: str, native_rzz: bool = False
) -> GateStructure:
    """Return the structure with the fewest two-qubit gates, its angles any functions.

    Args:
        vertex: Any vertex gate.
        connectivity: "all-to-all" or "line". Gates without a structure on a line get the
            all-to-all one, to be routed.
        native_rzz: Whether gates of 2 spins take RZZ gates, within [0, pi/2] for every angle.
    """
    try:
        return structure_of(vertex, connectivity, native_rzz=native_rzz)
    except ValueError:
        return structure_of(vertex, ALL_TO_ALL, native_rzz=native_rzz)


@lru_cache(maxsize=512)
def affine_structure(vertex: VertexGate, connectivity: str) -> GateStructure:
    """Return the structure whose angles are affine in the gate's with the fewest two-qubit gates.

    Args:
        vertex: Any vertex gate.
        connectivity: "all-to-all" or "line". Gates of more than three spins get an all-to-all
            structure, to be routed.
    """
    try:
        return structure_of(vertex, connectivity, affine=True)
    except ValueError:
        return structure_of(vertex, ALL_TO_ALL, affine=True)


def structures_of_circuit(
    circuit: Circuit, connectivity: str, *, native_rzz: bool = False
) -> StructuredCircuit:
    """Return a whole circuit in its cheapest structures, every angle of every gate its own.

    Frames of neighbouring gates cancel, for which sites may end on other wires.

    Args:
        circuit: The circuit.
        connectivity: "all-to-all" or "line".
        native_rzz: Whether gates of 2 spins take RZZ gates, within [0, pi/2] for every angle.

    Returns:
        The structured circuit; its parameters are the angles of all gates in time order.
    """
    placed = []
    for gate in with_separate_angles(circuit).placements:
        structure = cheapest_structure(gate.gate, connectivity, native_rzz)
        placed.append(PlacedStructure(structure, gate.sites, gate.parameters))
    return choose_frames(placed, circuit.n_sites, singlets=circuit.initial.pairs)


def with_separate_angles(circuit: Circuit) -> Circuit:
    """Return a circuit with a parameter for each angle of each gate, in time order.

    Args:
        circuit: The circuit, whose gates may share parameters.
    """
    placements, start = [], 0
    for gate in circuit.placements:
        stop = start + gate.gate.n_angles
        placements.append(Placement(gate.gate, gate.sites, tuple(range(start, stop)), gate.layer))
        start = stop
    return Circuit(circuit.n_sites, circuit.initial, tuple(placements), start)
