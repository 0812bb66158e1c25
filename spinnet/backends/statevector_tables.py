"""Constant arrays of a circuit for the plain state vector, built with NumPy before JAX runs.

Every gate becomes a matrix on as many sites as the largest gate has, and gets as many angles as the
gate with the most, the added ones doing nothing, so that one loop serves the whole circuit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from spinnet.circuits import BlockMatrix, Circuit, SingletCovering, VertexGate, block_sizes
from spinnet.networks import schur_matrix


class GateKind(NamedTuple):
    """Distinct gates on K sites each, with A generators in their eigenbases."""

    lines_in: np.ndarray  # (n_kinds, 2^K, 2^K), in-tree Schur matrix, the constant applied to it
    eigenvalues: np.ndarray  # (n_kinds, A, 2^K)
    eigenvectors: np.ndarray  # (n_kinds, A, 2^K, 2^K)
    lines_out: np.ndarray  # (n_kinds, 2^K, 2^K), out-tree Schur matrix


class CircuitTables(NamedTuple):
    """A circuit as arrays, gates in time order."""

    start: np.ndarray  # (2^n_sites,)
    kinds: GateKind
    kind: np.ndarray  # (n_gates,)
    parameters: np.ndarray  # (n_gates, A), indices; n_params stands for an angle of zero
    to_front: np.ndarray  # (n_gates, n_sites), the sites in the order that puts the gate's first
    back: np.ndarray  # (n_gates, n_sites), the order that undoes it


def circuit_tables(circuit: Circuit) -> CircuitTables:
    """Return the arrays of a circuit.

    Args:
        circuit: The circuit.
    """
    gates, n_sites = circuit.gates, circuit.n_sites
    width = max((gate.n_spins for gate in gates), default=0)
    n_angles = max((gate.n_angles for gate in gates), default=0)
    number = {gate: kind for kind, gate in enumerate(gates)}
    indices = np.full((circuit.n_gates, n_angles), circuit.n_params)
    to_front = np.zeros((circuit.n_gates, n_sites), dtype=int)
    for n, placed in enumerate(circuit.placements):
        indices[n, : len(placed.parameters)] = placed.parameters
        to_front[n] = _sites_first(placed.sites, n_sites)
    dense = [_padded(gate, width, n_angles) for gate in gates] or [(np.zeros(0),) * 4]
    return CircuitTables(
        start=covering_state(circuit.initial).reshape(-1),
        kinds=GateKind(*(np.array(arrays) for arrays in zip(*dense, strict=True))),
        kind=np.array([number[placed.gate] for placed in circuit.placements], dtype=int),
        parameters=indices,
        to_front=to_front,
        back=np.argsort(to_front, axis=1),
    )


def covering_state(covering: SingletCovering) -> np.ndarray:
    """Return a singlet covering as a complex array with one axis of length 2 per site.

    Args:
        covering: The pairs and the sites left over.
    """
    state = np.ones((), dtype=complex)
    singlet = np.array([[0, 1], [-1, 0]]) / np.sqrt(2)
    for _ in covering.pairs:
        state = np.multiply.outer(state, singlet)
    for _ in covering.singles:
        state = np.multiply.outer(state, np.array([1, 0]))
    order = [site for pair in covering.pairs for site in pair] + list(covering.singles)
    return np.moveaxis(state, range(covering.n_sites), order)


def swap_orders(n_sites: int, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return for each pair the sites 0, 1, ... with the two exchanged, ``(n_pairs, n_sites)``.

    Args:
        n_sites: Number of sites.
        pairs: The pairs to exchange.
    """
    orders = np.tile(np.arange(n_sites), (len(pairs), 1))
    for row, (i, j) in zip(orders, pairs, strict=True):
        row[[i, j]] = j, i
    return orders


def _sites_first(sites: tuple[int, ...], n_sites: int) -> list[int]:
    return [*sites, *(site for site in range(n_sites) if site not in sites)]


def _padded(gate: VertexGate, width: int, n_angles: int) -> tuple[np.ndarray, ...]:
    """Return the arrays of one gate, the identity on added sites and angles."""
    rest = np.eye(2 ** (width - gate.n_spins))
    lines_in, eigenvalues, eigenvectors, lines_out = _dense(gate)
    n_added, size = n_angles - gate.n_angles, 2**width
    no_values = np.zeros((n_added, size))
    no_vectors = np.tile(np.eye(size), (n_added, 1, 1))
    return (
        np.kron(lines_in, rest),
        np.concatenate([np.repeat(eigenvalues, len(rest), axis=1), no_values]),
        np.concatenate([np.kron(eigenvectors, rest), no_vectors]),
        np.kron(lines_out, rest),
    )


@lru_cache(maxsize=256)
def _dense(gate: VertexGate) -> tuple[np.ndarray, ...]:
    """Return the four constant arrays of `GateKind` for one gate on its own sites."""
    size = 2**gate.n_spins
    constant = np.eye(size) if gate.constant is None else _coupled(gate.constant)
    solved = [np.linalg.eigh(_coupled(generator)) for generator in gate.generators]
    return (
        constant @ schur_matrix(gate.in_tree).T + 0j,
        np.array([values for values, _ in solved], dtype=float).reshape(-1, size),
        np.array([vectors for _, vectors in solved], dtype=complex).reshape(-1, size, size),
        schur_matrix(gate.out_tree) + 0j,
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
