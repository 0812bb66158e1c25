"""Stages are compiled ahead: what is called afterwards finds its program."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.circuits import Circuit, Placement, SingletCovering, real_gate
from spinnet.sector.bundles import bundle_engine
from spinnet.sector.bundles.stages import (
    circuit_backwards,
    circuit_forwards,
    compile_stages,
    energy_and_product,
    gradients,
    matrices_of,
    received_by_entries,
)

COMPILED = "/jax/core/compile/backend_compile_duration"


@pytest.fixture(scope="module")
def engine():
    gate = real_gate(3)
    circuit = Circuit(
        4, SingletCovering(4, ((0, 2), (1, 3)), ()), (Placement(gate, (0, 1, 2), (0,), 0),), 1
    )
    return bundle_engine(circuit, heisenberg(named_lattice("ring-4")))


@pytest.fixture
def compilations():
    """The programs compiled so far, one entry each."""
    found: list[float] = []

    def listen(name, seconds, **_):
        if name == COMPILED:
            found.append(seconds)

    jax.monitoring.register_event_duration_secs_listener(listen)
    yield found
    jax.monitoring.unregister_event_duration_listener(listen)


def test_all_stages_are_compiled_ahead(engine, compilations):
    bundled = engine.bundled
    compile_stages(bundled, (1, 1), with_gradients=True)
    assert len(compilations) >= 6
    rows, steps = jax.device_put(np.ones((1, 1))), bundled.steps
    path = jax.device_put(np.eye(1, bundled.dimension, engine.rank))
    del compilations[:]
    matrices = matrices_of(bundled, rows)
    state = circuit_forwards(steps.work, steps.operations, matrices, (path,))
    energy, squared_norm, pushed = energy_and_product(bundled.model, state)
    behind, _ = circuit_backwards(steps, matrices, state, pushed, n_gates=bundled.n_gates)
    received = received_by_entries(bundled, rows, behind)
    found = gradients(bundled.entries, rows, received)
    assert compilations == []
    np.testing.assert_allclose(squared_norm, 1, atol=1e-14)
    assert np.isfinite(energy).all() and found.shape == (1, 1)


def test_what_is_compiled_for_gradients_serves_energies(engine, compilations):
    engine.energies_and_gradients(np.ones((1, 1)))
    del compilations[:]
    engine.energies(np.zeros((1, 1)))
    engine.energies_and_gradients(np.zeros((1, 1)))
    assert compilations == []
