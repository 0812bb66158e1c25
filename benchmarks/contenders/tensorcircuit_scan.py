"""TensorCircuit-NG on its JAX backend, after the recipe of its own VQE benchmarks.

A ``scan`` over layers keeps compiling short, ``jax.checkpoint`` keeps one state per layer, and the
energy is one product of the Pauli sum with the state by slices.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import tensorcircuit

from benchmarks.contenders.layers import equal_layers, gate_matrices
from hamiltonians import HeisenbergModel
from spinnet.backends.statevector_tables import covering_state
from spinnet.circuits import Circuit
from spinnet.cli.step_times import Step

LETTERS = {"X": 1, "Y": 2, "Z": 3}


def prepare(circuit: Circuit, model: HeisenbergModel) -> Step:
    """Return the step; compiled at the first call."""
    jax.config.update("jax_enable_x64", True)
    tensorcircuit.set_backend("jax")
    tensorcircuit.set_dtype("complex128")
    gate, supports, indices = equal_layers(circuit)
    matrices = gate_matrices(gate)
    start = jnp.asarray(covering_state(circuit.initial).reshape(-1))
    apply_model = tensorcircuit.quantum.PauliStringSum2MVP(*_pauli_sum(model))

    @jax.checkpoint
    def layer(state: jax.Array, angles: jax.Array) -> tuple[jax.Array, None]:
        network = tensorcircuit.Circuit(circuit.n_sites, inputs=state)
        for sites, matrix in zip(supports, matrices(angles), strict=True):
            network.unitary(*sites, unitary=matrix)
        return network.state(), None

    def energy(parameters: jax.Array) -> jax.Array:
        state, _ = jax.lax.scan(layer, start, parameters[indices])
        return jnp.vdot(state, apply_model(state).reshape(-1)).real

    return jax_step(energy)


def jax_step(energy) -> Step:
    """Return the step of a function of flat parameters that JAX can compile."""
    energies, both = jax.jit(energy), jax.jit(jax.value_and_grad(energy))

    def values(rows: np.ndarray) -> np.ndarray:
        return np.array([float(energies(row)) for row in rows])

    def values_and_gradients(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = [both(row) for row in rows]
        return np.array([float(e) for e, _ in found]), np.array([np.asarray(g) for _, g in found])

    return Step(values, values_and_gradients)


def _pauli_sum(model: HeisenbergModel) -> tuple[list[list[int]], list[float]]:
    """Return letters as numbers, one list per word, and their weights."""
    words, weights = [], []
    for letters, sites, weight in model.pauli_terms():
        word = [0] * model.n_sites
        for letter, site in zip(letters, sites, strict=True):
            word[site] = LETTERS[letter]
        words.append(word)
        weights.append(weight)
    return words, weights
