"""Norms and expectation values as closed networks."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.networks import (
    Edge,
    SpinNetwork,
    Vertex,
    aklt_bond_energy_operator,
    aklt_ring,
    coupling_vertex,
    evaluate,
    expectation_network,
    intertwiner_tensor,
    norm_network,
)


def test_norm_and_expectation_agree_with_the_dense_state():
    ring = aklt_ring(4)
    state = evaluate(ring)
    assert evaluate(norm_network(ring)) == pytest.approx(np.sum(state**2))
    operator = aklt_bond_energy_operator()
    dense = np.einsum("abcd,abxy,xycd->", state, intertwiner_tensor(operator), state)
    found = evaluate(expectation_network(ring, operator, ("spin0", "spin1")))
    assert found == pytest.approx(dense)
    crossed = np.einsum("abcd,caxy,ybxd->", state, intertwiner_tensor(operator), state)
    found = evaluate(expectation_network(ring, operator, ("spin2", "spin0")))
    assert found == pytest.approx(crossed)


def test_complex_states_have_real_norms():
    edges = (Edge("a", 1, "v"), Edge("b", 1, "v"))
    state = SpinNetwork(
        edges, (Vertex("v", (), ("a", "b"), coupling_vertex((1, 1), (), 3j)),), ("b", "a")
    )
    assert evaluate(norm_network(state)) == pytest.approx(9)


def test_what_is_no_state_is_refused():
    edges = (Edge("a", 1, None, "v"), Edge("b", 1, "v"))
    wire = SpinNetwork(edges, (Vertex("v", ("a",), ("b",)),), ("a", "b"))
    with pytest.raises(ValueError, match="must go out; edge 'a' comes in"):
        norm_network(wire)
    with pytest.raises(ValueError, match="must act on open edges of the state; got 'bond0'"):
        expectation_network(aklt_ring(3), aklt_bond_energy_operator(), ("bond0", "spin0"))
    with pytest.raises(ValueError, match="vertex 'operator'"):
        expectation_network(aklt_ring(3), aklt_bond_energy_operator(), ("spin0",))
