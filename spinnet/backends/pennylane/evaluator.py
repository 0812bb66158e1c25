"""A circuit and a model made ready to run on one PennyLane device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pennylane as qml
from pennylane import numpy as differentiable

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractEvaluator, NoStateError, Observables
from spinnet.backends.pennylane.decomposition import eigenbasis_decomposition
from spinnet.backends.pennylane.program import to_pennylane
from spinnet.circuits import Circuit, checked_parameters

Pair = tuple[int, int]


class PennyLaneEvaluator(AbstractEvaluator):
    """Energies, gradients and observables from QNodes; see `PennyLaneBackend` for the options."""

    def __init__(
        self,
        circuit: Circuit,
        model: HeisenbergModel,
        *,
        device: qml.devices.Device,
        diff_method: str = "best",
        shots: int | None = None,
        compiled: bool = False,
    ) -> None:
        """Build the QNodes; nothing runs until an evaluation is asked for."""
        self.circuit = circuit
        self.model = model
        self._device = device
        self._shots = shots
        self._wires = tuple((device.wires or range(circuit.n_sites))[: circuit.n_sites])
        program = to_pennylane(circuit, model, wires=self._wires)
        self._ansatz, hamiltonian = program
        hamiltonian.compute_grouping(grouping_type="qwc")
        energy = self._qnode(lambda: qml.expval(hamiltonian), diff_method)
        self._rows = _CompiledRows(energy) if compiled else _PlainRows(energy)

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters."""
        return self._rows.energies(self._checked(parameters))

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        rows = self._checked(parameters)
        if not self.circuit.n_params:
            return self._rows.energies(rows), np.zeros(rows.shape)
        return self._rows.energies_and_gradients(rows)

    def observables(self, parameters: np.ndarray) -> Observables:
        """Return what is measured in the final state of one row of parameters ``(n_params,)``.

        Everything follows from the spin correlations of all pairs of sites. The variance needs
        amplitudes and is None on devices, or with shots, where there are none.
        """
        row = checked_parameters(self.circuit, parameters)
        correlations = self._pair_correlations(row)
        energy = sum(coupling * correlations[i, j] for i, j, coupling in self.model.terms)
        return Observables(
            energy=float(energy),
            variance=self._variance(row),
            total_spin_squared=3 / 4 * self.circuit.n_sites + 2 * sum(correlations.values()),
            bond_correlations=tuple(correlations[edge] for edge in self.model.lattice.edges),
        )

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(2**n_sites,)``, site 0 leftmost, up first.

        Args:
            parameters: Array ``(n_params,)``, radians.

        Raises:
            NoStateError: If shots are taken, or the device gives no amplitudes or has spare wires.
        """
        row = checked_parameters(self.circuit, parameters)
        amplitudes = self._amplitudes(row)
        if amplitudes is None:
            raise NoStateError(
                f"the device {self._device.name} gives no amplitudes of {self.circuit.n_sites} "
                "sites; use a state-vector simulator with as many wires and shots=None."
            )
        return amplitudes

    def _checked(self, parameters: np.ndarray) -> np.ndarray:
        rows = [checked_parameters(self.circuit, row) for row in parameters]
        return np.stack(rows) if rows else np.zeros((0, self.circuit.n_params))

    def _qnode(self, measure: Callable[[], Any], diff_method: str | None) -> Callable:
        def run(parameters):
            """Queue the circuit, then what is measured."""
            self._ansatz(parameters)
            return measure()

        qnode = qml.QNode(run, self._device, diff_method=diff_method)
        if self._device.name.startswith("lightning"):
            qnode = eigenbasis_decomposition(qnode)
        return qml.set_shots(qnode, shots=self._shots) if self._shots else qnode

    def _pair_correlations(self, row: np.ndarray) -> dict[Pair, float]:
        """Return <S_i.S_j> for every pair of sites, i < j."""
        sites = range(self.circuit.n_sites)
        pairs = [(i, j) for i in sites for j in sites if i < j]
        letters = (qml.PauliX, qml.PauliY, qml.PauliZ)

        def measure():
            return [
                qml.expval(letter(self._wires[i]) @ letter(self._wires[j]))
                for i, j in pairs
                for letter in letters
            ]

        values = np.asarray(self._qnode(measure, None)(row), dtype=float).reshape(-1, 3)
        return {
            pair: float(value) for pair, value in zip(pairs, values.sum(axis=1) / 4, strict=True)
        }

    def _variance(self, row: np.ndarray) -> float | None:
        state = self._amplitudes(row)
        if state is None:
            return None
        image = self.model.matrix() @ state
        return float(np.vdot(image, image).real - np.vdot(state, image).real ** 2)

    def _amplitudes(self, row: np.ndarray) -> np.ndarray | None:
        """Return the final state, or None where the device has none to give."""
        if self._shots or self._device.wires is None:
            return None
        if len(self._device.wires) != self.circuit.n_sites:
            return None
        try:
            return np.asarray(self._qnode(qml.state, None)(row))
        except qml.exceptions.DeviceError:
            return None


class _PlainRows:
    """Rows evaluated one after the other by PennyLane itself."""

    def __init__(self, energy: Callable) -> None:
        self._energy = energy
        self._gradient = qml.grad(energy)

    def energies(self, rows: np.ndarray) -> np.ndarray:
        return np.array([float(self._energy(row)) for row in rows])

    def energies_and_gradients(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        energies, gradients = np.empty(len(rows)), np.empty(rows.shape)
        for place, row in enumerate(rows):
            trainable = differentiable.array(row, requires_grad=True)
            gradients[place] = self._gradient(trainable)
            energies[place] = float(self._gradient.forward)
        return energies, gradients


class _CompiledRows:
    """Rows evaluated by one function that JAX compiles, in double precision."""

    def __init__(self, energy: Callable) -> None:
        self._energy = jax.jit(energy)
        self._energy_and_gradient = jax.jit(jax.value_and_grad(energy))

    def energies(self, rows: np.ndarray) -> np.ndarray:
        with jax.enable_x64(True):
            return np.array([float(self._energy(jnp.asarray(row))) for row in rows])

    def energies_and_gradients(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with jax.enable_x64(True):
            results = [self._energy_and_gradient(jnp.asarray(row)) for row in rows]
        energies = np.array([float(energy) for energy, _ in results])
        return energies, np.array([np.asarray(gradient) for _, gradient in results])
