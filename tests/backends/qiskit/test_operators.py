from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit")
from hamiltonians import chain, heisenberg, named_lattice
from spinnet.backends.qiskit import (
    bond_correlation_ops,
    reverse_matrix,
    to_sparse_pauli_op,
    total_spin_squared_op,
)
from tests.backends.qiskit.dense_route import lopsided_lattice


@pytest.mark.parametrize("lattice", [chain(2), chain(5), lopsided_lattice()], ids=str)
def test_pauli_sum_is_the_model(lattice):
    model = heisenberg(lattice)
    ours = reverse_matrix(to_sparse_pauli_op(model).to_matrix())
    np.testing.assert_allclose(ours, model.matrix().toarray(), atol=1e-13)


def test_terms_name_the_sites():
    model = heisenberg(chain(3), [1.0, 0.5])
    assert to_sparse_pauli_op(model).to_list()[:1] == [("IXX", 0.25)]
    assert to_sparse_pauli_op(model).to_list()[-1:] == [("ZZI", 0.125)]


def test_bonds_sum_to_the_model():
    model = heisenberg(lopsided_lattice())
    parts = bond_correlation_ops(model.lattice)
    total = sum(j * part for j, part in zip(model.couplings, parts, strict=True))
    difference = (total - to_sparse_pauli_op(model)).simplify()
    np.testing.assert_allclose(difference.coeffs, 0, atol=1e-14)


@pytest.mark.parametrize("n_sites", [1, 2, 3, 4])
def test_total_spin_has_the_eigenvalues_of_angular_momentum(n_sites):
    values = np.linalg.eigvalsh(total_spin_squared_op(n_sites).to_matrix())
    spins = np.arange(n_sites % 2, n_sites + 1, 2) / 2
    distance = np.abs(values[:, None] - spins * (spins + 1)).min(axis=1)
    np.testing.assert_allclose(distance, 0, atol=1e-12)
    np.testing.assert_allclose(values.max(), n_sites / 2 * (n_sites / 2 + 1), atol=1e-12)


def test_a_model_without_terms_is_zero():
    model = heisenberg(chain(3), 0.0)
    np.testing.assert_array_equal(to_sparse_pauli_op(model).to_matrix(), np.zeros((8, 8)))


def test_kagome_has_three_strings_a_bond():
    model = heisenberg(named_lattice("kagome-12"))
    assert len(to_sparse_pauli_op(model)) == 3 * len(model.lattice.bonds)
