"""A circuit and its network are the same state."""

from __future__ import annotations

import numpy as np
import pytest

import hamiltonians
from spinnet.backends.statevector import statevector
from spinnet.circuits import Circuit, SingletCovering, triangle_ansatz
from spinnet.circuits.network_form import circuit_from_network, circuit_network
from spinnet.networks import aklt_ring, evaluate
from spinnet.testing import assert_invariant


@pytest.mark.parametrize("name", ["triangular-chain-6", "triangular-chain-8"])
def test_the_tensor_of_the_network_is_the_state(name, rng):
    lattice = hamiltonians.named_lattice(name)
    circuit = triangle_ansatz(lattice, layers=1)
    parameters = rng.normal(size=circuit.n_params)
    network = circuit_network(circuit, parameters)
    state = evaluate(network).ravel()
    np.testing.assert_allclose(
        state, np.asarray(statevector(circuit, parameters)).ravel(), atol=1e-12
    )
    back = circuit_from_network(network)
    np.testing.assert_allclose(
        np.asarray(statevector(back, np.zeros(0))).ravel(), state, atol=1e-12
    )
    assert_invariant(network, rng)


def test_sites_left_up_come_in():
    circuit = Circuit(3, SingletCovering(3, ((0, 2),), (1,)), (), 0)
    tensor = evaluate(circuit_network(circuit, np.zeros(0)))[..., 0]
    np.testing.assert_allclose(
        tensor.ravel(), np.asarray(statevector(circuit, np.zeros(0))).ravel()
    )
    assert circuit_from_network(circuit_network(circuit, np.zeros(0))) == circuit


def test_other_networks_are_refused():
    with pytest.raises(ValueError, match="directed loop"):
        circuit_from_network(aklt_ring(3))
