"""The cost of a circuit, from the floors that can tell, loaded by name when it is asked for.

Without a target the structures of this floor are counted. With one the circuit is compiled for
it, which is the affair of ``spinnet.backends.qiskit``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spinnet.circuits.circuit import Circuit


def cost_of(circuit: Circuit, target: Any = None, **options: Any) -> Any:
    """Return what a circuit costs; see `Circuit.cost`.

    Args:
        circuit: The circuit.
        target: A Qiskit target or backend, or None.
        **options: Those of ``spinnet.backends.qiskit.circuit_cost``.

    Raises:
        ImportError: If Qiskit is needed and not installed; the message says how to install it.
    """
    if target is None and not options:
        synthesis = importlib.import_module("spinnet.circuits.synthesis")
        return synthesis.circuit_cost(synthesis.structured_circuit(circuit).operations)
    return importlib.import_module("spinnet.backends.qiskit").circuit_cost(
        circuit, target, **options
    )
