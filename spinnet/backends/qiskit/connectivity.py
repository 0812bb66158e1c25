"""What a target's coupling map allows: gates between any three qubits, or only along lines."""

from __future__ import annotations

from qiskit.providers import BackendV2
from qiskit.transpiler import CouplingMap, Target

from spinnet.circuits.synthesis import ALL_TO_ALL, LINE


def target_of(device: Target | BackendV2 | None) -> Target | None:
    """Return the target of a backend, or a target itself.

    Args:
        device: A target, a backend, or None for no constraint.

    Raises:
        TypeError: If it is neither.
    """
    if device is None or isinstance(device, Target):
        return device
    if isinstance(device, BackendV2):
        return device.target
    raise TypeError(f"target must be a Qiskit Target or BackendV2; got {type(device).__name__}.")


def connectivity_of(device: Target | CouplingMap | None) -> str:
    """Return "all-to-all" if coupled qubits come in triangles, else "line".

    A 3-spin gate needs three mutually coupled qubits for its all-to-all structure. Heavy-hex,
    square and line maps have none.

    Args:
        device: A target, a coupling map, or None for no constraint.
    """
    coupling = device.build_coupling_map() if isinstance(device, Target) else device
    if coupling is None:
        return ALL_TO_ALL
    neighbours: dict[int, set[int]] = {}
    for first, second in coupling.get_edges():
        neighbours.setdefault(first, set()).add(second)
        neighbours.setdefault(second, set()).add(first)
    every_pair_in_a_triangle = all(
        neighbours[first] & neighbours[second] for first, second in coupling.get_edges()
    )
    return ALL_TO_ALL if neighbours and every_pair_in_a_triangle else LINE
