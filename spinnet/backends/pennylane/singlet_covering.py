"""The preparation of a singlet covering as a PennyLane operation."""

from __future__ import annotations

from typing import Any

import pennylane as qml

from spinnet.backends.pennylane.operation import Operation
from spinnet.circuits import SingletCovering as Covering


class SingletCovering(Operation):
    r"""Prepare singlets on pairs of wires from :math:`|0\cdots0\rangle`, one CNOT a pair.

    Each pair (i, j) ends in :math:`(|0_i 1_j\rangle - |1_i 0_j\rangle)/\sqrt 2`, single sites stay
    up.

    Args:
        wires: One wire per site, site 0 first.
        covering: Which sites are paired, such as ``circuit.initial``.

    Raises:
        ValueError: If the number of wires differs from the number of sites.

    Example:
        >>> from spinnet.circuits import SingletCovering as Covering
        >>> len(SingletCovering(wires=[0, 1], covering=Covering(2, ((0, 1),))).decomposition())
        4
    """

    num_params = 0
    resource_keys = {"n_pairs"}  # noqa: RUF012 - PennyLane reads this class attribute

    def __init__(self, wires: Any, covering: Covering) -> None:
        n_wires = len(qml.wires.Wires(wires))
        if n_wires != covering.n_sites:
            raise ValueError(
                f"a covering of {covering.n_sites} sites needs as many wires; got {n_wires}."
            )
        self._hyperparameters = {"covering": covering}
        super().__init__(wires=wires)

    @property
    def covering(self) -> Covering:
        """Which sites are paired and which stay up."""
        return self.hyperparameters["covering"]

    @property
    def resource_params(self) -> dict[str, int]:
        """What fixes the number of gates in the decomposition."""
        return {"n_pairs": len(self.covering.pairs)}

    @staticmethod
    def compute_decomposition(wires: Any, covering: Covering) -> list[Operation]:
        """Return X, X, H and CNOT for each pair."""
        operations: list[Operation] = []
        for first, second in covering.pairs:
            operations += [
                qml.PauliX(wires[first]),
                qml.PauliX(wires[second]),
                qml.Hadamard(wires[first]),
                qml.CNOT([wires[first], wires[second]]),
            ]
        return operations


def _resources(n_pairs: int) -> dict:
    return {qml.PauliX: 2 * n_pairs, qml.Hadamard: n_pairs, qml.CNOT: n_pairs}


@qml.register_resources(_resources)
def _pairs(*_: Any, wires: Any, covering: Covering, **__: Any) -> None:
    SingletCovering.compute_decomposition(wires=wires, covering=covering)


qml.add_decomps(SingletCovering, _pairs)
