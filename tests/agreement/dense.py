"""The oracle of the agreement table: plain NumPy products of the gates' own matrices.

It shares no simulation code with any backend. Gradients come from the exact derivative of each
gate's matrix and one sweep back through the circuit.
"""

from __future__ import annotations

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends import Observables
from spinnet.circuits import (
    Circuit,
    SingletCovering,
    VertexGate,
    block_sizes,
    exponential,
    gate_angles,
    identity_blocks,
)
from spinnet.networks import schur_matrix
from spinnet.testing.agreement import BackendRun


def dense_run(circuit: Circuit, model: HeisenbergModel, parameters: np.ndarray) -> BackendRun:
    """Return what a backend should report."""
    results = [energy_and_gradient(circuit, model, row) for row in parameters]
    return BackendRun(
        "dense matrices",
        np.array([energy for energy, _ in results]),
        np.array([gradient for _, gradient in results]),
        observables(model, dense_state(circuit, parameters[0])),
        dense_state(circuit, parameters[0]),
    )


def dense_state(circuit: Circuit, parameters: np.ndarray) -> np.ndarray:
    state = covering_state(circuit.initial)
    for placement, angles in zip(circuit.placements, gate_angles(circuit, parameters), strict=True):
        state = apply(placement.gate.matrix(angles), placement.sites, state)
    return state.reshape(-1)


def energy_and_gradient(
    circuit: Circuit, model: HeisenbergModel, parameters: np.ndarray
) -> tuple[float, np.ndarray]:
    state = dense_state(circuit, parameters)
    image = model.matrix() @ state
    gradient = np.zeros(circuit.n_params)
    shape = (2,) * circuit.n_sites
    state, costate = state.reshape(shape), image.reshape(shape)
    energy = np.vdot(state, costate).real
    gates = list(zip(circuit.placements, gate_angles(circuit, parameters), strict=True))
    for placement, angles in reversed(gates):
        inverse = placement.gate.matrix(angles).conj().T
        state = apply(inverse, placement.sites, state)
        for index, slope in zip(
            placement.parameters, matrix_derivatives(placement.gate, angles), strict=True
        ):
            moved = apply(slope, placement.sites, state)
            gradient[index] += 2 * np.vdot(costate, moved).real
        costate = apply(inverse, placement.sites, costate)
    return energy, gradient


def matrix_derivatives(gate: VertexGate, angles: np.ndarray) -> list[np.ndarray]:
    """Return dU/da for each angle: the generator times i, put in at its place in the product."""
    derivatives = []
    for chosen in range(gate.n_angles):
        block = (gate.constant or identity_blocks(gate.n_spins)).dense()
        for place, (angle, generator) in enumerate(zip(angles, gate.generators, strict=True)):
            block = exponential(generator, angle) @ block
            if place == chosen:
                block = 1j * generator.dense() @ block
        coupled = lifted(gate.n_spins, block)
        derivatives.append(schur_matrix(gate.out_tree) @ coupled @ schur_matrix(gate.in_tree).T)
    return derivatives


def lifted(n_spins: int, block: np.ndarray) -> np.ndarray:
    """Return a block-diagonal matrix on paths as a matrix on coupled states."""
    matrix = np.zeros((2**n_spins,) * 2, dtype=complex)
    row = start = 0
    for two_total, size in block_sizes(n_spins):
        stop = start + size * (two_total + 1)
        part = block[row : row + size, row : row + size]
        matrix[start:stop, start:stop] = np.kron(part, np.eye(two_total + 1))
        row, start = row + size, stop
    return matrix


def apply(matrix: np.ndarray, sites: tuple[int, ...], state: np.ndarray) -> np.ndarray:
    count = len(sites)
    tensor = matrix.reshape((2,) * (2 * count))
    return np.moveaxis(
        np.tensordot(tensor, state, (range(count, 2 * count), sites)), range(count), sites
    )


def covering_state(covering: SingletCovering) -> np.ndarray:
    """Add up the product states of a covering one by one, with their signs."""
    state = np.zeros((2,) * covering.n_sites)
    n_pairs = len(covering.pairs)
    for choice in range(2**n_pairs):
        bits, sign = [0] * covering.n_sites, 1
        for place, (first, second) in enumerate(covering.pairs):
            first_is_down = choice >> place & 1
            bits[first if first_is_down else second] = 1
            sign *= 1 - 2 * first_is_down
        state[tuple(bits)] = sign / np.sqrt(2) ** n_pairs
    return state


def observables(model: HeisenbergModel, state: np.ndarray) -> Observables:
    image = model.matrix() @ state
    energy = np.vdot(state, image).real
    tensor = state.reshape((2,) * model.n_sites)
    correlation = {
        (i, j): np.vdot(tensor, np.swapaxes(tensor, i, j)).real / 2 - 1 / 4
        for j in range(model.n_sites)
        for i in range(j)
    }
    return Observables(
        energy=float(energy),
        variance=float(np.vdot(image, image).real - energy**2),
        total_spin_squared=0.75 * model.n_sites + 2 * sum(correlation.values()),
        bond_correlations=tuple(correlation[edge] for edge in model.lattice.edges),
    )
