"""Fixtures of the Qiskit tests."""

from __future__ import annotations

import pytest

from hamiltonians import named_lattice
from spinnet.circuits import Circuit, ansatz
from tests.backends.qiskit.dense_route import CIRCUITS


@pytest.fixture(params=CIRCUITS, ids=str)
def circuit(request: pytest.FixtureRequest) -> Circuit:
    """One circuit of the table."""
    return CIRCUITS[request.param]()


@pytest.fixture
def kagome_circuit() -> Circuit:
    """One layer on the twelve-site kagome torus."""
    return ansatz(named_lattice("kagome-12"), "triangles", layers=1)
