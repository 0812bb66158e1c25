"""The cost of a circuit, from the floors that can tell, loaded by name when it is asked for.

Without a target the structures of this floor are counted. With one the circuit is compiled for
it, which is the affair of ``spinnet.backends.qiskit``; names of devices are known to
``spinnet.backends.ibm``.
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
        target: A Qiskit target or backend, the name of a device, or None.
        **options: Those of ``spinnet.backends.qiskit.circuit_cost``.

    Raises:
        ImportError: If a package is needed and not installed; the message says how to install it.
    """
    if target is None and not options:
        synthesis = importlib.import_module("spinnet.circuits.synthesis")
        return synthesis.circuit_cost(synthesis.structured_circuit(circuit).operations)
    if isinstance(target, str):
        target = importlib.import_module("spinnet.backends.ibm").open_device(target).backend
    return importlib.import_module("spinnet.backends.qiskit").circuit_cost(
        circuit, target, **options
    )
