"""The metric of each gate against the blocks of the whole circuit's metric."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.preconditioner import gate_angles
from spinnet.backends.sector import SectorBackend
from spinnet.circuits import Circuit, ansatz, paper


def circuits():
    ring, odd = named_lattice("ring-6"), named_lattice("ring-7")
    yield "real", ansatz(ring, "triples", layers=2)
    yield "complex", paper.paper_circuit(ring, blocks=1)
    yield "spin 3/2", ansatz(odd, "triples", layers=1, two_total=3)


CASES = dict(circuits())


def blocks_of(flat, groups):
    sizes = [len(group) for group in groups]
    parts = np.split(flat, np.cumsum([size**2 for size in sizes])[:-1])
    return [part.reshape(size, size) for part, size in zip(parts, sizes, strict=True)]


@pytest.mark.parametrize("engine", ["loops", "jax"])
@pytest.mark.parametrize("name", CASES)
def test_the_blocks_are_those_of_the_metric(name, engine, rng):
    circuit = CASES[name]
    evaluator = SectorBackend(engine=engine).evaluator(circuit, heisenberg_of(circuit))
    parameters = rng.normal(size=circuit.n_params)
    metric, groups = evaluator.metric(parameters), gate_angles(circuit)
    found = blocks_of(evaluator.gate_metrics(parameters), groups)
    assert len(found) == circuit.n_gates
    for block, group in zip(found, groups, strict=True):
        np.testing.assert_allclose(block, metric[np.ix_(group, group)], atol=1e-12)


def heisenberg_of(circuit: Circuit):
    return heisenberg(named_lattice(f"ring-{circuit.n_sites}"))


def test_gates_that_share_their_angles_add_up(rng):
    ring = named_lattice("ring-6")
    shared = ansatz(ring, "triples", layers=2, sharing="layer")
    free = ansatz(ring, "triples", layers=2)
    parameters = rng.normal(size=shared.n_params)
    each = np.zeros(free.n_params)
    for one, other in zip(free.placements, shared.placements, strict=True):
        each[list(one.parameters)] = parameters[list(other.parameters)]
    apart = SectorBackend().evaluator(free, heisenberg(ring)).gate_metrics(each)
    sums = {group: 0.0 for group in gate_angles(shared)}
    for block, placement in zip(
        blocks_of(apart, gate_angles(free)), shared.placements, strict=True
    ):
        sums[placement.parameters] += block
    found = SectorBackend().evaluator(shared, heisenberg(ring)).gate_metrics(parameters)
    np.testing.assert_allclose(found, np.concatenate([b.ravel() for b in sums.values()]))
