"""Observables as Qiskit Pauli sums: the model, total spin, and bond correlations."""

from __future__ import annotations

import itertools

from qiskit.quantum_info import SparsePauliOp

from hamiltonians import HeisenbergModel, Lattice

PauliTerm = tuple[str, list[int], float]


def to_sparse_pauli_op(model: HeisenbergModel) -> SparsePauliOp:
    """Return the Heisenberg model, sum of J S_i . S_j, as a sum of Pauli strings.

    Args:
        model: The model; site s becomes qubit s, and J keeps its S . S convention.

    Returns:
        Three strings per bond, each with coefficient J/4.

    Example:
        >>> from hamiltonians import chain, heisenberg
        >>> to_sparse_pauli_op(heisenberg(chain(2, periodic=False))).to_list()
        [('XX', (0.25+0j)), ('YY', (0.25+0j)), ('ZZ', (0.25+0j))]
    """
    terms = [(letters, list(sites), value) for letters, sites, value in model.pauli_terms()]
    return _pauli_sum(terms, model.n_sites)


def total_spin_squared_op(n_sites: int) -> SparsePauliOp:
    """Return S^2 of all sites: 3 n/4 plus twice the sum of S_i . S_j over all pairs.

    Args:
        n_sites: Number of sites.
    """
    terms: list[PauliTerm] = [("", [], 0.75 * n_sites)]
    for pair in itertools.combinations(range(n_sites), 2):
        terms += _dot_product(pair, 2.0)
    return _pauli_sum(terms, n_sites)


def bond_correlation_ops(lattice: Lattice) -> tuple[SparsePauliOp, ...]:
    """Return S_i . S_j for each bond of a lattice, in its order.

    Args:
        lattice: The lattice.
    """
    return tuple(_pauli_sum(_dot_product(edge, 1.0), lattice.n_sites) for edge in lattice.edges)


def _dot_product(sites: tuple[int, int], factor: float) -> list[PauliTerm]:
    """Return the Pauli terms of ``factor`` S_i . S_j."""
    return [(letters, list(sites), factor / 4) for letters in ("XX", "YY", "ZZ")]


def _pauli_sum(terms: list[PauliTerm], n_sites: int) -> SparsePauliOp:
    listed = terms or [("", [], 0.0)]
    return SparsePauliOp.from_sparse_list(listed, num_qubits=n_sites)
