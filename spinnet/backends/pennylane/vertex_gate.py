"""The vertex gate as a PennyLane operation."""

from __future__ import annotations

from typing import Any

import pennylane as qml

from spinnet.backends.pennylane.decomposition import (
    default_gates,
    eigenbasis_gates,
    elementary_gates,
    gate_counts,
    is_short,
)
from spinnet.backends.pennylane.gate_matrix import gate_matrix
from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits import VertexGate as GateStructure
from spinnet.circuits import energy_frequencies


class VertexGate(Operation):
    r"""An SU(2)-equivariant unitary on k wires, its structure given by a ``spinnet`` gate.

    .. math:: U(a) = \bigoplus_J W^{out}_J \; e^{i a_n G_n} \cdots e^{i a_1 G_1} K \;
              W^{in\,\dagger}_J \otimes 1_{2J+1}

    It is differentiable by backpropagation, by parameter shift (its frequencies are the eigenvalue
    gaps of the generators) and, through its decomposition, by the adjoint method. Angles may be
    batched: arrays ``(batch,)``.

    Args:
        *angles: One real number per generator of the gate, in radians.
        wires: The k wires, in the gate's order.
        gate: The structure, such as ``spinnet.circuits.paper_gate(3)``.

    Raises:
        ValueError: If the number of angles or of wires does not fit the gate.

    Example:
        >>> from spinnet.circuits import paper_gate
        >>> VertexGate(0.3, wires=["a", "b"], gate=paper_gate(2)).matrix().shape
        (4, 4)
    """

    resource_keys = {"gate"}  # noqa: RUF012 - PennyLane reads this class attribute

    def __init__(self, *angles: Any, wires: Any, gate: GateStructure) -> None:
        if len(angles) != gate.n_angles:
            raise ValueError(
                f"gate {gate.name!r} takes {gate.n_angles} angles, each an argument of its own; "
                f"got {len(angles)}."
            )
        n_wires = len(qml.wires.Wires(wires))
        if n_wires != gate.n_spins:
            raise ValueError(f"gate {gate.name!r} acts on {gate.n_spins} wires; got {n_wires}.")
        self._hyperparameters = {"gate": gate}
        super().__init__(*angles, wires=wires)

    @property
    def gate(self) -> GateStructure:
        """The structure of the gate."""
        return self.hyperparameters["gate"]

    @property
    def ndim_params(self) -> tuple[int, ...]:
        """Number of axes of each angle without a batch: none."""
        return (0,) * self.num_params

    @property
    def parameter_frequencies(self) -> list[tuple[float, ...]]:
        """For each angle, the positive eigenvalue gaps of its generator."""
        return [energy_frequencies(generator) for generator in self.gate.generators]

    @property
    def resource_params(self) -> dict[str, GateStructure]:
        """What fixes the number of gates in the decomposition."""
        return {"gate": self.gate}

    @staticmethod
    def compute_matrix(*angles: Any, gate: GateStructure) -> Any:
        """Return the unitary ``(2**k, 2**k)``, differentiable in every interface."""
        return gate_matrix(angles, gate)

    @staticmethod
    def compute_decomposition(*angles: Any, wires: Any, gate: GateStructure) -> list[Operation]:
        """Return the gate in elementary gates if known, else in its eigenbases; affine."""
        return default_gates(angles, wires, gate)

    def adjoint(self) -> VertexGate:
        """Return the inverse, again a vertex gate."""
        return VertexGate(*reversed(self.data), wires=self.wires, gate=self.gate.inverse())

    def label(
        self,
        decimals: int | None = None,
        base_label: str | None = None,
        cache: dict | None = None,
    ) -> str:
        """Return the name of the gate, for drawings."""
        return super().label(decimals, base_label or self.gate.name, cache)


def _elementary_counts(gate: GateStructure) -> dict:
    return dict(gate_counts(elementary_gates, gate))


def _eigenbasis_counts(gate: GateStructure) -> dict:
    return dict(gate_counts(eigenbasis_gates, gate))


@qml.register_condition(is_short)
@qml.register_resources(_elementary_counts)
def _elementary_rule(*angles: Any, wires: Any, gate: GateStructure, **_: Any) -> None:
    elementary_gates(angles, wires, gate)


@qml.register_resources(_eigenbasis_counts)
def _eigenbasis_rule(*angles: Any, wires: Any, gate: GateStructure, **_: Any) -> None:
    eigenbasis_gates(angles, wires, gate)


qml.add_decomps(VertexGate, _elementary_rule, _eigenbasis_rule)


@qml.ops.functions.bind_new_parameters.register
def _bind_vertex_gate(operation: VertexGate, params: Any) -> VertexGate:
    """Bind new angles without copying the gate's structure."""
    return VertexGate(*params, wires=operation.wires, gate=operation.gate)
