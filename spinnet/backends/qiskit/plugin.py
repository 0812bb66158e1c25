"""The high-level-synthesis plugin: how Qiskit's transpiler lowers a vertex gate.

Installed through the entry point ``vertex_gate.default`` of the group ``qiskit.synthesis``, so
that plain ``transpile`` uses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qiskit import QuantumCircuit
from qiskit.circuit import Operation
from qiskit.transpiler import CouplingMap, Target
from qiskit.transpiler.passes.synthesis.plugin import HighLevelSynthesisPlugin

from spinnet.backends.qiskit.connectivity import connectivity_of
from spinnet.backends.qiskit.gate import VertexGate


class VertexGateSynthesis(HighLevelSynthesisPlugin):
    """Lowers a vertex gate to the structure that suits the target.

    Symbolic gates get the structure that is affine in their angles, bound ones the structure with
    the fewest two-qubit gates.
    """

    def run(
        self,
        high_level_object: Operation,
        coupling_map: CouplingMap | None = None,
        target: Target | None = None,
        qubits: Sequence[int] | None = None,
        **options: object,
    ) -> QuantumCircuit | None:
        """Return the circuit of a vertex gate, None for any other operation.

        Args:
            high_level_object: The operation.
            coupling_map: The device's coupling map, if there is no target.
            target: The device.
            qubits: The physical qubits, once they are known. Not used: a structure along the
                line serves them all.
            **options: ``connectivity="line"`` or ``"all-to-all"`` overrides the target.
        """
        if not isinstance(high_level_object, VertexGate):
            return None
        connectivity = options.get("connectivity") or connectivity_of(target or coupling_map)
        return high_level_object.structure_definition(str(connectivity))
