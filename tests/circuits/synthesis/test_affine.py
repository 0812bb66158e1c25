"""Affine structures of any gate, against the gate's own matrix."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.circuits import (
    VertexGate,
    exchange_gate,
    fixed_gate,
    general_gate,
    paper_gate,
    real_gate,
)
from spinnet.circuits.synthesis import affine_general_structure
from spinnet.networks import comb_tree, parse_tree

RIGHT_TREE = parse_tree("(1/2 (1/2 1/2))")
TURN = fixed_gate(comb_tree(3), RIGHT_TREE, {1: [[0, 1j], [1, 0]]})
WITH_CONSTANT = VertexGate(
    "constant", comb_tree(3), RIGHT_TREE, paper_gate(3).generators, TURN.constant
)


@pytest.mark.parametrize(
    "vertex",
    [
        paper_gate(2),
        real_gate(3),
        general_gate(3),
        exchange_gate(4),
        real_gate(4),
        TURN,
        WITH_CONSTANT,
    ],
    ids=lambda gate: gate.name,
)
@pytest.mark.parametrize("connectivity", ["all-to-all", "line"])
def test_structure_is_the_gate_with_its_phase(vertex, connectivity, rng):
    if connectivity == "line" and vertex.n_spins > 3:
        with pytest.raises(ValueError, match="known for up to 3 spins; got 4"):
            affine_general_structure(vertex, connectivity)
        return
    angles = rng.uniform(-4, 4, vertex.n_angles)
    structure = affine_general_structure(vertex, connectivity)
    assert structure.connectivity == connectivity
    assert structure.is_affine
    np.testing.assert_allclose(structure.unitary(angles), vertex.matrix(angles), atol=1e-11)
