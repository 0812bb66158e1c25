"""The plain state vector: every gate a dense matrix on 2^N amplitudes, differentiated by JAX.

Obvious and slow on purpose. It shares nothing with the sector engine but the description of the
circuit, so that each can be checked against the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend, AbstractEvaluator, Observables
from spinnet.backends.statevector_tables import (
    CircuitTables,
    GateKind,
    circuit_tables,
    swap_orders,
)
from spinnet.circuits import Circuit, check_sizes, checked_parameters, checked_rows

LARGEST_STATE = 20  # sites; the gradient keeps one state of 16 MB per gate


class StatevectorBackend(AbstractBackend):
    """Plain simulation on all 2^N amplitudes in double precision; the oracle for small systems."""

    name = "statevector"

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> StatevectorEvaluator:
        """Return the evaluator of a circuit under a model.

        Args:
            circuit: The circuit, on at most 20 sites.
            model: The model, on the same sites.

        Raises:
            ValueError: If their numbers of sites differ or there are more than 20.
        """
        check_sizes(circuit, model)
        _check_memory(circuit)
        return StatevectorEvaluator(circuit, model)


class _ModelTables(NamedTuple):
    """A model as weighted swaps."""

    constant: float
    orders: np.ndarray  # (n_terms, n_sites), the sites in the order a swap brings them to
    weights: np.ndarray  # (n_terms,)


class StatevectorEvaluator(AbstractEvaluator):
    """A circuit and a model on 2^N amplitudes; compiled once for each form of circuit."""

    def __init__(self, circuit: Circuit, model: HeisenbergModel) -> None:
        """Build the tables; compiling waits for the first evaluation."""
        self.circuit = circuit
        self.model = model
        constant, swaps = model.swap_form()
        orders = swap_orders(model.n_sites, tuple((i, j) for i, j, _ in swaps))
        weights = np.array([weight for _, _, weight in swaps], dtype=float)
        self._tables = circuit_tables(circuit), _ModelTables(constant, orders, weights)

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters."""
        return self._in_double(_energies, parameters)

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        return self._in_double(_energies_and_gradients, parameters)

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(2**N,)`` at ``(n_params,)``; site 0 is the highest bit."""
        return statevector(self.circuit, parameters)

    def observables(self, parameters: np.ndarray) -> Observables:
        """Return what is measured in the final state of one row of parameters ``(n_params,)``."""
        n_sites = self.circuit.n_sites
        state = statevector(self.circuit, parameters).reshape((2,) * n_sites)
        constant, swaps = self.model.swap_form()
        image = constant * state + sum(w * np.swapaxes(state, i, j) for i, j, w in swaps)
        energy = float(np.vdot(state, image).real)
        correlations = {
            (i, j): float(np.vdot(state, np.swapaxes(state, i, j)).real) / 2 - 1 / 4
            for j in range(n_sites)
            for i in range(j)
        }
        return Observables(
            energy=energy,
            variance=float(np.vdot(image, image).real) - energy**2,
            total_spin_squared=3 / 4 * n_sites + 2 * sum(correlations.values()),
            bond_correlations=tuple(correlations[edge] for edge in self.model.lattice.edges),
        )

    def _in_double(self, compiled: Callable, parameters: np.ndarray):
        rows = checked_rows(self.circuit, parameters)
        for row in rows:
            checked_parameters(self.circuit, row)  # refuses what is not finite
        with jax.enable_x64(True):
            return jax.tree.map(np.asarray, compiled(*self._tables, jnp.asarray(rows)))


def statevector(circuit: Circuit, parameters: np.ndarray) -> np.ndarray:
    """Return the final state of a circuit on the product basis.

    Args:
        circuit: The circuit, on at most 20 sites.
        parameters: Array ``(n_params,)``, radians.

    Returns:
        Normalised complex array of shape ``(2**n_sites,)``. Site 0 is the leftmost tensor factor,
        bit 0 is up.

    Raises:
        ValueError: If there are too many sites, or the parameters do not fit the circuit.

    Example:
        >>> from spinnet.circuits import Circuit, SingletCovering
        >>> pair = Circuit(2, SingletCovering(2, ((0, 1),)), (), 0)
        >>> statevector(pair, []).real.round(3).tolist()
        [0.0, 0.707, -0.707, 0.0]
    """
    _check_memory(circuit)
    values = checked_parameters(circuit, parameters)
    with jax.enable_x64(True):
        return np.asarray(_final_state(circuit_tables(circuit), jnp.asarray(values)))


@jax.jit
def _final_state(tables: CircuitTables, parameters: jax.Array) -> jax.Array:
    """Return the state ``(2**n_sites,)`` after all gates."""
    start = jnp.asarray(tables.start)
    if len(tables.kind) == 0:
        return start
    with_zero = jnp.append(parameters, 0.0)

    def apply(state: jax.Array, gate: Any) -> tuple[jax.Array, None]:
        kind, indices, to_front, back = gate
        matrix = _matrix(jax.tree.map(lambda table: table[kind], tables.kinds), with_zero[indices])
        front = _reordered(state, to_front).reshape(len(matrix), -1)
        return _reordered((matrix @ front).reshape(-1), back), None

    gates = tables.kind, tables.parameters, tables.to_front, tables.back
    final, _ = jax.lax.scan(apply, start, gates)
    return final


def _matrix(kind: GateKind, angles: jax.Array) -> jax.Array:
    """Return the unitary of one gate, ``(2**k, 2**k)``."""

    def turn(matrix: jax.Array, generator: Any) -> tuple[jax.Array, None]:
        angle, values, vectors = generator
        phases = jnp.exp(1j * angle * values)
        return (vectors * phases[None, :]) @ (vectors.conj().T @ matrix), None

    generators = angles, kind.eigenvalues, kind.eigenvectors
    matrix, _ = jax.lax.scan(turn, jnp.asarray(kind.lines_in), generators)
    return jnp.asarray(kind.lines_out) @ matrix


def _reordered(state: jax.Array, order: jax.Array) -> jax.Array:
    """Return a state with its sites in another order: axis p of the new one is site order[p]."""
    n_sites = len(order)
    last_first = n_sites - 1 - np.arange(n_sites)
    bits = (np.arange(2**n_sites)[:, None] >> last_first[None, :]) & 1  # (2^N, N) of new indices
    return state[bits @ (1 << (n_sites - 1 - order))]


def _energy(tables: CircuitTables, model: _ModelTables, parameters: jax.Array) -> jax.Array:
    state = _final_state(tables, parameters)

    def add(energy: jax.Array, term: Any) -> tuple[jax.Array, None]:
        order, weight = term
        return energy + weight * jnp.vdot(state, _reordered(state, order)).real, None

    energy, _ = jax.lax.scan(add, jnp.asarray(model.constant), (model.orders, model.weights))
    return energy


_over_rows = (None, None, 0)
_energies = jax.jit(jax.vmap(_energy, in_axes=_over_rows))
_energies_and_gradients = jax.jit(
    jax.vmap(jax.value_and_grad(_energy, argnums=2), in_axes=_over_rows)
)


def _check_memory(circuit: Circuit) -> None:
    if circuit.n_sites > LARGEST_STATE:
        raise ValueError(
            f"the state vector backend takes at most {LARGEST_STATE} sites; got "
            f"{circuit.n_sites}. Use SectorBackend."
        )
