"""Running circuits on a PennyLane device: PennyLane's simulators or any device of the user's."""

from __future__ import annotations

from dataclasses import dataclass

import pennylane as qml

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend
from spinnet.backends.pennylane.evaluator import PennyLaneEvaluator
from spinnet.circuits import Circuit, check_sizes


@dataclass(frozen=True)
class PennyLaneBackend(AbstractBackend):
    """A PennyLane device and how to differentiate on it.

    Args:
        device: A name such as "default.qubit" or "lightning.qubit", or a device of the user's with
            at least as many wires as the circuit has sites.
        diff_method: One of PennyLane's methods: "best" (backpropagation on default.qubit, the
            adjoint method on lightning, else parameter shift), "backprop", "adjoint",
            "parameter-shift", ...
        shots: Number of shots for each measured group of Pauli words; None is exact.
        compiled: Whether to compile the whole evaluation with JAX. Compiling takes ten seconds and
            more, each evaluation afterwards a small fraction of the time; for exact
            backpropagation on default.qubit only.

    Example:
        >>> from hamiltonians import chain, heisenberg
        >>> from spinnet.circuits import bond_ansatz
        >>> lattice = chain(4)
        >>> backend = PennyLaneBackend("lightning.qubit")
        >>> evaluator = backend.evaluator(bond_ansatz(lattice, layers=1), heisenberg(lattice))
        >>> print(f"{evaluator.energy([0.0, 0.0, 0.0]):.6f}")
        -1.500000
    """

    device: str | qml.devices.Device = "default.qubit"
    diff_method: str = "best"
    shots: int | None = None
    compiled: bool = False

    @property
    def name(self) -> str:  # type: ignore[override]
        """What the backend is called in results: the package, and the device if options are set."""
        if self == PennyLaneBackend():
            return "pennylane"
        device = self.device if isinstance(self.device, str) else self.device.name
        return f"pennylane {device}"

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> PennyLaneEvaluator:
        """Return the evaluator of a circuit under a model.

        Args:
            circuit: The circuit.
            model: The model, on the same sites.

        Raises:
            ValueError: If their numbers of sites differ, the device has fewer wires, or compiling
                is asked for where it does not apply.
        """
        check_sizes(circuit, model)
        device = self.device
        if isinstance(device, str):
            device = qml.device(device, wires=circuit.n_sites)
        self._check_compiled(device)
        if device.wires is not None and len(device.wires) < circuit.n_sites:
            raise ValueError(
                f"the device {device.name} has {len(device.wires)} wires; the circuit needs "
                f"{circuit.n_sites}. Pass a larger device or its name."
            )
        return PennyLaneEvaluator(
            circuit,
            model,
            device=device,
            diff_method=self.diff_method,
            shots=self.shots,
            compiled=self.compiled,
        )

    def _check_compiled(self, device: qml.devices.Device) -> None:
        backpropagates = device.name == "default.qubit" and not self.shots
        if self.compiled and not (backpropagates and self.diff_method in ("best", "backprop")):
            raise ValueError(
                "compiled=True needs backpropagation on default.qubit without shots; got "
                f"{device.name}, diff_method={self.diff_method!r}, shots={self.shots}."
            )
