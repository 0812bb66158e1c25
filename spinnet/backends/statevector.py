"""The plain state vector: every gate a dense matrix on 2^N amplitudes, differentiated by JAX.

Obvious and slow on purpose. It shares nothing with the sector engine but the description of the
circuit, so that each can be checked against the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend, AbstractEvaluator, Observables, check_sizes
from spinnet.circuits import (
    BlockMatrix,
    Circuit,
    SingletCovering,
    VertexGate,
    block_sizes,
    checked_parameters,
)
from spinnet.networks import schur_matrix

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


class StatevectorEvaluator(AbstractEvaluator):
    """A circuit and a model on 2^N amplitudes; compiled once for each number of rows."""

    def __init__(self, circuit: Circuit, model: HeisenbergModel) -> None:
        """Compile nothing yet; that happens at the first evaluation."""
        self.circuit = circuit
        self.model = model
        constant, swaps = model.swap_form()

        def energy(parameters: jax.Array) -> jax.Array:
            state = _run(circuit, parameters)
            exchanged = sum(weight * _swap_value(state, i, j) for i, j, weight in swaps)
            return constant + jnp.asarray(exchanged)

        self._energies = jax.jit(jax.vmap(energy))
        self._energies_and_gradients = jax.jit(jax.vmap(jax.value_and_grad(energy)))

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters."""
        return self._in_double(self._energies, parameters)

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``."""
        return self._in_double(self._energies_and_gradients, parameters)

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
        rows = np.stack([checked_parameters(self.circuit, row) for row in parameters])
        with jax.enable_x64(True):
            return jax.tree.map(np.asarray, compiled(jnp.asarray(rows)))


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
        return np.asarray(_run(circuit, jnp.asarray(values))).reshape(-1)


def covering_state(covering: SingletCovering) -> np.ndarray:
    """Return a singlet covering as a complex array with one axis of length 2 per site."""
    state = np.ones((), dtype=complex)
    singlet = np.array([[0, 1], [-1, 0]]) / np.sqrt(2)
    for _ in covering.pairs:
        state = np.multiply.outer(state, singlet)
    for _ in covering.singles:
        state = np.multiply.outer(state, np.array([1, 0]))
    order = [site for pair in covering.pairs for site in pair] + list(covering.singles)
    return np.moveaxis(state, range(covering.n_sites), order)


@dataclass(frozen=True, eq=False)
class _DenseGate:
    """A vertex gate as constant matrices on 2^k amplitudes, generators in their eigenbases."""

    lines_in: np.ndarray  # (2^k, 2^k), in-tree Schur matrix with the constant applied to it
    eigenvalues: tuple[np.ndarray, ...]  # one (2^k,) per generator
    eigenvectors: tuple[np.ndarray, ...]  # one (2^k, 2^k) per generator
    lines_out: np.ndarray  # (2^k, 2^k), out-tree Schur matrix

    def matrix(self, angles: jax.Array) -> jax.Array:
        """Return the unitary ``(2**k, 2**k)`` at the given angles."""
        matrix = jnp.asarray(self.lines_in)
        for number, (values, vectors) in enumerate(
            zip(self.eigenvalues, self.eigenvectors, strict=True)
        ):
            phases = jnp.exp(1j * angles[number] * values)
            matrix = (vectors * phases[None, :]) @ (vectors.conj().T @ matrix)
        return jnp.asarray(self.lines_out) @ matrix


@lru_cache(maxsize=256)
def _dense_gate(gate: VertexGate) -> _DenseGate:
    constant = np.eye(2**gate.n_spins) if gate.constant is None else _coupled(gate.constant)
    solved = [np.linalg.eigh(_coupled(generator)) for generator in gate.generators]
    return _DenseGate(
        lines_in=constant @ schur_matrix(gate.in_tree).T + 0j,
        eigenvalues=tuple(values for values, _ in solved),
        eigenvectors=tuple(vectors for _, vectors in solved),
        lines_out=schur_matrix(gate.out_tree) + 0j,
    )


def _coupled(blocks: BlockMatrix) -> np.ndarray:
    """Return an invariant operator on the columns of a Schur matrix, ``(2**k, 2**k)``."""
    matrix = np.zeros((2**blocks.n_spins,) * 2, dtype=complex)
    start = 0
    for two_total, size in block_sizes(blocks.n_spins):
        stop = start + size * (two_total + 1)
        matrix[start:stop, start:stop] = np.kron(blocks.block(two_total), np.eye(two_total + 1))
        start = stop
    return matrix


def _run(circuit: Circuit, parameters: jax.Array) -> jax.Array:
    state = jnp.asarray(covering_state(circuit.initial))
    for placement, matrix in zip(
        circuit.placements, _gate_matrices(circuit, parameters), strict=True
    ):
        state = _apply(matrix, placement.sites, state)
    return state


def _gate_matrices(circuit: Circuit, parameters: jax.Array) -> list[jax.Array]:
    """Return the matrix of every placement; gates of one kind are built together."""
    matrices: dict[int, jax.Array] = {}
    for gate in circuit.gates:
        members = [n for n, placed in enumerate(circuit.placements) if placed.gate == gate]
        indices = np.array([circuit.placements[n].parameters for n in members], dtype=int)
        stacked = jax.vmap(_dense_gate(gate).matrix)(parameters[indices])
        matrices |= {n: stacked[row] for row, n in enumerate(members)}
    return [matrices[n] for n in range(circuit.n_gates)]


def _apply(matrix: jax.Array, sites: tuple[int, ...], state: jax.Array) -> jax.Array:
    n_spins = len(sites)
    tensor = matrix.reshape((2,) * (2 * n_spins))
    moved = jnp.tensordot(tensor, state, axes=(tuple(range(n_spins, 2 * n_spins)), sites))
    return jnp.moveaxis(moved, range(n_spins), sites)


def _swap_value(state: jax.Array, i: int, j: int) -> jax.Array:
    return jnp.sum(state.conj() * jnp.swapaxes(state, i, j)).real


def _check_memory(circuit: Circuit) -> None:
    if circuit.n_sites > LARGEST_STATE:
        raise ValueError(
            f"the state vector backend takes at most {LARGEST_STATE} sites; got "
            f"{circuit.n_sites}. Use SectorBackend."
        )
