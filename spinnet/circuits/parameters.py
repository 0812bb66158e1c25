"""The flat parameter array: which gate reads which index, and what each index is called.

All arithmetic on flat indices is here. A sharing rule gives every gate a label; gates of one kind
with equal labels read the same slice.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from spinnet.circuits.circuit import Circuit, Placement
from spinnet.circuits.vertex_gate import VertexGate


@dataclass(frozen=True)
class ParameterSlice:
    """A named run of the flat parameter array.

    Args:
        name: Layer, gate and the sites of the first gate that reads it.
        start: First index.
        stop: One past the last index.
    """

    name: str
    start: int
    stop: int


def place_gates(
    gates: Sequence[tuple[VertexGate, tuple[int, ...], int]], labels: Sequence[Hashable]
) -> tuple[tuple[Placement, ...], int]:
    """Return placements whose parameters are shared between gates with equal labels.

    Args:
        gates: ``(gate, sites, layer)`` in time order.
        labels: One per gate; gates of one kind with equal labels share all their angles.

    Returns:
        The placements, and the number of parameters.

    Example:
        >>> from spinnet.circuits import exchange_gate
        >>> pair = exchange_gate(2)
        >>> _, n_params = place_gates([(pair, (0, 1), 0), (pair, (2, 3), 0)], ["same", "same"])
        >>> n_params
        1
    """
    starts: dict[Hashable, int] = {}
    placements, n_params = [], 0
    for (gate, sites, layer), label in zip(gates, labels, strict=True):
        key = (gate, label)
        if key not in starts:
            starts[key] = n_params
            n_params += gate.n_angles
        indices = tuple(range(starts[key], starts[key] + gate.n_angles))
        placements.append(Placement(gate, sites, indices, layer))
    return tuple(placements), n_params


def parameter_slices(circuit: Circuit) -> tuple[ParameterSlice, ...]:
    """Return the named slices of a circuit's parameters, one per set of gates that share angles.

    Args:
        circuit: The circuit.

    Returns:
        Slices in the order of the flat array; a slice is named after the first gate that reads it.
    """
    slices, seen = [], set()
    for placement in circuit.placements:
        if placement.parameters and placement.parameters[0] not in seen:
            seen.add(placement.parameters[0])
            sites = ",".join(map(str, placement.sites))
            name = f"layer {placement.layer}: {placement.gate.name}({sites})"
            first, last = placement.parameters[0], placement.parameters[-1]
            slices.append(ParameterSlice(name, first, last + 1))
    return tuple(sorted(slices, key=lambda part: part.start))


def gate_angles(circuit: Circuit, parameters: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the angles of every gate, in time order.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``, radians.

    Raises:
        ValueError: If the length is wrong or a value is not finite.
    """
    values = checked_parameters(circuit, parameters)
    return tuple(values[list(placement.parameters)] for placement in circuit.placements)


def checked_parameters(circuit: Circuit, parameters: np.ndarray) -> np.ndarray:
    """Return the parameters as a float array if they fit the circuit.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_params,)``.

    Raises:
        ValueError: If the length is wrong or a value is not finite.
    """
    values = np.asarray(parameters, dtype=float)
    if values.shape != (circuit.n_params,):
        raise ValueError(
            f"parameters must have shape ({circuit.n_params},) for this circuit; got "
            f"{values.shape}."
        )
    if not np.all(np.isfinite(values)):
        bad = int(np.flatnonzero(~np.isfinite(values))[0])
        raise ValueError(f"parameters must be finite; parameter {bad} is {values[bad]}.")
    return values


def checked_rows(circuit: Circuit, parameters: np.ndarray) -> np.ndarray:
    """Return rows of parameters as a float array if they fit the circuit.

    Args:
        circuit: The circuit.
        parameters: Array ``(n_starts, n_params)`` of at least one row.

    Raises:
        ValueError: If the shape is another.
    """
    rows = np.asarray(parameters, dtype=float)
    if rows.ndim != 2 or len(rows) == 0 or rows.shape[1] != circuit.n_params:
        raise ValueError(
            f"parameters must have the shape (n_starts, n_params) = (n, {circuit.n_params}) with "
            f"n at least 1; got {rows.shape}."
        )
    return rows
