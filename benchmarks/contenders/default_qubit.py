"""PennyLane's default.qubit, compiled by JAX and differentiated by backpropagation.

One QNode is one layer, from state to state, and ``scan`` repeats it; unrolled, compiling takes
minutes at this depth and the gradient keeps a state per gate.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pennylane as qml

from benchmarks.contenders.layers import equal_layers, gate_matrices
from benchmarks.contenders.tensorcircuit_scan import jax_step
from hamiltonians import HeisenbergModel
from spinnet.backends.pennylane.program import hamiltonian
from spinnet.backends.statevector_tables import covering_state
from spinnet.circuits import Circuit
from spinnet.cli.step_times import Step


def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step; compiled at the first call."""
    jax.config.update("jax_enable_x64", True)
    wires = range(circuit.n_sites)
    device = qml.device("default.qubit", wires=circuit.n_sites)
    gate, supports, indices = equal_layers(circuit)
    matrices = gate_matrices(gate)
    start = jnp.asarray(covering_state(circuit.initial).reshape(-1))
    observable = hamiltonian(model)

    @qml.qnode(device, interface="jax", diff_method="backprop")
    def layer(state, angles):
        qml.StatePrep(state, wires=wires, validate_norm=False)
        for sites, matrix in zip(supports, matrices(angles), strict=True):
            qml.QubitUnitary(matrix, wires=sites, unitary_check=False)
        return qml.state()

    @qml.qnode(device, interface="jax", diff_method="backprop")
    def measure(state):
        qml.StatePrep(state, wires=wires, validate_norm=False)
        return qml.expval(observable)

    def energy(parameters: jax.Array) -> jax.Array:
        body = jax.checkpoint(lambda state, angles: (layer(state, angles), None))
        state, _ = jax.lax.scan(body, start, parameters[indices])
        return measure(state)

    return jax_step(energy)
