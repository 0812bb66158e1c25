"""Circuits as plain JSON data and back, without loss.

Each distinct gate is written once, with its trees as text and its generators number by number, so
a circuit read back equals the one written whatever family its gates came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spinnet.circuits.block_matrix import BlockMatrix
from spinnet.circuits.circuit import Circuit, Placement
from spinnet.circuits.initial_state import SingletCovering
from spinnet.circuits.vertex_gate import VertexGate
from spinnet.networks import parse_tree


def circuit_to_json(circuit: Circuit) -> dict[str, Any]:
    """Return a circuit as data that ``json`` can write.

    Args:
        circuit: The circuit.

    Returns:
        A mapping with ``n_sites``, ``n_params``, ``initial`` (pairs and singles), ``gates`` (the
        distinct gates; a complex number is ``[real, imaginary]``) and ``placements`` (number of
        the gate, sites, parameters and layer of each).
    """
    numbers = {gate: number for number, gate in enumerate(circuit.gates)}
    return {
        "n_sites": circuit.n_sites,
        "n_params": circuit.n_params,
        "initial": {
            "pairs": [list(pair) for pair in circuit.initial.pairs],
            "singles": list(circuit.initial.singles),
        },
        "gates": [_gate_to_json(gate) for gate in circuit.gates],
        "placements": [
            [numbers[placed.gate], list(placed.sites), list(placed.parameters), placed.layer]
            for placed in circuit.placements
        ],
    }


def circuit_from_json(data: Mapping[str, Any]) -> Circuit:
    """Return the circuit that `circuit_to_json` wrote.

    Args:
        data: The mapping, as read from JSON.

    Returns:
        A circuit equal to the one written.

    Raises:
        ValueError: If something is missing or is no part of a circuit.
    """
    try:
        gates = [_gate_from_json(gate) for gate in data["gates"]]
        pairs = tuple((int(i), int(j)) for i, j in data["initial"]["pairs"])
        initial = SingletCovering(data["n_sites"], pairs, tuple(data["initial"]["singles"]))
        placements = tuple(
            Placement(gates[number], tuple(sites), tuple(parameters), layer)
            for number, sites, parameters, layer in data["placements"]
        )
        return Circuit(data["n_sites"], initial, placements, data["n_params"])
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(
            "data of a circuit must hold n_sites, n_params, initial, gates and placements as "
            f"circuit_to_json writes them; reading failed with {type(error).__name__}: {error}."
        ) from error


def _gate_to_json(gate: VertexGate) -> dict[str, Any]:
    return {
        "name": gate.name,
        "in_tree": str(gate.in_tree),
        "out_tree": str(gate.out_tree),
        "generators": [_blocks_to_json(generator) for generator in gate.generators],
        "constant": None if gate.constant is None else _blocks_to_json(gate.constant),
    }


def _gate_from_json(data: Mapping[str, Any]) -> VertexGate:
    in_tree, out_tree = parse_tree(data["in_tree"]), parse_tree(data["out_tree"])
    generators = tuple(_blocks_from_json(in_tree.n_leaves, rows) for rows in data["generators"])
    constant = data["constant"]
    return VertexGate(
        data["name"],
        in_tree,
        out_tree,
        generators,
        None if constant is None else _blocks_from_json(in_tree.n_leaves, constant),
    )


def _blocks_to_json(blocks: BlockMatrix) -> list:
    return [[[[value.real, value.imag] for value in row] for row in rows] for rows in blocks.rows]


def _blocks_from_json(n_spins: int, data: list) -> BlockMatrix:
    return BlockMatrix(
        n_spins,
        tuple(
            tuple(tuple(complex(real, imag) for real, imag in row) for row in rows) for rows in data
        ),
    )
